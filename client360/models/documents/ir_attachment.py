# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import functools
import io
from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import human_size

from ...tools.file_names import clean_name

MAX_SIZE = 128 * 1024 * 1024  # Odoo's own default, see web.max_file_upload_size

# What may change of the file of an express report: it is evidence that was paid for.
CHANGEABLE_OF_EVIDENCE = {"description", "access_token"}


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    document_type_id = fields.Many2one(
        "client360.document.type",
        "Kind of Document",
        ondelete="restrict",
        index="btree_not_null",
    )
    version_of_id = fields.Many2one(
        "ir.attachment",
        "Replaced by",
        ondelete="set null",
        index="btree_not_null",
        copy=False,
        help="The version of this document that is in force.",
    )
    version_ids = fields.One2many("ir.attachment", "version_of_id", "Older Versions")
    card_partner_id = fields.Many2one(
        "res.partner",
        "Card",
        compute="_compute_card_partner_id",
        search="_search_card_partner_id",
    )
    document_place = fields.Char("Belongs to", compute="_compute_card_partner_id")
    express_report_ids = fields.One2many(
        "client360.express.report", "attachment_id", "Express Reports"
    )
    is_evidence = fields.Boolean(
        compute="_compute_is_evidence",
        compute_sudo=True,
        help="The file of an express report, which nobody may change or delete.",
    )

    @api.depends("res_model", "res_id")
    @api.depends_context("uid", "allowed_company_ids", "lang")
    def _compute_card_partner_id(self):
        """Where a document belongs, as far as the user may see that record: a public
        file may be read by who may not see its card."""
        self.card_partner_id = False
        self.document_place = False
        card_models = self.env["client360.card"]._get_models(documents=True)
        for model_name, documents in self.grouped("res_model").items():
            if model_name not in self.env or not documents[0].res_id:
                continue
            records = self.env[model_name].browse(documents.mapped("res_id")).exists()
            records = records._filtered_access("read")
            model = self.env["ir.model"]._get(model_name).name
            places = {
                record.id: (
                    record.display_name
                    if model_name == "res.partner"
                    else f"{model}: {record.display_name}"
                )
                for record in records
            }
            for document in documents:
                document.document_place = places.get(document.res_id, False)
            if model_name not in card_models:
                continue
            partner_field = card_models[model_name].partner_field
            partners = {record.id: record[partner_field] for record in records}
            for document in documents:
                document.card_partner_id = partners.get(document.res_id, False)

    @api.depends("express_report_ids")
    def _compute_is_evidence(self):
        for document in self:
            document.is_evidence = bool(document.express_report_ids)

    def _search_card_partner_id(self, operator, value):
        """The documents of partners, of their contacts and of their records."""
        partners = self.env["res.partner"].with_context(active_test=False)
        if operator not in ("in", "child_of"):
            return NotImplemented
        value = [value] if isinstance(value, int) else list(value)
        partner_ids = partners.search([("id", operator, value)]).ids
        domain = Domain.FALSE
        card_models = self.env["client360.card"]._get_models(documents=True)
        for model_name, card_model in card_models.items():
            model = self.env[model_name]
            if not model.has_access("read"):
                continue
            records = model.with_context(active_test=False)._search(
                [(card_model.partner_field, "in", partner_ids)]
            )
            domain |= Domain("res_model", "=", model_name) & Domain(
                "res_id", "in", records
            )
        return domain

    @api.constrains("version_of_id", "res_model", "res_id", "res_field")
    def _check_version_of_id(self):
        """A version takes the place of a document of the same record: the name of any
        file could be read otherwise."""
        for document in (self | self.sudo().version_ids).sudo():
            current = document.version_of_id
            if not current:
                continue
            place, current_place = (
                (file.res_model, file.res_id, file.res_field)
                for file in (document, current)
            )
            if (
                place != current_place
                or not all(place[:2])
                or not current.with_env(self.env).has_access("read")
            ):
                raise ValidationError(
                    self.env._("A document is replaced by one of the same record only.")
                )

    @api.model
    def default_get(self, fields):
        """No version from the context: its name would be shown before any check."""
        values = super().default_get(fields)
        values.pop("version_of_id", None)
        return values

    @api.model_create_multi
    def create(self, vals_list):
        documents = super().create(vals_list)
        documents._fill_document_type()
        return documents

    def write(self, vals):
        if vals.keys() - CHANGEABLE_OF_EVIDENCE:
            self._check_evidence()
        result = super().write(vals)
        if "res_model" in vals or "res_id" in vals:
            self._fill_document_type()
        return result

    def unlink(self):
        self.check_access("unlink")
        self._check_evidence()
        names = defaultdict(list)
        for document in self:
            if document.res_model == "res.partner" and not document.res_field:
                names[document.res_id].append(document.name)
        self._restore_versions()
        result = super().unlink()
        if names and not self.env.context.get("tracking_disable"):
            # Documents are deleted together with their partner, too.
            for partner in self.env["res.partner"].browse(names).exists():
                partner._log_history(
                    "document_ids",
                    [(name, "") for name in names[partner.id]],
                    "client360.mt_document_removed",
                )
        return result

    def _check_evidence(self):
        """Refuse to change or delete what was bought. It goes with its card only,
        which core does as superuser.

        :raise AccessError: a file is that of an express report
        """
        if self.env.su:
            return
        evidence = self.sudo().filtered("is_evidence").with_env(self.env)
        if evidence:
            raise AccessError(
                self.env._(
                    "The file of an express report cannot be changed or deleted: %s",
                    ", ".join(evidence._filtered_access("read").mapped("name")),
                )
            )

    def _fill_document_type(self):
        """Documents of cards that come from elsewhere are attachments."""
        card_models = self.env["client360.card"]._get_models(documents=True)
        documents = self.sudo().filtered(
            lambda document: document.res_model in card_models
            and document.res_id
            and not document.res_field
            and not document.document_type_id
        )
        if documents:
            documents.document_type_id = self.env[
                "client360.document.type"
            ]._get_default_type()

    def _restore_versions(self):
        """The newest version of deleted documents is in force again: the field is
        emptied with them. The older ones are its versions."""
        for document in self.sudo().filtered("version_ids"):
            versions = (document.version_ids - self).sorted("id")
            newest = versions[-1:]
            (versions - newest).version_of_id = newest

    @api.model
    def _max_document_size(self):
        """The server's limit for uploaded files, in bytes."""
        param = self.env["ir.config_parameter"].sudo().get_param
        return int(param("web.max_file_upload_size", MAX_SIZE))

    @api.model
    def _check_document(self, name, content):
        """:raise UserError: the file is empty or larger than the server allows"""
        if not content:
            raise UserError(self.env._("The file %s is empty.", name))
        limit = self._max_document_size()
        if len(content) > limit:
            raise UserError(
                self.env._(
                    "The file %(name)s is larger than %(limit)s.",
                    name=name,
                    limit=human_size(limit),
                )
            )

    def _add_version(self, name, content):
        """Replace a document by a new version and keep the old one.

        The old one keeps its id: a message that it was sent with shows what was
        sent.

        :param name: name of the new file
        :param content: its bytes
        :return: the new document
        :raise UserError: the file is empty or too large, or the document is one that
            nobody may replace
        """
        self.ensure_one()
        self.check_access("write")
        self._check_evidence()
        name = clean_name(name)
        self._check_document(name, content)
        new = self.with_context(attachments_mime_plainxml=True).create(
            {
                "name": name,
                "raw": content,
                "res_model": self.res_model,
                "res_id": self.res_id,
                "document_type_id": self.document_type_id.id,
                "description": self.description,
            }
        )
        (self | self.version_ids).version_of_id = new
        return new.with_env(self.env)

    def _document_opener(self):
        """A function that opens the document's file, without this transaction.

        It raises :class:`OSError` if the file is not there any more.
        """
        self.ensure_one()
        if self.store_fname:
            return functools.partial(open, self._full_path(self.store_fname), "rb")
        registry, document_id = self.env.registry, self.id

        def open_from_database():
            with registry.cursor() as cr:
                cr.execute(
                    "SELECT db_datas FROM ir_attachment WHERE id = %s", [document_id]
                )
                row = cr.fetchone()
            if row is None:
                raise FileNotFoundError(document_id)
            return io.BytesIO(row[0] or b"")

        return open_from_database

    # -- Buttons of the list ----------------------------------------------------

    def action_download_documents(self):
        """One zip file of these documents."""
        self.check_access("read")
        partners = self.card_partner_id.commercial_partner_id
        name = partners.name if len(partners) == 1 else self.env._("Documents")
        download = self.env["client360.document.download"].create(
            {"name": name, "document_ids": self.ids}
        )
        return download.action_download()

    @api.model
    def action_download_all_documents(self, domain):
        """One zip file of all documents of a list.

        :param domain: the list's domain
        """
        documents = self.search(domain)
        if not documents:
            raise UserError(self.env._("There are no documents here."))
        return documents.action_download_documents()

    def action_download_document(self):
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_url",
            "url": self.url
            if self.type == "url"
            else f"/web/content/{self.id}?download=true",
            "target": "new" if self.type == "url" else "download",
        }

    @api.readonly
    def action_edit_document(self):
        return self._document_dialog(
            self.env._("Document"), self._name, "ir_attachment_view_form", self.id
        )

    def action_replace_document(self):
        self._check_evidence()
        return self._document_dialog(
            self.env._("New Version"),
            "client360.document.version",
            "client360_document_version_view_form",
        )

    def _document_dialog(self, name, model, view, record_id=False):
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "res_id": record_id,
            "views": [(self.env.ref(f"client360.{view}").id, "form")],
            "target": "new",
            "context": {"default_document_id": self.id},
        }
