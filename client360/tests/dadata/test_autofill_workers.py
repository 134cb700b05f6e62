# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import json
import threading
import time
from contextlib import contextmanager
from unittest.mock import patch

from odoo import api, modules
from odoo.tests import tagged

from ...models.dadata import client360_autofill_run, client360_watch
from ...tools import dadata_client
from ..common import WorkersCase
from ..fake_services import generated_inn
from ..worker_process import POINTS
from .common import PATIENCE

CARDS = 6
BATCH = 3
#: {point: cards that are done when the second batch, or its second card, is killed}
DONE = {
    "before_answers": BATCH,
    "after_answers": BATCH,
    "between_cards": 0,
    "before_commit": BATCH,
    # with the last batch
    "after_notice": BATCH,
}


@tagged("post_install", "-at_install")
class TestAutofillWorkers(WorkersCase):
    first = 91_000

    @classmethod
    def parameters(cls):
        return {
            **super().parameters(),
            "client360.dadata_daily_budget": "10000",
            "client360.dadata_watch_budget": "10000",
            "client360.dadata_watch": "True",
            client360_watch.ROUND: False,
        }

    @classmethod
    def clean(cls, env):
        runs = env["client360.autofill.run"].search([])
        domain = [("model", "=", runs._name), ("res_id", "in", runs.ids)]
        env["mail.message"].search(domain).unlink()
        runs.unlink()
        env["client360.service.usage"].search([]).unlink()
        return super().clean(env)

    def cards(self, env):
        """New cards with nothing but an INN."""
        self.clean(env)
        return env["res.partner"].create(
            [
                {
                    "name": f"Worker {number}",
                    "is_company": True,
                    "vat": generated_inn(self.first + number),
                    "country_id": env.ref("base.ru").id,
                    "user_id": env.ref("base.user_admin").id,
                }
                for number in range(CARDS)
            ]
        )

    def notes(self, card):
        """Notes with changes of requisites that a card has got."""
        return card.message_ids.filtered(
            lambda message: "kpp" in message.tracking_value_ids.field_id.mapped("name")
        )

    # ------------------------------------------------------------ background
    def queue(self):
        with self.transaction() as env:
            cards = self.cards(env)
            admin = env.ref("base.user_admin")
            with patch.object(client360_autofill_run, "AT_ONCE", 0):
                env["client360.autofill.run"].with_user(admin)._start(cards)
            return cards.ids

    def check_no_half_records(self, card_ids):
        """Check that what is not done looks as if nothing had happened.

        :return: how many are done
        """
        with self.transaction() as env:
            lines = env["client360.autofill.line"].search([])
            self.assertEqual(lines.partner_id.ids, card_ids)
            self.assertEqual(len(lines), len(card_ids))
            queued = lines.filtered(lambda line: line.state == "queued")
            for line in queued:
                self.assertFalse(line.details or line.attempts)
                card = line.partner_id
                self.assertFalse(card.kpp or card.city or card.dadata_date)
                self.assertFalse(self.notes(card))
            for line in lines - queued:
                self.assertEqual(line.state, "filled")
                self.assertTrue(line.partner_id.kpp)
                self.assertEqual(len(self.notes(line.partner_id)), 1)
            notices = env["mail.message"].search([("model", "=", lines.run_id._name)])
            self.assertEqual(len(notices), 0 if queued else 1)
            return len(lines - queued)

    def test_killed_while_it_fills(self):
        for point in POINTS["autofill"]:
            with self.subTest(point):
                self.server.reset()
                card_ids = self.queue()
                number = 1 if point == "after_notice" else 2
                options = {"job": "autofill", "batch": BATCH}
                status = self.workers.run(**options, kill_at=point, number=number)
                self.assertEqual(status, -9)
                self.assertEqual(self.check_no_half_records(card_ids), DONE[point])
                before = len(self.server.calls("dadata"))
                self.assertEqual(self.workers.run(**options), 0)
                self.assertEqual(self.check_no_half_records(card_ids), CARDS)
                again = len(self.server.calls("dadata")) - before
                self.assertEqual(again, CARDS - DONE[point], "No other is asked twice")
                with self.transaction() as env:
                    used = env["client360.dadata"]._get_spent()
                    self.assertGreaterEqual(used, len(self.server.calls("dadata")))

    @contextmanager
    def held(self):
        """A worker that waits for the last answer of its only batch, until the end."""
        hold = self.server.fault("dadata", "hold", times=1, after=CARDS - 1)
        worker = self.workers.start(job="autofill")
        try:
            self.server.wait_for(CARDS, service="dadata")
            yield
        finally:
            hold.release()
        self.assertEqual(self.workers.wait(worker), 0)

    def test_a_person_is_never_in_the_way_nor_kept_waiting(self):
        """Saving, deleting and correcting cards while DaData is being asked."""
        card_ids = self.queue()
        inn = generated_inn(self.first + CARDS)
        with self.held(), self.transaction() as env:
            cards = env["res.partner"].browse(card_ids)
            cards[0].ref = "changed"
            cards[1].vat = inn
            cards[2].unlink()
        with self.transaction() as env:
            cards = env["res.partner"].browse(card_ids).exists()
            self.assertEqual(cards[0].ref, "changed")
            self.assertTrue(all(card.kpp for card in cards - cards[1]))
            self.assertFalse(cards[1].kpp, "The answer was about another company")
        self.assertEqual(self.workers.run(job="autofill"), 0)
        self.assertEqual(self.check_no_half_records(cards.ids), CARDS - 1)
        self.assertEqual(len(self.server.calls("dadata", inn=inn)), 1)
        self.assertEqual(len(self.server.calls("dadata")), CARDS + 1)

    def test_a_card_that_somebody_is_saving_waits(self):
        card_ids = self.queue()
        with self.transaction() as env:
            with self.held():
                env["res.partner"].browse(card_ids[0]).ref = "changed"
                env.flush_all()
            self.assertEqual(self.check_no_half_records(card_ids), CARDS - 1)
        self.assertEqual(self.workers.run(job="autofill"), 0)
        self.assertEqual(self.check_no_half_records(card_ids), CARDS)

    def test_answers_outlive_a_conflict(self):
        """An address is written to the contacts as well, which are not locked."""
        card_ids = self.queue()
        with self.transaction() as env:
            contact = env["res.partner"].create(
                {"name": "Contact", "parent_id": card_ids[0]}
            )
        with self.transaction() as env:
            with self.held():
                contact.with_env(env).function = "Accountant"
                env.flush_all()
                # the worker writes, and waits for this transaction to end
                timer = threading.Timer(0.5, env.cr.commit)
                timer.start()
            timer.join()
        self.assertEqual(self.check_no_half_records(card_ids), CARDS)
        self.assertEqual(len(self.server.calls("dadata")), CARDS)
        with self.transaction() as env:
            contact = contact.with_env(env)
            self.assertEqual(contact.function, "Accountant")
            self.assertEqual(contact.city, contact.parent_id.city)

    # ----------------------------------------------------------------- watch
    def test_killed_while_it_watches(self):
        for point in POINTS["refresh"]:
            with self.subTest(point):
                self.server.reset()
                with self.transaction() as env:
                    cards = self.cards(env)
                    for card in cards:
                        values = cards._dadata_values(card.vat)
                        card.write(values)
                        card.dadata_date = "2026-01-01 00:00:00"
                        self.server.change(card.vat, director={"name": "Новый Н. Н."})
                options = {"job": "refresh", "batch": BATCH, "only": cards.ids}
                status = self.workers.run(**options, kill_at=point, number=2)
                self.assertEqual(status, -9)
                self.assertEqual(self.workers.run(**options), 0)
                with self.transaction() as env:
                    for card in env["res.partner"].browse(cards.ids):
                        self.assertEqual(card.ceo_name, "Новый Н. Н.")
                        changes = card.message_ids.tracking_value_ids
                        self.assertEqual(changes.field_id.mapped("name"), ["ceo_name"])
                        self.assertEqual(len(card.activity_ids), 1)
                    parameters = env["ir.config_parameter"]
                    self.assertFalse(parameters.get_param(client360_watch.ROUND))

    # -------------------------------------------------------------- progress
    def test_progress_is_told_before_the_end(self):
        with self.transaction() as env:
            admin_id = env.ref("base.user_admin").id
            card_ids = self.cards(env).ids
            last = env["bus.bus"].search([], limit=1, order="id desc").id
        # the last one: answers come in any order, and are counted in that of the cards
        last_inn = generated_inn(self.first + CARDS - 1)
        hold = self.server.fault("dadata", "hold", times=1, inn=last_inn)

        def fill():
            # what a test says to its own transaction nobody else hears
            with patch.object(modules.module, "current_test", None):
                with self.registry.cursor() as cr:
                    env = api.Environment(cr, admin_id, {})
                    env["res.partner"].browse(card_ids).action_dadata_autofill()

        with patch.object(dadata_client, "DEADLINE", PATIENCE):
            thread = threading.Thread(target=fill)
            thread.start()
            self.server.wait_for(CARDS, service="dadata")
            end = time.monotonic() + PATIENCE / 2
            while (told := self.told(last))[-1:] != [
                {"done": CARDS - 1, "total": CARDS}
            ] and time.monotonic() < end:
                time.sleep(0.05)
            hold.release()
            thread.join()
        self.assertEqual(told[0], {"done": 0, "total": CARDS})
        self.assertEqual(told[-1]["done"], CARDS - 1)
        self.assertEqual(self.told(last)[-1], {"done": CARDS, "total": CARDS})

    def told(self, last):
        """What was committed for the screens since a message of the bus."""
        with self.transaction() as env:
            messages = env["bus.bus"].search([("id", ">", last)], order="id")
            messages = [json.loads(message.message) for message in messages]
            return [m["payload"] for m in messages if m["type"] == "client360.autofill"]
