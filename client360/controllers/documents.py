# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import logging

from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.http import content_disposition, request

from ..tools.zip_stream import stream_zip

_logger = logging.getLogger(__name__)

#: The largest id that a column of PostgreSQL can hold.
MAX_ID = 2**31 - 1


def parse_id(value):
    """An id as a browser sent it.

    :param value: text of a form, or a number
    :return: the id, None for what cannot be one
    :rtype: int
    """
    try:
        number = int(value)
    except (TypeError, ValueError):
        return None
    return number if 0 < number <= MAX_ID else None


class Documents(http.Controller):
    @http.route(
        "/client360/documents/upload",
        type="http",
        auth="user",
        methods=["POST"],
        max_content_length=lambda self: self._max_content_length(),
    )
    def upload(self, ufile=None, partner_id=None, document_type_id=None, **kwargs):
        """Add one file to a card.

        One file a request, so that a file that is refused takes no other along.

        :param ufile: the file
        :param str partner_id: id of the card
        :param str document_type_id: id of the document's type, nothing for the default
        :return: ``{"id": …, "name": …}`` or ``{"error": {"message": …}}``
        """
        name = getattr(ufile, "filename", None)
        try:
            document = self._get_partner(partner_id)._add_document(
                *self._read_file(ufile),
                document_type_id=self._get_document_type(document_type_id).id,
            )
            # What the database refuses is refused here, and not after the answer.
            document.flush_recordset()
            answer = {"id": document.id, "name": document.name}
        except AccessError:
            message = request.env._("You may not add documents to this card.")
            answer = {"error": {"message": message}}
        except UserError as error:
            answer = {"error": {"message": str(error)}}
        except Exception:
            # The transaction is of no use any more; the other files have their own.
            _logger.exception("Upload of a document to partner %s", partner_id)
            request.env.cr.rollback()
            message = request.env._("The file %s could not be uploaded.", name)
            answer = {"error": {"message": message}}
        return request.make_json_response(answer)

    def _read_file(self, ufile):
        """:return: name and content of a file of the request"""
        if not hasattr(ufile, "read"):
            raise UserError(request.env._("There is no file in this request."))
        return ufile.filename, ufile.read()

    def _get_partner(self, partner_id):
        """:raise UserError: there is no such card"""
        partner = request.env["res.partner"].browse(parse_id(partner_id) or [])
        if not partner.exists():
            raise UserError(request.env._("There is no such card any more."))
        return partner

    def _get_document_type(self, type_id):
        """:raise UserError: there is no such type"""
        document_type = request.env["client360.document.type"]
        if not type_id:
            return document_type
        document_type = document_type.browse(parse_id(type_id) or []).exists()
        if not document_type:
            raise UserError(
                request.env._("There is no such kind of document any more.")
            )
        return document_type

    def _max_content_length(self):
        """The server's limit for a file, and some room for the form around it."""
        return request.env["ir.attachment"]._max_document_size() + 64 * 1024

    @http.route("/client360/documents/zip/<int:download_id>", type="http", auth="user")
    def zip(self, download_id):
        """Send the documents of a ``client360.document.download`` as one file.

        :param int download_id: id of the download, which must be the user's own
        """
        download = request.env["client360.document.download"].browse(
            parse_id(download_id) or []
        )
        if not download.exists() or not download.has_access("read"):
            raise request.not_found()
        return request.make_response(
            stream_zip(download._zip_entries()),
            headers=[
                ("Content-Type", "application/zip"),
                ("Content-Disposition", content_disposition(f"{download.name}.zip")),
                ("Cache-Control", "no-store"),
                ("X-Accel-Buffering", "no"),
            ],
        )
