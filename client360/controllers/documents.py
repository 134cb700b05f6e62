# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import logging

from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.http import content_disposition, request

from ..tools.zip_stream import stream_zip

_logger = logging.getLogger(__name__)


class Documents(http.Controller):
    @http.route(
        "/client360/documents/upload",
        type="http",
        auth="user",
        methods=["POST"],
        max_content_length=lambda self: self._max_content_length(),
    )
    def upload(self, ufile, partner_id, document_type_id=None, **kwargs):
        """Add one file to a card.

        One file a request, so that a file that is refused takes no other along.

        :param ufile: the file
        :param partner_id: id of the card
        :param document_type_id: id of the document's type
        :return: ``{"id": …, "name": …}`` or ``{"error": {"message": …}}``
        """
        partner = request.env["res.partner"].browse(int(partner_id))
        try:
            document = partner._add_document(
                ufile.filename,
                ufile.read(),
                document_type_id=int(document_type_id or 0),
            )
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
            message = request.env._(
                "The file %s could not be uploaded.", ufile.filename
            )
            answer = {"error": {"message": message}}
        return request.make_json_response(answer)

    def _max_content_length(self):
        """The server's limit for a file, and some room for the form around it."""
        return request.env["ir.attachment"]._max_document_size() + 64 * 1024

    @http.route("/client360/documents/zip/<int:download_id>", type="http", auth="user")
    def zip(self, download_id):
        """Send the documents of a ``client360.document.download`` as one file."""
        download = request.env["client360.document.download"].browse(download_id)
        if not download.exists() or download.create_uid != request.env.user:
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
