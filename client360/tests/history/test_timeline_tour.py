# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import io

from markupsafe import Markup
from PIL import Image

from odoo.tests import HttpCase, new_test_user, tagged


class TimelineTourCase(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner = cls.env["res.partner"].create(
            {"name": "Timeline Customer", "is_company": True}
        )
        deal = cls.env["crm.lead"].create(
            {
                "name": "Tour Deal",
                "partner_id": cls.partner.id,
                "type": "opportunity",
            }
        )
        somebody = cls.env["res.partner"].create({"name": "Somebody Else"})
        for number in range(1, 46):
            long = "<p>One more line.</p>" * (10 if number == 6 else 0)
            deal.message_post(
                body=Markup("<p>Older note %s.</p>%s") % (number, Markup(long))
            )
        deal.message_post(body="Of somebody else", author_id=somebody.id)
        cls.env.flush_all()
        for number, message in enumerate(deal.message_ids.sorted("id")):
            message.date = f"2026-01-{number // 24 + 1:02} {number % 24:02}:00:00"
        cls.partner.message_post(body="On the card")
        image = io.BytesIO()
        Image.new("RGB", (320, 200), "red").save(image, "PNG")
        deal.message_post(
            body="Text on the deal",
            attachments=[
                ("photo.png", image.getvalue()),
                ("terms.pdf", b"%PDF-1.4 terms"),
            ],
        )
        deal.activity_schedule(
            summary="Call again",
            date_deadline="2026-01-01",
            user_id=cls.env.ref("base.user_admin").id,
        )

    def start_timeline_tour(self, name):
        self.start_tour(f"/odoo/contacts/{self.partner.id}", name, login="admin")
        pins = self.env["client360.timeline.pin"]
        [pin] = pins.search([("partner_id", "=", self.partner.id)])
        self.assertIn("They will pay on Friday", pin.message_id.body)


@tagged("post_install", "-at_install")
class TestTimelineTour(TimelineTourCase):
    browser_size = "1366x768"

    def test_read_filter_log_pin_open_and_come_back(self):
        self.start_timeline_tour("client360_timeline")


@tagged("post_install", "-at_install")
class TestTimelineReader(TimelineTourCase):
    browser_size = "1366x768"

    def test_who_may_only_read(self):
        login = "timeline reader"
        new_test_user(self.env, login, "base.group_user", password=login)
        message = self.partner.message_ids.filtered(lambda m: "On the" in m.body)
        events = self.env["client360.event"]
        events._browse_message(message.id).action_pin(self.partner.id)
        url = f"/odoo/contacts/{self.partner.id}"
        self.start_tour(url, "client360_timeline_reader", login=login)


@tagged("post_install", "-at_install")
class TestTimelinePhone(TimelineTourCase):
    browser_size = "390x844"
    touch_enabled = True

    def test_the_feed_alone(self):
        self.start_timeline_tour("client360_timeline_phone")
