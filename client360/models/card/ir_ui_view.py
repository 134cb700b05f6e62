# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class IrUiView(models.Model):
    _inherit = "ir.ui.view"

    def _postprocess_tag_widget(self, node, name_manager, node_info):
        """Prepare a ``client360_list`` widget for the client.

        Keeps the widget only for users who may read its model, and replaces
        the XML ids of its views with database ids. A widget whose model is
        not installed is removed.
        """
        if node.get("name") != "client360_list":
            return
        model_name = node.get("model")
        if model_name not in self.env:
            node.getparent().remove(node)
            return
        node_info["model_groups"] &= self.env["ir.model.access"]._get_access_groups(
            model_name
        )
        # Odoo sets create="False" on it for users who may not create records
        node.set("model_access_rights", model_name)
        for attribute in ("list_view", "kanban_view", "search_view", "form_view"):
            xml_id = node.get(attribute)
            if xml_id:
                node.set(
                    attribute, str(self.env["ir.model.data"]._xmlid_to_res_id(xml_id))
                )

    def _postprocess_tag_page(self, node, name_manager, node_info):
        """Keep a page made of ``client360_list`` widgets alone only for users
        who may read the model of at least one of them."""
        widgets = node.xpath(".//widget[@name='client360_list']")
        if not widgets or node.xpath(".//field | .//button"):
            return
        access = self.env["ir.model.access"]
        readers = self.env["res.groups"]._get_group_definitions().empty
        for widget in widgets:
            if widget.get("model") in self.env:
                readers |= access._get_access_groups(widget.get("model"))
        node_info["model_groups"] &= readers
