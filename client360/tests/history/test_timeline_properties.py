# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Whatever happens to messages, records and counterparties: the timeline is what a
plain search over all messages gives."""

from unittest import skipUnless

from odoo.tests import tagged

try:
    from hypothesis import HealthCheck, given, settings
    from hypothesis import strategies as st
except ImportError:  # not a dependency of the addon itself
    given = None

from .timeline_case import TimelineCase

MODELS = ("res.partner", "crm.lead", "sale.order", "client360.letter")

number = given and st.integers(0, 3)
step = given and st.one_of(
    st.tuples(st.just("create"), st.sampled_from(MODELS[1:]), number),
    st.tuples(st.just("post"), st.sampled_from(MODELS), number),
    st.tuples(st.just("track"), st.sampled_from(MODELS), number),
    st.tuples(st.just("move"), st.sampled_from(MODELS[1:]), number, number),
    st.tuples(st.just("leave"), st.just("crm.lead"), number),
    st.tuples(st.just("archive"), st.sampled_from(MODELS[:2]), number),
    st.tuples(st.just("delete"), st.just("crm.lead"), number),
    st.tuples(st.just("delete_message"), st.sampled_from(MODELS), number),
    st.tuples(st.just("redate"), st.sampled_from(MODELS), number),
    st.tuples(st.just("change_thread"), st.just("crm.lead"), number, number),
    st.tuples(st.just("merge"), st.just("res.partner"), number, number),
    st.tuples(st.just("empty"), st.just("res.partner")),
    st.tuples(st.just("backfill"), st.just("res.partner")),
)


@tagged("post_install", "-at_install")
class TestTimelineProperties(TimelineCase):
    def start(self):
        self.partners = self.env["res.partner"].create(
            [{"name": f"Party {n}"} for n in range(3)]
        )
        self.records = {model: self.env[model] for model in MODELS[1:]}
        self.posted = 0

    def pick(self, model, index):
        if model == "res.partner":
            records = self.partners
        else:
            records = self.records[model]
        return records[index % len(records)] if records else records

    def take(self, action, model, *args):
        record = self.pick(model, args[0]) if args else self.partners[:1]
        if record or action == "create":
            getattr(self, f"take_{action}")(model, record, *args)

    def messages(self, record):
        domain = [("model", "=", record._name), ("res_id", "=", record.id)]
        return self.env["mail.message"].search(domain)

    def take_create(self, model, _record, index):
        self.records[model] |= self.make(model, self.pick("res.partner", index))

    def take_post(self, _model, record, _index):
        self.posted += 1
        record.message_post(body=f"Message {self.posted}")

    def take_track(self, model, record, _index):
        self.posted += 1
        name = "client_order_ref" if model == "sale.order" else "name"
        record[name] = f"Name {self.posted}"

    def take_move(self, _model, record, _index, other):
        record.partner_id = self.pick("res.partner", other)

    def take_leave(self, _model, record, _index):
        record.partner_id = False

    def take_archive(self, _model, record, _index):
        record.active = not record.active

    def take_delete(self, model, record, _index):
        self.records[model] -= record
        record.unlink()

    def take_delete_message(self, _model, record, _index):
        self.messages(record)[:1].unlink()

    def take_redate(self, _model, record, index):
        self.messages(record)[-1:].date = f"2025-01-0{index + 1} 10:00:00"

    def take_change_thread(self, model, record, _index, other):
        other = self.pick(model, other)
        if other != record:
            record.message_change_thread(other)

    def take_merge(self, model, record, _index, other):
        other = self.pick(model, other)
        if other != record and len(self.partners) > 1:
            other.message_post(body="Merging needs a message")
            self.flush_history()
            wizard = self.env["base.partner.merge.automatic.wizard"]
            wizard.create({})._merge((record | other).ids, other)
            self.partners -= record

    def take_empty(self, model, record):
        self.env.cr.execute("DELETE FROM client360_timeline_link")
        self.env["client360.timeline.backfill"].search([]).unlink()
        self.take_backfill(model, record)

    def take_backfill(self, _model, _record):
        while self.env["client360.timeline.backfill"]._run_batch():
            pass

    def check(self):
        self.flush_history()
        for partner in self.partners:
            expected = self.env["mail.message"]
            for model in MODELS:
                field = "id" if model == "res.partner" else "partner_id"
                records = self.env[model].with_context(active_test=False)
                records = records.search([(field, "=", partner.id)])
                expected |= expected.search(
                    [
                        ("model", "=", model),
                        ("res_id", "in", records.ids),
                        ("message_type", "!=", "user_notification"),
                    ]
                )
            self.env["client360.timeline.link"]._link_pending()
            link = self.env["client360.timeline.link"].search(
                [("partner_id", "=", partner.id), ("res_model", "in", MODELS)]
            )
            self.assertEqual(link.message_id, expected.browse(link.message_id.ids))
            self.assertEqual(set(link.message_id.ids), set(expected.ids))
            for one in link:
                message = one.message_id
                self.assertEqual(
                    (one.date, one.res_model, one.res_id),
                    (message.date, message.model, message.res_id),
                )
            events = self.env["client360.event"].search(
                [("partner_id", "=", partner.id)], limit=1000, order="date desc"
            )
            self.assertLessEqual(set(events.message_id.ids), set(expected.ids))
            told = expected.filtered(
                lambda message: message.tracking_value_ids
                or "Message" in (message.body or "")
            )
            missing = told - events.message_id
            self.assertFalse(missing.filtered(lambda m: "Message" in (m.body or "")))

    @skipUnless(given, "hypothesis is not installed")
    def test_random_histories(self):
        @settings(
            max_examples=25,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        )
        @given(st.lists(step, min_size=3, max_size=14))
        def histories(steps):
            with self.env.cr.savepoint() as savepoint:
                self.start()
                for action in steps:
                    self.take(*action)
                    self.env.flush_all()
                self.check()
                savepoint.rollback()
            self.env.invalidate_all()
            self.env.cr.precommit.clear()

        histories()
