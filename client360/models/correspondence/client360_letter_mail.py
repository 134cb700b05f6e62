# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import logging

from psycopg2 import IntegrityError, OperationalError

from odoo import api, models
from odoo.exceptions import UserError

_logger = logging.getLogger(__name__)


class Client360Letter(models.Model):
    """Letters that come as e-mails to an alias."""

    # pylint: disable=consider-merging-classes-inherited
    # The letter's own file has its fields and its way through the statuses.
    _inherit = "client360.letter"

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        """Register the incoming letter that an e-mail is; its attachments come with
        the message. The letter of an unknown sender stays a draft, as the journal
        needs a correspondent. So does one that cannot be registered: the mail server
        hands an e-mail over only once, and a mistake must not lose it.

        :param dict msg_dict: the parsed e-mail
        :param dict custom_values: defaults of the alias, as ``company_id``
        :return: the letter
        """
        author = self.env["res.partner"].browse(msg_dict.get("author_id"))
        email = self.env.ref(
            "client360.letter_delivery_email", raise_if_not_found=False
        )
        values = {
            "name": msg_dict.get("subject") or self.env._("No Subject"),
            "direction": "incoming",
            "partner_id": author.commercial_partner_id.id,
            "author_id": author.id,
            "email_from": msg_dict.get("email_from"),
            "delivery_id": email.id if email else False,
            "user_id": author.commercial_partner_id.user_id.id,
            **(custom_values or {}),
            "state": "draft",
        }
        letter = super().message_new(msg_dict, custom_values=values)
        if letter.partner_id:
            letter._register_email()
        return letter

    def _register_email(self):
        """Register the letter, or note on it why that was not possible."""
        try:
            with self.env.cr.savepoint():
                self.action_register()
        except (UserError, IntegrityError, OperationalError) as error:
            _logger.info("Letter %s stays a draft: %s", self.id, error)
            self._message_log(
                body=self.env._(
                    "The letter could not be registered by itself: %(reason)s",
                    reason=str(error).strip(),
                )
            )
