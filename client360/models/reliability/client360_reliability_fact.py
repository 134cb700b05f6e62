# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.tools import format_date, formatLang

from ...tools import kontur_analytics
from .words import WORDS, WORDS_WHEN_FALSE, WORDS_WHEN_NEGATIVE

METHODS = [
    ("legalAnalytics", "Kontur.Focus: registry and tax service"),
    ("bankruptcyAnalytics", "Kontur.Focus: bankruptcy"),
    ("courtAnalytics", "Kontur.Focus: arbitration courts"),
    ("financeAnalytics", "Kontur.Focus: statements and taxes"),
    ("fsspAnalytics", "Kontur.Focus: bailiffs"),
    ("linkAnalytics", "Kontur.Focus: relations"),
    ("purchasesAnalytics", "Kontur.Focus: public contracts"),
]
SECTIONS = [
    ("registration", "Registration and Activity"),
    ("bankruptcy", "Bankruptcy"),
    ("courts", "Courts"),
    ("bailiffs", "Bailiffs"),
    ("finance", "Finance"),
    ("relations", "Relations"),
    ("contracts", "Public Contracts"),
]
NO_SECTION = len(SECTIONS)


class Client360ReliabilityFact(models.Model):
    """A fact that Kontur.Focus tells about a counterparty, and when it was true.

    A fact is stored once: a reading without news writes nothing here. Another value,
    or the end of it, closes the row with ``date_to``. Nobody writes these by hand.
    """

    _name = "client360.reliability.fact"
    _inherit = ["client360.counterparty.access"]
    _description = "Fact on a Counterparty's Reliability"
    _order = "severity, section_order, id"

    partner_id = fields.Many2one(
        "res.partner",
        "Counterparty",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    inn = fields.Char("INN", readonly=True)
    method = fields.Selection(METHODS, "Source", required=True, readonly=True)
    code = fields.Char("Marker", required=True, readonly=True)
    value = fields.Char(required=True, readonly=True)
    is_actual = fields.Boolean("Holds Now", readonly=True, default=True)
    tone = fields.Selection(
        [
            ("red", "High Risk"),
            ("yellow", "Attention"),
            ("green", "In Favour"),
            ("neutral", "For Information"),
        ],
        required=True,
        readonly=True,
        default="neutral",
    )
    section = fields.Selection(SECTIONS, readonly=True)
    section_order = fields.Integer(
        compute="_compute_section_order",
        store=True,
        aggregator="min",
        export_string_translation=False,
    )
    severity = fields.Integer(
        compute="_compute_severity",
        store=True,
        aggregator="min",
        export_string_translation=False,
    )
    date_from = fields.Date("Known Since", required=True, readonly=True)
    date_to = fields.Date("Until", readonly=True)
    is_untold = fields.Boolean(readonly=True, export_string_translation=False)
    name = fields.Char("Fact", compute="_compute_name")
    is_news = fields.Boolean(
        "New",
        compute="_compute_is_news",
        help="Since the reading before the last one.",
    )

    # Also finds the facts of a card.
    _open_uniq = models.UniqueIndex(
        "(partner_id, method, code) WHERE date_to IS NULL",
        "This fact is stored already.",
    )
    _partner_idx = models.Index("(partner_id, date_to)")
    _untold_idx = models.Index("(partner_id) WHERE is_untold")
    _tone_idx = models.Index("(tone, code) WHERE tone IN ('red', 'yellow')")

    @api.depends("section")
    def _compute_section_order(self):
        order = {section: index for index, (section, _label) in enumerate(SECTIONS)}
        for fact in self:
            fact.section_order = order.get(fact.section, NO_SECTION)

    @api.depends("tone")
    def _compute_severity(self):
        for fact in self:
            fact.severity = kontur_analytics.TONES.index(fact.tone)

    # -------------------------------------------------------------------- words
    @api.depends("method", "code", "value", "is_actual", "partner_id")
    @api.depends_context("lang")
    def _compute_name(self):
        companions = self._get_companions()
        for fact in self:
            fact.name = fact._get_sentence(companions)

    def _get_companions(self):
        """Facts that are told together with these.

        :return: {(partner id, method, marker): facts, the latest first}
        :rtype: dict
        """
        codes = set()
        for fact in self:
            marker = fact._get_marker()
            codes |= {marker.total, marker.as_of} if marker else set()
        codes.discard("")
        found = self.sudo().search_fetch(
            [("partner_id", "in", self.partner_id.ids), ("code", "in", list(codes))],
            ["partner_id", "method", "code", "value", "date_from", "date_to"],
            order="date_from desc, id desc",
        )
        return found.grouped(lambda fact: (fact.partner_id.id, fact.method, fact.code))

    def _get_marker(self):
        return kontur_analytics.MARKERS.get(self.method, {}).get(self.code)

    def _get_companion(self, companions, code):
        """The fact of another marker that held at the same time.

        :param dict companions: see :meth:`_get_companions`
        :param str code: the other marker
        """
        for other in companions.get((self.partner_id.id, self.method, code), ()):
            if (not self.date_to or other.date_from <= self.date_to) and (
                not other.date_to or other.date_to >= self.date_from
            ):
                return other
        return self.browse()

    def _get_sentence(self, companions):
        """Say what the fact means.

        :param dict companions: see :meth:`_get_companions`
        :rtype: str
        """
        self.ensure_one()
        marker = self._get_marker()
        words = WORDS.get(self.method, {}).get(self.code)
        if not marker or not words:
            return self.code or ""
        if self.value == "false":
            words = WORDS_WHEN_FALSE.get((self.method, self.code), words)
        value = self.value
        negative = WORDS_WHEN_NEGATIVE.get((self.method, self.code))
        if negative and value.startswith("-"):
            words, value = negative, value.removeprefix("-")
        plain, dated = words
        value = self._format_value(marker, value)
        total = self._get_companion(companions, marker.total) if marker.total else None
        if total:
            value = self.env._(
                "%(count)s for %(sum)s",
                count=value,
                sum=self._format_value(total._get_marker(), total.value),
            )
        as_of = self._get_companion(companions, marker.as_of) if marker.as_of else None
        date = as_of._format_as_of(self.code) if as_of else ""
        # pylint: disable=translation-not-lazy
        # A lazy sentence is translated, but not formatted, by the environment.
        if dated is not None and date:
            sentence = self.env._(dated) % {"value": value, "date": date}
        else:
            sentence = self.env._(plain) % {"value": value}
        if not self.is_actual:
            sentence = self.env._("%(fact)s (was, not any more)", fact=sentence)
        return sentence

    def _format_value(self, marker, value):
        parsed = kontur_analytics.parse_value(marker, value)
        if parsed is None:
            return value
        if marker.kind == "number":
            return formatLang(self.env, parsed, digits=0)
        if marker.kind == "roubles":
            return f"{formatLang(self.env, parsed, digits=0)}\N{NO-BREAK SPACE}₽"
        if marker.kind == "date":
            return format_date(self.env, parsed)
        return str(parsed)

    def _format_as_of(self, code):
        """Return the date or year of another fact, "" where it makes no sense.

        :param str code: the other fact's marker
        """
        marker = self._get_marker()
        parsed = kontur_analytics.parse_value(marker, self.value)
        if parsed is None:
            return ""
        if marker.kind == "date":
            # A value of tomorrow is a slip of the service: the fact holds, its day not.
            today = fields.Date.context_today(self)
            return format_date(self.env, parsed) if parsed <= today else ""
        return str(parsed - 1 if code.endswith("Start") else parsed)

    @api.depends("date_from", "date_to", "partner_id")
    def _compute_is_news(self):
        first = dict(
            self.sudo()._read_group(
                [("partner_id", "in", self.partner_id.ids)],
                ["partner_id"],
                ["date_from:min"],
            )
        )
        for fact in self:
            partner = fact.partner_id.sudo()
            last = partner.reliability_news_date
            fact.is_news = bool(
                last
                and last in (fact.date_from, fact.date_to)
                and first.get(partner.sudo(self.env.su), last) < last
                and partner._get_reliability_day() == last
            )

    # ------------------------------------------------------------------- storing
    @api.model
    def _store(self, method, partners, readings, day):
        """Store what a method says. Facts without news stay as they are.

        :param str method: one of ``kontur_analytics.METHODS``
        :param partners: res.partner, those that were asked about
        :param dict readings: {INN: :class:`~..tools.kontur_analytics.Reading`}; what is
            known of a counterparty that is left out stays as it is
        :param datetime.date day: day of the reading
        """
        facts = self.sudo()
        open_facts = facts.search(
            [
                ("partner_id", "in", partners.ids),
                ("method", "=", method),
                ("date_to", "=", False),
            ]
        ).grouped("partner_id")
        ended, vals_list = facts.browse(), []
        for partner in partners.sudo():
            inn = partner._normalized_inn()
            reading = readings.get(inn)
            if reading is None:
                continue
            current = open_facts.get(partner, facts.browse()).grouped("code")
            for code, stored in current.items():
                new = reading.facts.get(code)
                if code in reading.unread and stored.inn == inn:
                    continue
                if not new or not stored._says(new, inn):
                    ended |= stored
            for code, new in reading.facts.items():
                stored = current.get(code)
                if stored and stored not in ended:
                    stored._follow(new)
                    continue
                vals_list.append(
                    {
                        "partner_id": partner.id,
                        "inn": inn,
                        "method": method,
                        "code": code,
                        **new._asdict(),
                        "section": new.section or False,
                        "date_from": day,
                    }
                )
        ended.date_to = day
        ended.flush_recordset(["date_to"])
        created = facts.create(vals_list)
        if created or ended:
            changed = created.partner_id | ended.partner_id
            changed.reliability_news_date = day
        worse = created.filtered(
            lambda fact: fact.tone in ("red", "yellow")
            and fact.section
            and not fact._was_as_bad(ended)
        )
        worse.is_untold = True

    def _says(self, fact, inn):
        """Whether this open fact and one just read are the same.

        :param Fact fact: see ``kontur_analytics``
        :param str inn: INN that was asked about
        """
        return (self.inn, self.value, self.is_actual) == (
            inn,
            fact.value,
            fact.is_actual,
        )

    def _follow(self, fact):
        """Take over what other markers change about this one: its tone and place."""
        vals = {}
        if self.tone != fact.tone:
            vals["tone"] = fact.tone
        if (self.section or "") != fact.section:
            vals["section"] = fact.section or False
        if vals:
            self.write(vals)

    def _was_as_bad(self, ended):
        """Whether the same was as bad with another number: no news for a person."""
        marker = self._get_marker()
        return marker.kind in ("number", "roubles") and any(
            old.code == self.code
            and old.partner_id == self.partner_id
            and old.inn == self.inn
            and old.tone == self.tone
            for old in ended
        )

    def _get_staff_by_year(self):
        """The last known number of employees of each year.

        :return: {year as text: number}
        :rtype: dict
        """
        staff = {}
        for fact in self.filtered(lambda fact: fact.code == "historyStaffNumbers"):
            rows = kontur_analytics.parse_value(fact._get_marker(), fact.value) or ()
            for row in rows:
                staff[row["date"][:4]] = row["staffNumber"]
        return staff
