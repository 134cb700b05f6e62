# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from collections import defaultdict

from odoo.fields import Domain
from odoo.tests import tagged

from .timeline_case import TimelineCase


@tagged("post_install", "-at_install")
class TestTimelineFamily(TimelineCase):
    """A company's history is that of its contacts and branches, too: they are found by
    the company that they belong to, and not one by one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.head = cls.partner
        cls.person = cls.below(cls.head, "Person")
        cls.branch = cls.below(cls.person, "Branch", is_company=True)
        cls.clerk = cls.below(cls.branch, "Clerk")
        cls.left = cls.below(cls.clerk, "Left", active=False)
        cls.family = cls.head | cls.person | cls.branch | cls.clerk | cls.left
        cls.stranger = cls.env["res.partner"].create({"name": "Stranger"})
        for partner in cls.family | cls.stranger:
            partner.message_post(body=f"Note of {partner.name}")
            deal = cls.make("crm.lead", partner)
            cls.env["ir.attachment"].create(
                {
                    "name": f"{partner.name}.txt",
                    "raw": b"x",
                    "res_model": partner._name,
                    "res_id": partner.id,
                }
            )
            deal.message_post(body=f"Deal of {partner.name}")
            cls.env["res.partner.bank"].create(
                {"acc_number": f"36{partner.id}", "partner_id": partner.id}
            )
        cls.flush_history()

    @classmethod
    def below(cls, parent, name, **values):
        return cls.env["res.partner"].create(
            {"name": name, "parent_id": parent.id, **values}
        )

    def notes(self, partner):
        """Whose notes the stream of a card tells of, in a page and in all."""
        events = self.env["client360.event"].with_user(self.manager)
        domain = self.domain(partner) & self.about_us()
        page = events.search(domain, limit=500, order="date desc, id desc")
        self.assertEqual(page, events.search(domain, order="date desc, id desc"))
        self.assertEqual(events.search_count(domain), len(page))
        return set(page.filtered(lambda event: event.kind == "note").partner_id)

    def about_us(self):
        everyone = (self.family | self.stranger).ids
        return Domain("partner_id", "in", everyone)

    def expect(self, **families):
        for name, members in families.items():
            with self.subTest(card=name):
                self.assertEqual(self.notes(getattr(self, name)), set(members))

    def test_whoever_is_below(self):
        self.expect(
            head=self.family,
            person=self.family - self.head,
            branch=self.branch | self.clerk | self.left,
            clerk=self.clerk | self.left,
            left=self.left,
            stranger=self.stranger,
        )

    def test_a_company_and_a_person_asked_for_together(self):
        domain = Domain("partner_id", "child_of", (self.branch | self.person).ids)
        events = self.env["client360.event"].with_user(self.manager).search(domain)
        self.assertEqual(events.partner_id, self.family - self.head)

    def test_every_source(self):
        for kind in ("note", "created", "document_added"):
            with self.subTest(kind=kind):
                events = self.events(self.head, self.manager, kind=kind)
                self.assertEqual(events.partner_id, self.family)
        accounts = self.events(self.head, self.manager).bank_account_id
        self.assertEqual(accounts.partner_id, self.family)

    def test_contact_goes_to_another_company(self):
        other = self.env["res.partner"].create({"name": "Other", "is_company": True})
        self.branch.parent_id = False
        self.person.parent_id = other
        self.flush_history()
        self.expect(head=self.head, branch=self.branch | self.clerk | self.left)
        self.assertEqual(self.notes(other), {self.person})

    def test_contact_becomes_a_company(self):
        self.clerk.is_company = True
        self.flush_history()
        self.expect(head=self.family, clerk=self.clerk | self.left)

    def test_company_is_deleted(self):
        clerks = self.clerk | self.left
        self.env["crm.lead"].search([("partner_id", "=", self.branch.id)]).unlink()
        self.branch.bank_ids.unlink()
        self.branch.unlink()
        self.flush_history()
        self.family -= self.branch
        self.expect(head=self.head | self.person, clerk=clerks)

    def test_company_is_merged_into_a_contact(self):
        other = self.env["res.partner"].create({"name": "Other", "is_company": True})
        kept = self.below(other, "Kept")
        self.stranger.parent_id = self.head
        self.flush_history()
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.stranger | kept).ids, kept)
        self.flush_history()
        self.family |= kept
        self.assertEqual(self.notes(other), {kept})
        self.assertFalse(self.notes(self.head) & {kept, self.stranger})

    def test_families(self):
        partners = self.head | self.branch | self.clerk | self.stranger
        found = defaultdict(set)
        for field_name, ancestors in partners._get_families():
            members = partners.browse(partners._in_family(field_name, ancestors))
            for partner in members:
                found[partner.id].update(ancestors[int(partner[field_name])])
        expected = {id_: set(ids) for id_, ids in partners._get_family().items()}
        self.assertEqual(found, expected)

    def test_last_contact_of_the_family(self):
        self.left.message_post(
            body="Hello", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        self.flush_history()
        highlights = self.env["client360.highlights"].with_user(self.manager)
        for card in (self.head, self.person, self.branch, self.clerk):
            with self.subTest(card=card.name):
                subject = highlights._subject(card.with_user(self.manager))
                model, res_id, *_rest = highlights._last_contact(subject)
                self.assertEqual((model, res_id), ("res.partner", self.left.id))
