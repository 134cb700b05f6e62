# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models

from ...tools import kontur_focus
from ...tools.service_http import ErrorKind
from ..service.client360_service_request import BULK, SETTLED

RISKS = [
    ("green", "No risks found"),
    ("yellow", "Needs a check"),
    ("red", "High risk"),
]
BUS_LIMIT = 500  # reports of one step above which nobody's screen is updated


class Client360ExpressReport(models.Model):
    """A request for an express report of Kontur.Focus, and its result.

    The requests in state ``queued`` are the queue, which
    ``client360.express.report.queue`` works off. Users only read: whoever may read
    the partner may read its reports.
    """

    _name = "client360.express.report"
    _inherit = ["client360.service.request"]
    _description = "Express Report"
    _order = "id desc"
    _rec_name = "partner_id"

    ogrn = fields.Char("OGRN", readonly=True)
    state = fields.Selection(
        [
            ("queued", "Requested"),
            ("done", "Received"),
            ("not_found", "Not found"),
            ("failed", "Error"),
        ],
        required=True,
        readonly=True,
        default="queued",
    )
    risk = fields.Selection(RISKS, readonly=True)
    attachment_id = fields.Many2one(
        "ir.attachment", "Report", readonly=True, index="btree_not_null"
    )
    error_kind = fields.Selection(
        [
            ("timeout", "Kontur.Focus did not answer in time"),
            ("network", "No connection with Kontur.Focus"),
            ("too_many", "Kontur.Focus asked for a pause: too many requests"),
            ("server", "Kontur.Focus reported an error of its own"),
            ("refused", "Kontur.Focus refused the request"),
            ("malformed", "Kontur.Focus gave an answer that makes no sense"),
            ("too_large", "Kontur.Focus gave an answer that is too large"),
            ("no_pdf", "Kontur.Focus gave no PDF"),
            ("not_a_company", "The card has no INN of a company any more"),
            ("internal", "The answer could not be processed"),
        ],
        "Reason",
        readonly=True,
    )
    error = fields.Char(compute="_compute_error")
    requested_by_id = fields.Many2one(
        "res.users", readonly=True, index="btree_not_null"
    )
    date_done = fields.Datetime("Finished On", readonly=True)
    # What was received and paid for while the rest is still to come:
    # {"risk": "", "ogrn": "", "dissolved": True, False or None for unknown}
    answer = fields.Json(readonly=True, groups="base.group_system")
    is_automatic = fields.Boolean(
        readonly=True, help="Asked for by an automated action: nobody waits for it."
    )
    notice_due = fields.Boolean(readonly=True)

    _partner_queued_uniq = models.UniqueIndex(
        "(partner_id) WHERE state = 'queued'",
        "A report on this counterparty is requested already.",
    )
    _queue_idx = models.Index("(is_bulk, id) WHERE state = 'queued'")
    _date_sent_idx = models.Index("(date_sent) WHERE date_sent IS NOT NULL")
    _notice_due_idx = models.Index("(requested_by_id) WHERE notice_due")

    @api.depends("error_kind", "http_status")
    @api.depends_context("lang")
    def _compute_error(self):
        labels = dict(self._fields["error_kind"]._description_selection(self.env))
        for report in self:
            error = labels.get(report.error_kind, False)
            if error and report.http_status not in (0, 200):
                error = f"{error} (HTTP {report.http_status})"
            report.error = error

    # ---------------------------------------------------------------- request
    @api.model
    def _request(self, partners, automatic=False):
        """Queue reports and wake up the worker after commit.

        A partner without an INN that Kontur.Focus could know is left out; one that
        is queued already stays where it is.

        :param partners: res.partner
        :param bool automatic: whether the user waits for nothing, and gets no notice
        :return: (created reports, partners that were queued before)
        """
        inns = {partner: partner._express_report_inn() for partner in partners}
        partners = partners.filtered(inns.get)
        sudo = self.sudo()
        few = len(partners) <= BULK
        queued = sudo.search(
            [("partner_id", "in", partners.ids), ("state", "=", "queued")]
        )
        if not automatic:
            # Nobody waits for what an automated action has asked for, until now.
            taken = queued.filtered("is_automatic")
            taken.write({"is_automatic": False, "requested_by_id": self.env.uid})
            if few:
                taken.is_bulk = False
        vals_list = [
            {
                "partner_id": partner.id,
                "inn": inns[partner],
                "requested_by_id": self.env.uid,
                "is_bulk": automatic or not few,
                "is_automatic": automatic,
            }
            for partner in partners - queued.partner_id.sudo(False)
        ]
        created = sudo._create_unless_queued(vals_list)
        if created:
            self.env["client360.express.report.queue"]._wake_queue()
            created._notify_screens()
        # also what another transaction has queued a moment ago
        return created, partners - created.partner_id.sudo(False)

    # ----------------------------------------------------------------- result
    def _follow_partners(self):
        """Drop requests whose card has got another INN, or take that one.

        :return: the requests that are still to be done, all with the card's INN
        """
        gone = self.browse()
        for report in self:
            inn = report.partner_id._express_report_inn()
            if not inn:
                report._fail(ErrorKind.NOT_A_COMPANY)
                gone |= report
            elif inn != report.inn:
                report.write({"inn": inn, "answer": False, "date_sent": False})
        return self - gone

    def _settle_without_asking(self):
        """Bring requests up to date with their cards, and finish those that another
        card with the same INN has got a report for in the meantime."""
        reports = self._follow_partners()
        if not reports:
            return
        twins = self.search(
            [
                ("inn", "in", reports.mapped("inn")),
                ("state", "in", ("done", "not_found")),
                ("date_done", ">=", min(reports.mapped("create_date"))),
            ]
        ).grouped("inn")
        for report in reports:
            twin = twins.get(report.inn, self.browse()).filtered(
                lambda twin, report=report: (
                    twin.partner_id != report.partner_id
                    and twin.date_done >= report.create_date
                )
            )
            if twin:
                report._finish_like(twin[0])
        queued = reports.filtered(lambda report: report.state == "queued")
        for group in queued.grouped("inn").values():
            answers = [report.answer for report in group if report.answer]
            if answers:
                group.answer = answers[0]

    def _mark_as_sent(self):
        self.filtered(lambda r: not r.date_sent).date_sent = fields.Datetime.now()

    def _store_briefs(self, briefs):
        """Keep answers that were paid for until the PDF is there as well.

        :param dict briefs: :class:`~..tools.kontur_focus.Brief` by INN; who is missing
            is not known to Kontur.Focus
        """
        for report in self:
            brief = briefs.get(report.inn)
            if not brief:
                report._finish_not_found()
                continue
            report.answer = {
                "risk": brief.risk,
                "ogrn": brief.ogrn,
                # nothing is worse than red
                "dissolved": False if brief.risk == "red" else None,
            }

    def _store_dissolved(self, gone):
        """Keep who does not exist any more.

        :param set gone: INNs
        """
        for report in self:
            report.answer = {**report.answer, "dissolved": report.inn in gone}

    def _received_risk(self):
        """Return the risk as far as it is known for sure, or False."""
        self.ensure_one()
        answer = self.answer or {}
        if answer.get("dissolved"):
            return "red"
        if answer.get("dissolved") is None:
            return False
        return answer["risk"] or False

    def _finish(self, pdf):
        """Attach the PDF of these requests' common INN and set their result.

        A request whose card has got another INN meanwhile stays in the queue.

        :param bytes pdf: the PDF
        """
        for report in self._follow_partners().filtered("answer"):
            ogrn = report.answer["ogrn"] or report.partner_id.company_registry or ""
            attachment = report._attach(kontur_focus.file_name(report.inn, ogrn), pdf)
            report._close(
                state="done",
                risk=report._received_risk(),
                ogrn=ogrn,
                attachment_id=attachment.id,
                error_kind=False,
                http_status=0,
            )

    def _finish_like(self, report):
        """Set the result of another request that has asked about the same INN."""
        attachment = report.attachment_id
        for twin in self:
            copy = twin._attach(attachment.name, attachment.raw) if attachment else None
            twin._close(
                state=report.state,
                risk=report.risk,
                ogrn=report.ogrn,
                attachment_id=copy.id if copy else False,
                error_kind=report.error_kind,
                http_status=report.http_status,
            )

    def _finish_not_found(self):
        for report in self:
            report._close(state="not_found", error_kind=False, http_status=0)

    def _fail(self, error_kind, http_status=0):
        """Give up. A risk that is known by now is kept: it was paid for.

        :param ErrorKind error_kind: why
        :param int http_status: HTTP status, 0 for none
        """
        for report in self:
            report._close(
                state="failed",
                risk=report._received_risk(),
                ogrn=(report.answer or {}).get("ogrn"),
                error_kind=error_kind.value,
                http_status=http_status,
            )

    def _close(self, **values):
        self.ensure_one()
        self.write(
            {
                "date_done": fields.Datetime.now(),
                "attempts": self.attempts + (values["state"] != "failed"),
                "answer": False,
                **SETTLED,
                "notice_due": not self.is_automatic,
                **values,
            }
        )
        self._write_history()
        self._notify_screens()

    def _attach(self, name, pdf):
        self.ensure_one()
        # Whoever has asked for the report is who has added the file.
        author = self._author()
        document_type = self.env.ref(
            "client360.document_type_express_report", raise_if_not_found=False
        )
        attachments = self.env["ir.attachment"].with_user(author).sudo()
        values = {
            "name": name,
            "raw": pdf,
            "mimetype": "application/pdf",
            "res_model": "res.partner",
            "res_id": self.partner_id.id,
            "company_id": self.partner_id.company_id.id,
            "document_type_id": document_type.id if document_type else False,
        }
        keys = ("name", "res_model", "res_id", "document_type_id")
        former = attachments.search([(key, "=", values[key]) for key in keys])
        attachment = attachments.create(values)
        # the card has one report in force, and what it said before
        former.version_of_id = attachment
        return attachment

    def _write_history(self):
        self.ensure_one()
        report = self.with_context(lang=self._reader_lang())
        author = self._author().partner_id
        self.partner_id.message_post(
            body=report.env._("Express report: %(result)s", result=report._result()),
            subtype_xmlid="client360.mt_report_received",
            author_id=author.id,
            attachment_ids=self.attachment_id.ids,
        )

    def _author(self):
        """Return the user in whose name the result is written: of what nobody has
        asked for it is the system's own."""
        self.ensure_one()
        return (not self.is_automatic and self.requested_by_id) or self.env.ref(
            "base.user_root"
        )

    def _reader_lang(self):
        user = self.is_automatic and self.env.user or self.requested_by_id
        return user.lang or self.env.company.partner_id.lang

    def _result(self):
        """Return the result in words, in the language of the environment."""
        self.ensure_one()

        def label(name):
            selection = self._fields[name]._description_selection(self.env)
            return dict(selection)[self[name]]

        if self.state == "failed":
            parts = [self.risk and label("risk"), self.error]
            return ", ".join(part for part in parts if part)
        if self.state == "done":
            return label("risk") if self.risk else self.env._("no marks")
        return label("state")

    def _notify_screens(self):
        """Let open cards and lists show the new state without a reload.

        The message says only which card has changed. It goes to the card's own
        channel, see ``ir.websocket``, and to who has asked for the report.
        """
        if len(self) > BUS_LIMIT:
            return
        for report in self:
            message = {"partner_id": report.partner_id.id}
            report.partner_id._bus_send(
                "client360.express_report", message, subchannel="express_report"
            )
            report.requested_by_id._bus_send("client360.express_report", message)
