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
        if action == "create":
            partner = self.pick("res.partner", args[0])
            self.records[model] |= self.make(model, partner)
            return
        if not record:
            return
        messages = self.env["mail.message"].search(
            [("model", "=", model), ("res_id", "=", record.id)]
        )
        match action:
            case "post":
                self.posted += 1
                record.message_post(body=f"Message {self.posted}")
            case "track":
                self.posted += 1
                name = "client_order_ref" if model == "sale.order" else "name"
                record[name] = f"Name {self.posted}"
            case "move":
                record.partner_id = self.pick("res.partner", args[1])
            case "leave":
                record.partner_id = False
            case "archive":
                record.active = not record.active
            case "delete":
                self.records[model] -= record
                record.unlink()
            case "delete_message":
                messages[:1].unlink()
            case "redate":
                messages[-1:].date = f"2025-01-0{args[0] + 1} 10:00:00"
            case "change_thread":
                other = self.pick(model, args[1])
                if other != record:
                    record.message_change_thread(other)
            case "merge":
                other = self.pick(model, args[1])
                if other != record and len(self.partners) > 1:
                    other.message_post(body="Merging needs a message")
                    self.flush_history()
                    wizard = self.env["base.partner.merge.automatic.wizard"]
                    wizard.create({})._merge((record | other).ids, other)
                    self.partners -= record
            case "empty":
                self.env.cr.execute("DELETE FROM client360_timeline_link")
                self.env["client360.timeline.backfill"].search([]).unlink()
                self.take("backfill", model)
            case "backfill":
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
