# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models

from ..service.client360_service_request import BULK, SETTLED

KEEP_DAYS = 30  # of failures


class Client360ReliabilityReading(models.Model):
    """A request to read a counterparty's facts from Kontur.Focus.

    Those in state ``queued`` are worked off by ``client360.reliability.queue``, method
    by method: the facts of each are stored before the next one is asked for. A finished
    one is not kept: what it has read are the facts.
    """

    _name = "client360.reliability.reading"
    _inherit = ["client360.service.request"]
    _description = "Reading of Facts on Reliability"
    _order = "id"
    _rec_name = "partner_id"

    state = fields.Selection(
        [("queued", "Requested"), ("done", "Received"), ("failed", "Error")],
        required=True,
        readonly=True,
        default="queued",
    )
    # {method: whether its facts are stored; False where the tariff does not give it}
    methods = fields.Json(readonly=True, export_string_translation=False)
    error_kind = fields.Char("Reason", readonly=True)

    _partner_queued_uniq = models.UniqueIndex(
        "(partner_id) WHERE state = 'queued'",
        "A reading of this counterparty is requested already.",
    )
    _queue_idx = models.Index("(is_bulk, id) WHERE state = 'queued'")

    @api.model
    def _request(self, partners, urgent=False):
        """Queue readings, and wake up the worker after commit.

        A partner without an INN that Kontur.Focus could know is left out.

        :param partners: res.partner
        :param bool urgent: whether a person waits for it
        :return: partners whose reading is queued now, or was before
        """
        inns = {partner: partner._express_report_inn() for partner in partners}
        partners = partners.filtered(inns.get)
        sudo = self.sudo()
        waiting = sudo.search(
            [("partner_id", "in", partners.ids), ("state", "=", "queued")]
        ).partner_id.sudo(False)
        created = sudo._create_unless_queued(
            [
                {
                    "partner_id": partner.id,
                    "inn": inns[partner],
                    "is_bulk": len(partners) > BULK or not urgent,
                }
                for partner in partners - waiting
            ]
        )
        if created:
            self.env["client360.express.report.queue"]._wake_queue()
        return partners

    def _follow_partners(self):
        """Drop requests whose card has got another INN, or take that one."""
        for reading in self:
            inn = reading.partner_id._express_report_inn()
            if not inn:
                reading.state = "done"
            elif inn != reading.inn:
                reading.write({"inn": inn, "methods": False, "date_sent": False})

    def _mark_as_sent(self):
        self.filtered(lambda r: not r.date_sent).date_sent = fields.Datetime.now()

    def _is_settled(self, method):
        """Whether a method need not be asked for any more.

        :param str method: one of ``kontur_analytics.METHODS``
        :rtype: bool
        """
        return self.state != "queued" or method in (self.methods or {})

    def _has_read(self):
        """Whether any method has answered.

        :rtype: bool
        """
        return any((self.methods or {}).values())

    def _settle(self, method, is_read):
        """Note that a method need not be asked for any more.

        :param str method: one of ``kontur_analytics.METHODS``
        :param bool is_read: whether it has answered
        """
        for reading in self:
            reading.methods = {**(reading.methods or {}), method: is_read}

    def _store_facts(self, method, found):
        """Store what a method says. The card may have got another INN meanwhile.

        :param str method: one of ``kontur_analytics.METHODS``
        :param dict found: {INN: :class:`~..tools.kontur_analytics.Reading`}
        """
        self._follow_partners()
        answered = self.filtered(
            lambda reading: reading.state == "queued" and reading.date_sent
        )
        self.env["client360.reliability.fact"]._store(
            method,
            answered.partner_id,
            found,
            self.env["client360.service.usage"]._today(),
        )
        answered._settle(method, True)

    def _finish(self):
        """Close readings whose methods are all settled, and tell what is new."""
        read = self.filtered(lambda reading: reading._has_read())
        partners = read.partner_id
        partners.reliability_date = fields.Datetime.now()
        partners._update_reliability_reasons()
        partners._tell_reliability_news()
        self.write({**SETTLED, "state": "done"})

    def _fail(self, error_kind, http_status=0):
        """Give up.

        :param ErrorKind error_kind: why
        :param int http_status: HTTP status, 0 for none
        """
        self.write(
            {
                **SETTLED,
                "state": "failed",
                "error_kind": error_kind.value,
                "http_status": http_status,
            }
        )

    @api.autovacuum
    def _gc_finished(self):
        """Delete what a worker that was killed has left, and old failures."""
        limit = fields.Datetime.subtract(fields.Datetime.now(), days=KEEP_DAYS)
        self.search(
            [
                "|",
                ("state", "=", "done"),
                ("state", "=", "failed"),
                ("write_date", "<", limit),
            ],
            limit=10_000,
        ).unlink()
