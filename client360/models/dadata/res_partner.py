# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models

from ...tools import requisites
from ...tools.service_http import ServiceError


class ResPartner(models.Model):
    # pylint: disable=consider-merging-classes-inherited
    # One class for each subject of the card, see docs/architecture.rst.
    _inherit = "res.partner"

    # Not readonly: the form saves both along with what it was filled with.
    dadata_date = fields.Datetime(
        "Read from DaData", copy=False, index="btree_not_null"
    )
    dadata_snapshot = fields.Text("Answer of DaData", copy=False)

    @api.model
    def _dadata_values(self, inn, kpp=None):
        """Values of a card for an INN, from DaData.

        :param str inn: INN of a company or an entrepreneur
        :param kpp: KPP of a branch; without it the head office
        :return: dict for create or write, ``{}`` when not found
        :raise UserError: when DaData gives no usable answer
        """
        inn = requisites.compact_digits(inn)
        if not requisites.is_inn(inn):
            return {}
        service = self.env["client360.dadata"]
        try:
            found = service._request("find_party", inn, requisites.compact_digits(kpp))
        except ServiceError as error:
            raise service._user_error(error) from None
        return (
            self.env["client360.autofill"]._prepare_partner_vals_list(found[:1])[0]
            if found
            else {}
        )

    @api.model
    def dadata_autofill(self, inn, kpp=None, current=None, hid=None):
        """Compare the registry with a card on the screen, which may be unsaved.

        :param str inn: INN
        :param kpp: KPP of a branch
        :param dict current: the card's values: ids for many2one, texts for dates
        :param hid: one of several answers, of those under "branches"
        :return: dict with one of
            * error: sentence; settings: whether the settings may help
            * branches: list of dicts hid, kpp, name, address, main: one is to be chosen
            * fill: values for the form; conflicts: list of dicts key, label, old,
              new, take, values; warning: sentence or False; name
        """
        if not self.has_access("create") and not self.has_access("write"):
            self.check_access("write")
        return self.env["client360.autofill"]._get_form_proposal(
            inn, kpp, current or {}, hid
        )

    def action_dadata_autofill(self):
        """Fill what is empty from DaData, with a note of it on each card.

        Contact persons stand for their company. Some dozens of cards are filled at
        once, more in the background.

        :return: action that shows the result
        :raise UserError: when DaData gives no usable answer at all
        """
        partners = self.commercial_partner_id
        partners.check_access("write")
        run = self.env["client360.autofill.run"]._start(partners)
        if len(partners) == 1:
            return self._autofill_notification(run.line_ids)
        return {
            "type": "ir.actions.act_window",
            "name": run.display_name,
            "res_model": run._name,
            "res_id": run.id,
            "views": [(False, "form")],
        }

    @api.model
    def _autofill_notification(self, line):
        if line.state == "filled":
            kind, message = "success", self.env._("Filled: %s.", line.details)
        elif line.state == "unchanged" and not line.details:
            kind, message = "info", self.env._("There was nothing to fill.")
        else:
            kind, message = "warning", line.details
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": kind,
                "message": message,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    @api.model
    def dadata_suggest(self, query):
        """Companies and entrepreneurs for a name or a number that is being typed.

        :param str query: what was typed
        :return: list of dicts name, inn, kpp, description; empty when DaData cannot
            be asked, since nobody waits for suggestions
        """
        if not self.has_access("create") and not self.has_access("write"):
            self.check_access("write")
        try:
            found = self.env["client360.dadata"]._request("suggest_party", query)
        except ServiceError:
            return []
        return self.env["client360.autofill"]._suggestions(found)

    # Suggestions in the field of the name and of the INN, see
    # static/src/dadata/partner_name_field.js.
    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        arch, view = super()._get_view(view_id, view_type, **options)
        if view_type == "form":
            for node in arch.iterfind(".//label[@name='client360_inn']"):
                # base gives all labels of the tax ID the name of its own country
                node.set("string", self.env._("INN"))
            if self.env["client360.dadata"]._get_key():
                for node in arch.xpath("//field[@name='name' or @name='vat']"):
                    if not node.xpath("ancestor::field"):
                        node.set("widget", "client360_partner_name")
            # What the head shows is copied, not typed, whatever has been set on all
            for node in arch.xpath("//span[hasclass('o_client360_fact')]/field"):
                node.set("widget", "CopyClipboardChar")
        return arch, view

    @api.model
    def _get_view_cache_key(self, view_id=None, view_type="form", **options):
        key = super()._get_view_cache_key(view_id, view_type, **options)
        return key + (bool(self.env["client360.dadata"]._get_key()),)
