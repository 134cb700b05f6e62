# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models

from .client360_card import CardModel

LIST_WIDGETS = "//widget[@name='client360_list']"
VIEWS_OF_LIST = {
    "list_view": "list",
    "kanban_view": "kanban",
    "search_view": "search",
    "form_view": "form",
}


class IrUiView(models.Model):
    _inherit = "ir.ui.view"

    def _validate_tag_widget(self, node, name_manager, node_info):
        """Refuse a ``client360_list`` that would not show what it says.

        :raise ValueError: it names no model; a view of it does not exist, is not the
            model's, or is of another type
        """
        if node.get("name") != "client360_list" or not node_info["validate"]:
            return
        model_name = node.get("model")
        if not model_name:
            self._raise_view_error(
                self.env._("A “client360_list” needs an attribute “model”."), node
            )
        for attribute, view_type in VIEWS_OF_LIST.items():
            xml_id = node.get(attribute)
            if not xml_id or model_name not in self.env:
                continue
            view = self.env.ref(xml_id, raise_if_not_found=False)
            if (
                not view
                or view._name != "ir.ui.view"
                or (view.model, view.type) != (model_name, view_type)
            ):
                self._raise_view_error(
                    self.env._(
                        "%(attribute)s=“%(xml_id)s”: there is no such %(type)s view"
                        " of %(model)s (yet: a file that defines it must be loaded"
                        " before).",
                        attribute=attribute,
                        xml_id=xml_id,
                        type=view_type,
                        model=model_name,
                    ),
                    node,
                )

    def _postprocess_tag_widget(self, node, name_manager, node_info):
        """Prepare a ``client360_list`` widget for the client, for all users alike.

        The XML ids of its views are replaced with database ids. They do not go into
        the context as ``list_view_ref``: the context reaches each dialog that is opened
        from the list, where the reference would ask for this model's view of another
        model.
        """
        model_name = node.get("model")
        if node.get("name") != "client360_list" or model_name not in self.env:
            return
        card_models = self.env["client360.card"]._get_card_models()
        card_model = card_models.get(model_name, CardModel())
        if not node.get("partner_field"):
            node.set("partner_field", card_model.partner_field)
        if node.attrib.pop("records", None) == "current" and not node.get("domain"):
            current = repr(list(card_model.current))
            partner_field = node.get("partner_field")
            node.set("domain", f"[({partner_field!r}, 'child_of', id)] + {current}")
        # Odoo sets create="False" on it for users who may not create records
        node.set("model_access_rights", model_name)
        for attribute in VIEWS_OF_LIST:
            xml_id = node.attrib.pop(attribute, None)
            view_id = xml_id and self.env["ir.model.data"]._xmlid_to_res_id(xml_id)
            if view_id:
                node.set(attribute, str(view_id))

    def _postprocess_access_rights(self, tree):
        """Take away the lists whose model the user may not read or that is not
        installed, and the pages on which nothing is left then.

        Unlike what :meth:`_postprocess_tag_widget` does, this is not cached: rights
        may change while the view does not.
        """
        tree = super()._postprocess_access_rights(tree)
        for widget in tree.xpath(LIST_WIDGETS):
            model_name = widget.get("model")
            if model_name in self.env and self.env[model_name].has_access("read"):
                continue
            page = next(widget.iterancestors("page"), None)
            widget.getparent().remove(widget)
            if page is not None and not page.xpath(".//widget|.//field|.//button"):
                page.getparent().remove(page)
        return tree
