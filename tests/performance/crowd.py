"""A desk with as many of everything as is wanted, much of it on the pages of one customer, one contact and one ticket."""

from __future__ import annotations

from allauth.usersessions.models import UserSession

from balie.access.accounts.actions import create_token
from balie.access.accounts.models import Role, Team, User
from balie.access.accounts.testing import MONDAY_9AM, a_team, a_user
from balie.access.permissions.defaults import ROLES
from balie.casework.tickets import actions as tickets
from balie.casework.tickets.models import StateReason, Ticket, TicketContact
from balie.casework.tickets.testing import a_ticket
from balie.conversation.contacts.models import Contact
from balie.conversation.contacts.testing import a_contact, a_question
from balie.conversation.email.actions import keep_demo_mail, store_raw
from balie.conversation.email.intake import file_waiting
from balie.conversation.email.models import Mailbox, Outgoing
from balie.conversation.email.testing import a_mailbox, a_raw_mail
from balie.foundation.drafts.actions import save_draft
from balie.foundation.files.actions import store_file
from balie.foundation.presence.actions import see
from balie.foundation.text.actions import write_text
from balie.foundation.text.labels import label
from balie.records.calendars.models import Calendar
from balie.records.customers import actions as customers
from balie.records.customers.models import Customer
from balie.records.customers.testing import a_customer, an_organisation_customer
from balie.records.taxonomy.lists import LISTS
from balie.records.taxonomy.testing import a_term, an_organisation

NOW = {"by": None, "at": MONDAY_9AM}
PURPOSES = ("marketing_mail", "marketing_phone", "recording", "satisfaction")


class Crowd:
    """`viewer` may everything and is who all of it is shown to."""

    def __init__(self) -> None:
        an_organisation()
        self.size = 0
        self.team: Team = a_team("ours")
        self.viewer: User = a_user(*ROLES, username="everybody", teams=[self.team], leads=[a_team("also-ours")])
        self.mailbox: Mailbox = a_mailbox(address="energie@balie.example", team=self.team)
        self.customer: Customer = a_customer(family_name="Crowd", mail_addresses=["crowd@klant.example"])
        self.call: Contact = a_contact(operator=self.viewer, customer=self.customer)
        self.ticket: Ticket = self._mail("first@klant.example", cc="copied@klant.example")

    def grow(self, size: int) -> None:
        """Until there are `size` of everything."""
        for at in range(self.size, size):
            self._add(at)
        self.size = size
        file_waiting()

    def _mail(self, message_id: str, **fields: str) -> Ticket:
        store_raw(self.mailbox, a_raw_mail(sender="Jan Crowd <crowd@klant.example>", message_id=message_id, **fields), at=MONDAY_9AM)
        file_waiting()
        return Ticket.objects.latest("pk")

    def _add(self, at: int) -> None:
        team = a_team(f"team{at}")
        colleague = a_user("operator", username=f"colleague{at}", name=f"Crowd Colleague {at}", teams=[team], leads=[a_team(f"lead{at}")])
        self._settings(at)
        self._file(at)
        self._work(at, team, colleague)
        self._ticket(at, colleague)
        self._post(at)
        self._own(at)

    def _settings(self, at: int) -> None:
        for each in LISTS.values():
            a_term(each.model, f"{each.slug}{at}")
        Role.objects.create(key=f"role{at}", name=label(f"role {at}", "", "", ""))
        Calendar.objects.create(key=f"calendar{at}", name=label(f"calendar {at}", "", "", ""))
        StateReason.objects.create(key=f"reason{at}", name=label(f"reason {at}", "", "", ""), state="customer")
        write_text(
            kind="reply", key=f"template{at}", name=label(f"t {at}", "", "", ""), words={"nl": ("", "Dag"), "fr": ("", "Bonjour")}, **NOW
        )
        a_mailbox(team=a_team(f"team{at}"))

    def _file(self, at: int) -> None:
        """One more of everything on the customer's file."""
        customers.save_phone(self.customer, number=f"0470 00 {at // 100:02} {at % 100:02}", **NOW)
        customers.save_mail_address(self.customer, address=f"crowd{at}@klant.example", **NOW)
        place = {"street": "Kerkstraat", "house_number": str(at + 1), "postcode": "9000", "city": "Gent"}
        customers.save_postal_address(self.customer, **place, **NOW)
        customers.save_holding(self.customer, name=f"Meter {at}", **NOW)
        customers.save_relation(self.customer, other=an_organisation_customer(f"Garage Crowd {at}"), role="contact", **NOW)
        customers.record_consent(self.customer, purpose=PURPOSES[at % 4], is_given=True, how="by telephone", **NOW)
        customers.add_note(self.customer, text="Calls back on Fridays", **NOW)
        customers.reveal_secret(self.customer, "iban", "asked by the customer", by=self.viewer, at=MONDAY_9AM)
        self.customer.refresh_from_db()
        customers.set_level(self.customer, level=0, reason="asked by the customer", by=None, at=MONDAY_9AM, version=self.customer.version)

    def _work(self, at: int, team: Team, colleague: User) -> None:
        """One more contact and ticket, of the customer and of others, running and done."""
        purpose, category, result = (a_term(LISTS[slug].model, f"{slug}{at}") for slug in ("purposes", "categories", "results"))
        other = a_customer(
            family_name=f"Crowd{at}", phones=[f"0471 00 {at // 100:02} {at % 100:02}"], mail_addresses=[f"other{at}@klant.example"]
        )
        for customer in (self.customer, other):
            for done in (None, MONDAY_9AM):
                who = colleague if done else self.viewer
                contact = a_contact(
                    operator=who, customer=customer, finished_at=done, finished_by=who if done else None, result=result if done else None
                )
                a_question(contact, purpose=purpose, category=category, customer_words="Meter?", result=result)
            fields = {"customer": customer, "team": team, "category": category, "purpose": purpose, "tags": [f"tag{at}"]}
            a_ticket(subject=f"Crowd {at}", owner=colleague, **fields)
            a_ticket(subject=f"Crowd {at}", owner=self.viewer, contact=contact, **fields)
        a_question(self.call, purpose=purpose, category=category, customer_words="Meter?", result=result)

    def _ticket(self, at: int, colleague: User) -> None:
        """One more of everything on the ticket's page."""
        number = self.ticket.number
        file = store_file(b"meter", name=f"meter{at}.txt", by=colleague, at=MONDAY_9AM)
        other = a_ticket(subject=f"Linked {at}")
        tickets.link(number, other.number, kind="related", by=colleague, at=MONDAY_9AM)
        tickets.link(other.number, number, kind="child", by=colleague, at=MONDAY_9AM)
        tickets.watch(number, by=colleague, at=MONDAY_9AM)
        tickets.attach_files(number, [file], by=colleague, at=MONDAY_9AM)
        tickets.add_note(number, text="@everybody look", files=[file], by=colleague, at=MONDAY_9AM)
        tickets.set_fields(number, subject=f"Crowd {at}", by=colleague, at=MONDAY_9AM)
        tickets.reply(number, text="Dag", to="crowd@klant.example", files=[file], by=colleague, at=MONDAY_9AM, dedupe_key=f"crowd{at}")
        asked = a_question(a_contact(customer=self.customer), customer_words="En nu?")
        TicketContact.objects.create(ticket=self.ticket, contact=asked.contact, question=asked)
        sent = Outgoing.objects.latest("pk").internet_message_id
        store_raw(
            self.mailbox,
            a_raw_mail(
                sender="crowd@klant.example",
                cc=f"copied{at}@klant.example",
                in_reply_to=sent,
                html="<b>Dag</b>",
                files=[("a.txt", "text/plain", b"x")],
            ),
            at=MONDAY_9AM,
        )
        see(f"ticket:{number}", by=colleague, at=MONDAY_9AM)
        Outgoing.objects.filter(dedupe_key=f"crowd{at}").update(state="failed", last_error="came back: no such user")

    def _post(self, at: int) -> None:
        """One more mail of each fate."""
        store_raw(self.mailbox, a_raw_mail(sender="", subject=f"quarantined {at}"), at=MONDAY_9AM)
        store_raw(self.mailbox, a_raw_mail(sender=f"crowd-other{at}@klant.example", subject=f"filed {at}"), at=MONDAY_9AM)
        keep_demo_mail(f"crowd{at}@klant.example", a_raw_mail(), None, at=MONDAY_9AM)
        keep_demo_mail("crowd@klant.example", a_raw_mail(), None, at=MONDAY_9AM)

    def _own(self, at: int) -> None:
        """One more of what is the viewer's own."""
        create_token(self.viewer, name=f"token {at}", by=self.viewer, at=MONDAY_9AM)
        UserSession.objects.create(user=self.viewer, ip="127.0.0.1", session_key=f"crowd{at}", user_agent="Chromium")
        save_draft(f"crowd{at}", {"text": "x"}, by=self.viewer, at=MONDAY_9AM)
