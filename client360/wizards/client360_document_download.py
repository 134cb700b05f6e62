# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models

from ..tools.file_names import unique_names


class Client360DocumentDownload(models.TransientModel):
    """Documents that a user downloads together: too many for an address."""

    _name = "client360.document.download"
    _description = "Download of Documents"

    name = fields.Char(required=True)
    document_ids = fields.Json(help="Ids of the documents", required=True)

    def action_download(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/client360/documents/zip/{self.id}",
            "target": "download",
        }

    def _get_document_ids(self):
        """:return: those ids that can be some, whatever a client has written there"""
        ids = self.document_ids if isinstance(self.document_ids, list) else []
        return [id_ for id_ in ids if type(id_) is int and 0 < id_ < 2**31]

    def _zip_entries(self):
        """What goes into the zip file, of the documents that the user may read.

        The rights are those of now, not of when the documents were chosen. The
        files themselves are read later, without this transaction.

        :return: list of ``(name, date, opener)`` for ``stream_zip``
        """
        documents = self.env["ir.attachment"].browse(self._get_document_ids()).exists()
        documents = documents._filtered_access("read").filtered(
            lambda document: document.type == "binary"
        )
        names = unique_names(document.name for document in documents)
        dates = (
            fields.Datetime.context_timestamp(self, document.create_date)
            for document in documents
        )
        openers = (document._document_opener() for document in documents)
        return list(zip(names, dates, openers, strict=True))
