# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Roles × doors × models: nobody reads through the card what the record's own model
would not show.

Every record of the fixture carries a token in its texts. What a role may see is asked
of the record itself (``has_access``). Then each role tries each door, and no token may
come out that the role may not see.
"""

import re
from collections import defaultdict

from lxml import etree

from odoo import Command
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools.safe_eval import safe_eval

USER = "base.group_user,base.group_allow_export"
ROLES = {
    "administrator": f"{USER},base.group_system,base.group_partner_manager,"
    "sales_team.group_sale_manager,account.group_account_manager,"
    "project.group_project_manager,agreement.group_agreement_manager,"
    "helpdesk_mgmt.group_helpdesk_manager,client360.group_letter_manager",
    "salesperson": f"{USER},sales_team.group_sale_salesman",
    "sales manager": f"{USER},sales_team.group_sale_manager",
    "accountant": f"{USER},account.group_account_user",
    "auditor": f"{USER},account.group_account_readonly",
    "support": f"{USER},helpdesk_mgmt.group_helpdesk_user_own",
    "lawyer": f"{USER},agreement.group_agreement_user",
    "letters": f"{USER},client360.group_letter_user",
    "projects": f"{USER},project.group_project_user",
    "internal": USER,
    "portal": "base.group_portal",
    "collaborator": "base.group_portal",
    "public": "base.group_public",
}
OUTSIDERS = ("portal", "collaborator", "public")

# The dictionaries and services that the card reads, besides the models of the card.
MORE_MODELS = (
    "client360.event",
    "client360.express.report",
    "client360.autofill.run",
    "client360.autofill.line",
    "client360.letter.kind",
    "client360.letter.case",
    "client360.letter.delivery",
    "client360.document.type",
    "ir.attachment",
    "mail.activity",
    "res.partner.bank",
)

TOKEN = re.compile(r"tok\d+en")
EVENT_FIELDS = ("body", "comment", "subject", "old_value", "new_value", "field_label")


@tagged("post_install", "-at_install")
class TestDoors(TransactionCase):
    @classmethod
    def default_env_context(cls):
        return {}  # with the tracking that the history shows

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.theirs = cls.env["res.company"].create({"name": "Second"})
        partners = cls.env["res.partner"]
        cls.card = partners.create({"name": "Ural", "is_company": True})
        cls.contact = partners.create({"name": "Anna", "parent_id": cls.card.id})
        # of another company, but below the same card
        cls.hidden = partners.create(
            {
                "name": "Hush",
                "parent_id": cls.card.id,
                "company_id": cls.theirs.id,
            }
        )
        cls.users = {
            role: new_test_user(cls.env, login=f"door {role}", groups=groups)
            for role, groups in ROLES.items()
        }
        cls.users["portal"].partner_id.parent_id = cls.card
        cls.source = {}
        cls.records = defaultdict(list)
        cls.fill(cls.card)
        cls.fill(cls.contact)
        cls.fill_hidden()
        cls.env.flush_all()
        cls.env.cr.precommit.run()

    # -- Fixture ----------------------------------------------------------------------

    @classmethod
    def token(cls):
        cls.number = getattr(cls, "number", 1000) + 1
        return f"tok{cls.number}en"

    @classmethod
    def plant(cls, record, token):
        """Say whose rights a token follows."""
        cls.source[token] = record
        cls.records[record._name].append(record)
        return record

    @classmethod
    def make(cls, model, field, **values):
        token = cls.token()
        record = cls.env[model].create({**values, field: token})
        return cls.plant(record, token)

    @classmethod
    def dress(cls, record):
        """A document, messages and an activity of a record."""
        cls.make("ir.attachment", "name", res_model=record._name, res_id=record.id)
        if "message_ids" in record._fields:
            for subtype in ("mail.mt_comment", "mail.mt_note"):
                token = cls.token()
                message = record.message_post(body=token, subtype_xmlid=subtype)
                cls.plant(message, token)
        if "activity_ids" in record._fields:
            token = cls.token()
            activity = record.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=token,
                user_id=cls.users["sales manager"].id,
            )
            cls.plant(activity, token)

    @classmethod
    def fill(cls, partner):
        """Records of each model, one's own and others'."""
        partner_id = partner.id
        cls.dress(partner)
        cls.make("res.partner.bank", "acc_number", partner_id=partner_id)
        for role in ("salesperson", "sales manager"):
            mine = {"partner_id": partner_id, "user_id": cls.users[role].id}
            lead = cls.make("crm.lead", "name", type="opportunity", **mine)
            order = cls.make("sale.order", "client_order_ref", **mine)
            cls.dress(lead)
            cls.dress(order)
        line = {"name": "Pipe", "price_unit": 10, "tax_ids": False}
        move = cls.make(
            "account.move",
            "ref",
            partner_id=partner_id,
            move_type="out_invoice",
            invoice_line_ids=[Command.create(line)],
        )
        cls.dress(move)
        cls.make("account.payment", "memo", partner_id=partner_id, amount=5)
        cls.dress(
            cls.make("agreement", "name", code=cls.token(), partner_id=partner_id)
        )
        for role in ("support", "administrator"):
            cls.dress(
                cls.make(
                    "helpdesk.ticket",
                    "name",
                    description="Help",
                    partner_id=partner_id,
                    user_id=cls.users[role].id,
                )
            )
        cls.dress(cls.make("client360.letter", "name", partner_id=partner_id))
        for privacy in ("employees", "followers", "portal"):
            project = cls.make(
                "project.project",
                "name",
                partner_id=partner_id,
                privacy_visibility=privacy,
            )
            if privacy == "portal":
                collaborator = cls.users["collaborator"].partner_id
                project.collaborator_ids = [
                    Command.create({"partner_id": collaborator.id})
                ]
                project.message_subscribe(collaborator.ids)
            mine = {"partner_id": partner_id, "project_id": project.id}
            cls.dress(cls.make("project.task", "name", **mine))
            cls.make("project.milestone", "name", **mine)
        for role in ("salesperson", "administrator"):
            token = cls.token()
            run = cls.env["client360.autofill.run"].create(
                {
                    "user_id": cls.users[role].id,
                    "waits_for": token,
                    "line_ids": [
                        Command.create({"partner_id": partner_id, "details": token})
                    ],
                }
            )
            cls.plant(run, token)
            cls.records["client360.autofill.line"].append(run.line_ids)
        cls.report(partner)

    @classmethod
    def report(cls, partner):
        report = cls.env["client360.express.report"].create(
            {
                "partner_id": partner.id,
                "inn": "7728168971",
                "answer": {"risk": "red", "ogrn": cls.token(), "dissolved": False},
            }
        )
        cls.plant(report, report.answer["ogrn"])
        report._finish(b"%PDF-1.4")
        token = report.ogrn
        # the file and the message say the same as the report, to the same people
        cls.source[token] = report
        cls.records["ir.attachment"].append(report.attachment_id)

    @classmethod
    def fill_hidden(cls):
        """... of the card that only the other company may see."""
        token = cls.token()
        cls.hidden.comment = cls.hidden.ref = token
        cls.plant(cls.hidden, token)
        cls.dress(cls.hidden)
        cls.make("res.partner.bank", "acc_number", partner_id=cls.hidden.id)
        theirs = {"partner_id": cls.hidden.id, "company_id": cls.theirs.id}
        cls.dress(cls.make("crm.lead", "name", type="opportunity", **theirs))
        cls.dress(cls.make("agreement", "name", code=cls.token(), **theirs))
        cls.dress(cls.make("client360.letter", "name", **theirs))
        cls.dress(cls.make("helpdesk.ticket", "name", description="Help", **theirs))
        cls.make("client360.letter.case", "name", code="9", company_id=cls.theirs.id)
        cls.report(cls.hidden)
        for partner in (cls.card, cls.contact):
            own = {"partner_id": partner.id, "company_id": cls.theirs.id}
            cls.dress(cls.make("crm.lead", "name", type="opportunity", **own))
            cls.dress(cls.make("client360.letter", "name", **own))

    # -- What a role may see ----------------------------------------------------------

    def allowed(self, user):
        """The tokens of all records that the user may read."""
        readable = {}
        for model, records in self.records.items():
            found = self.env[model].concat(*records).with_user(user)
            readable[model] = set(found._filtered_access("read").ids)
        allowed = {
            token
            for token, record in self.source.items()
            if record.id in readable[record._name]
        }
        # Core itself names a project in the chatter of its tasks: who reads the
        # message at its record reads that name.
        messages = self.env["mail.message"].with_user(user)
        if messages.has_access("read"):
            bodies = messages.search([("body", "ilike", "tok")]).mapped("body")
            allowed.update(TOKEN.findall(" ".join(bodies)))
        return allowed

    # -- Doors ------------------------------------------------------------------------

    def models(self):
        return (*self.env["client360.card"]._get_models(), *MORE_MODELS)

    def open(self, call):
        try:
            return call()
        except (AccessError, MissingError, UserError):
            return None

    def columns(self, records):
        """Fields whose values the doors show: the addon's own and some of core's."""
        names = {"name", "display_name", "summary", "note", "ref", "client_order_ref"}
        names |= {"memo", "acc_number", "card_partner_id", "document_place"}
        return [
            name
            for name, field in records._fields.items()
            if (self.is_own(field) or name in names)
            and field.type != "binary"
            and records._has_field_access(field, "read")
        ]

    def is_own(self, field):
        """Whether the addon, and not core, shows the field."""
        definitions = field._base_fields__ or (field,)
        return all(definition._module == "client360" for definition in definitions)

    def generic_doors(self, env, model):
        """Every way of reading that RPC has, on what the card lists of a model."""
        records = env[model].with_context(active_test=False)
        columns = self.columns(records)
        spec = {name: self.spec(records._fields[name]) for name in columns}
        card_field = {
            "res.partner": "id",
            "ir.attachment": "card_partner_id",
            "client360.autofill.run": "line_ids.partner_id",
        }.get(model, "partner_id")
        card_models = env["client360.card"].sudo()._get_card_models()
        if model in card_models:
            card_field = card_models[model].partner_field
        domain = [(card_field, "child_of", self.card.id)]
        if model in ("mail.activity",) or "letter." in model or "type" in model:
            domain = []
        ids = [record.id for record in self.records.get(model, ())]
        yield "search_read", lambda: records.search_read(domain, columns)
        yield "web_search_read", lambda: records.web_search_read(domain, spec)
        yield "name_search", lambda: records.name_search("tok", domain, limit=None)
        yield (
            "search by a value",
            lambda: records.search_read(
                [*domain, ("display_name", "ilike", "tok")], columns
            ),
        )
        yield "export_data", lambda: records.search(domain).export_data(columns)
        for name in columns:
            field = records._fields[name]
            if field.store and field.type in ("char", "many2one", "selection"):
                yield (
                    f"formatted_read_group by {name}",
                    lambda name=name: records.formatted_read_group(
                        domain, [name], ["__count"]
                    ),
                )
        for id_ in ids:
            yield f"read {id_}", lambda id_=id_: records.browse(id_).read(columns)
            yield (
                f"web_read {id_}",
                lambda id_=id_: records.browse(id_).web_read(spec),
            )

    def spec(self, field):
        """What to read of a field: names of other records only where the field is the
        addon's own. Core shows the name in a many2one to who may read the field."""
        if field.relational and self.is_own(field):
            return {"fields": {"display_name": {}}}
        return {}

    def event_doors(self, env):
        events = env["client360.event"]
        spec = {name: {} for name in EVENT_FIELDS}
        spec["attachment_id"] = spec["bank_account_id"] = spec["message_id"] = {
            "fields": {"display_name": {}}
        }
        columns = list(spec)
        for partner in (self.card, self.contact, self.hidden):
            domain = [("partner_id", "child_of", partner.id)]
            yield "event rows", lambda d=domain: events.web_search_read(d, spec)
            yield (
                "event page",
                lambda d=domain: events.web_search_read(d, spec, limit=500),
            )
            yield (
                "event export",
                lambda d=domain: events.search(d).export_data(columns),
            )
            for name in ("new_value", "old_value", "subject", "body", "attachment_id"):
                yield (
                    f"event groups by {name}",
                    lambda d=domain, n=name: events.formatted_read_group(
                        d, [n], ["__count"]
                    ),
                )
            for name in ("new_value", "body", "comment", "attachment_id"):
                yield (
                    f"event search by {name}",
                    lambda d=domain, n=name: events.search_read(
                        [*d, (n, "ilike", "tok")], columns
                    ),
                )
        every = (
            env["client360.event"]
            .sudo()
            .search([("partner_id", "child_of", self.card.id)])
        )
        for id_ in every.ids:
            yield f"event {id_}", lambda id_=id_: events.browse(id_).read(columns)

    def card_doors(self, env, role):
        """The card's own: its lists, its highlights and what they open."""
        for partner in (self.card, self.contact, self.hidden):
            partner = partner.with_env(env)
            tiles = self.open(partner.client360_highlights) or []
            yield "highlights", lambda tiles=tiles: tiles
            yield "chart", partner.client360_highlights_chart
            dossiers = env["report.client360.report_dossier"]
            yield (
                "dossier",
                lambda p=partner, d=dossiers: d._get_report_values(p.ids)["dossiers"],
            )
            keys = {figure["key"] for tile in tiles for figure in tile["figures"]}
            for key in keys | {"deals", "receivable", "letters", "next_activity"}:
                yield (
                    f"highlight {key}",
                    lambda partner=partner, key=key: self.open_action(partner, key),
                )
        if role in OUTSIDERS:
            return
        form = self.env.ref("base.view_partner_form")
        arch = env["res.partner"].get_view(form.id)["arch"]
        for widget in etree.fromstring(arch).iter("widget"):
            if widget.get("name") != "client360_list":
                continue
            names = {"id": self.card.id}
            domain = safe_eval(
                widget.get("domain", "[('partner_id', 'child_of', id)]"), dict(names)
            )
            context = safe_eval(widget.get("context", "{}"), dict(names))
            records = env[widget.get("model")].with_context(**context)
            view_id = int(widget.get("list_view") or 0) or None
            list_arch = etree.fromstring(records.get_view(view_id, "list")["arch"])
            spec = {
                name: self.spec(records._fields[name])
                for name in list_arch.xpath("//field[not(ancestor::field)]/@name")
            }
            yield (
                f"list {widget.get('string')}",
                lambda r=records, d=domain, s=spec: r.web_search_read(d, s),
            )

    def open_action(self, partner, key):
        action = partner.action_client360_highlight(key)
        if not action:
            return None
        records = partner.env[action["res_model"]]
        if action.get("res_id"):
            return records.browse(action["res_id"]).read(["display_name"])
        return records.search_read(action["domain"], self.columns(records))

    # -- The table --------------------------------------------------------------------

    def test_nothing_through_the_card_that_is_hidden_at_its_source(self):
        differences, seen_by_role = [], {}
        for role, user in self.users.items():
            env = self.env(user=user)
            env.invalidate_all()
            allowed = self.allowed(user)
            seen = set()
            for model, door, call in self.doors(env, role):
                tokens = set(TOKEN.findall(repr(self.open(call))))
                tokens &= self.source.keys()
                differences += [
                    (role, model, door, token, self.source[token])
                    for token in tokens - allowed
                ]
                seen |= tokens
            seen_by_role[role] = seen
        self.assertFalse(differences, "\n".join(map(str, differences)))
        # The doors do show something, or the table would say nothing.
        everything = len(self.source)
        self.assertGreater(len(seen_by_role["administrator"]), everything / 2)
        self.assertGreater(
            len(seen_by_role["sales manager"]), len(seen_by_role["salesperson"])
        )
        self.assertGreater(
            len(seen_by_role["salesperson"]), len(seen_by_role["internal"])
        )
        self.assertFalse(seen_by_role["public"])

    def doors(self, env, role):
        for door, call in self.card_doors(env, role):
            yield "card", door, call
        for door, call in self.event_doors(env):
            yield "client360.event", door, call
        for model in self.models():
            if model != "client360.event":
                for door, call in self.generic_doors(env, model):
                    yield model, door, call

    def test_figures_are_for_employees(self):
        """No verdict of ours for the counterparty itself, by RPC either."""
        for role in OUTSIDERS:
            partner = self.card.with_user(self.users[role])
            calls = [
                lambda p=partner: p.client360_highlights(),
                lambda p=partner: p.client360_highlights_chart(),
                lambda p=partner: p._add_document("a.txt", b"a"),
                lambda p=partner: p.document_ids.mapped("name"),
                lambda p=partner: p.env["ir.attachment"].action_download_all_documents(
                    [("card_partner_id", "=", p.id)]
                ),
                lambda p=partner: p.env["client360.event"].search([]),
                lambda p=partner: p.env[
                    "report.client360.report_dossier"
                ]._get_report_values(p.ids),
            ]
            calls += [
                lambda p=partner, key=key: p.action_client360_highlight(key)
                for key in ("deals", "report", "last_contact", "next_activity", "x")
            ]
            for number, call in enumerate(calls):
                with self.subTest(role=role, call=number):
                    # no file to download is an answer, too
                    with self.assertRaises(UserError):
                        call()
