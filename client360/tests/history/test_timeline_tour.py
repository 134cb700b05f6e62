# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import HttpCase, tagged


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
        deal.message_post(body="Text on the deal")
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
class TestTimelinePhone(TimelineTourCase):
    browser_size = "390x844"
    touch_enabled = True

    def test_the_feed_alone(self):
        self.start_timeline_tour("client360_timeline_phone")
