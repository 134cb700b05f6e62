# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models

from ...tools.file_names import clean_name


class ResPartner(models.Model):
    # pylint: disable=consider-merging-classes-inherited
    # One class for each subject of the card, see docs/architecture.rst.
    _inherit = "res.partner"

    document_ids = fields.One2many(
        "ir.attachment",
        "res_id",
        "Documents",
        domain=[("res_model", "=", "res.partner"), ("res_field", "=", False)],
    )

    def _add_document(self, name, content, document_type_id=False):
        """Add a file to the card.

        Markup is kept as plain text, so that no script in it ever runs.

        :param name: name of the file, as somebody sent it
        :param content: its bytes
        :param document_type_id: id of its type, none for the default one
        :return: the ``ir.attachment``
        :raise UserError: the file is empty or larger than the server allows
        """
        self.ensure_one()
        self.check_access("write")
        documents = self.env["ir.attachment"]
        name = clean_name(name)
        documents._check_document(name, content)
        values = {
            "name": name,
            "raw": content,
            "res_model": self._name,
            "res_id": self.id,
            "document_type_id": document_type_id,
        }
        document = documents.with_context(attachments_mime_plainxml=True).create(values)
        return document.with_env(self.env)
