"""A ticket's page: who sees what, and what it costs."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from balie.access.accounts.models import Team, User
from balie.access.accounts.testing import MONDAY_9AM, a_user
from balie.access.audit.models import AuditLine
from balie.access.permissions.levels import Level
from balie.casework.tickets import actions
from balie.casework.tickets.models import Change, Notification, Ticket, Watcher
from balie.casework.tickets.testing import a_ticket
from balie.conversation.contacts.testing import a_contact, a_message, a_question
from balie.foundation.presence.actions import see
from balie.foundation.text.labels import label
from balie.records.customers.testing import a_customer
from balie.records.taxonomy.models import Category

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def _url(ticket: Ticket, then: str = "") -> str:
    return f"/tickets/{ticket.number}/{then}"


def test_the_page_costs_eight_queries_however_much_stands_in_it(desk: Client, operator: User, django_assert_max_num_queries: Any) -> None:
    contact, customer = a_contact(channel="mail", operator=operator), a_customer()
    ticket = a_ticket(contact=contact, customer=customer, by=operator)
    for number in range(8):
        a_message(contact, text=f"bericht {number}", direction="in" if number % 2 else "out")
        actions.add_note(ticket.number, text=f"nota {number}", by=operator, at=MONDAY_9AM)
        actions.link(ticket.number, a_ticket().number, kind="related", by=operator, at=MONDAY_9AM)

    with django_assert_max_num_queries(8):
        answer = desk.get(_url(ticket))

    assert answer.status_code == 200
    page = answer.content.decode()
    assert "bericht 7" in page
    assert "nota 7" in page


def test_a_refresh_of_the_conversation_costs_no_more_than_the_page(desk: Client, django_assert_max_num_queries: Any) -> None:
    ticket = a_ticket()

    with django_assert_max_num_queries(7):
        answer = desk.get(_url(ticket, "conversation/"), headers=HTMX)

    assert b'id="conversation"' in answer.content
    assert b'id="reply"' not in answer.content


def test_a_ticket_one_may_not_see_does_not_exist(client: Client, winkel: Team) -> None:
    hidden = a_ticket(team=winkel, level=Level.RESTRICTED)
    client.force_login(a_user("operator"))

    assert {client.get(_url(hidden, then)).status_code for then in ("", "conversation/", "presence/")} == {404}
    assert {client.post(_url(hidden, then)).status_code for then in ("take/", "note/", "fields/", "close/", "watch/")} <= {404, 422}
    assert Change.objects.filter(ticket=hidden).count() == 1


def test_a_number_with_a_wrong_digit_is_told_in_words(desk: Client) -> None:
    ticket = a_ticket()

    answer = desk.get(f"/tickets/{ticket.number ^ 1}/")

    assert answer.status_code == 422
    assert "wrong digit" in answer.content.decode()


def test_who_only_reads_is_shown_no_verb_and_no_personal_word(client: Client) -> None:
    ticket = a_ticket(subject="Factuur van Jan Peeters")
    client.force_login(a_user("knowledge", language="en"))

    page = client.get(_url(ticket)).content.decode()

    assert "Peeters" not in page
    assert all(form not in page for form in ('id="ticket-fields"', 'id="reply"', 'id="note"', 'id="panel-close"', 'id="panel-assign"'))


@pytest.mark.parametrize("then", ["fields/", "note/", "reply/", "take/", "transfer/", "state/", "close/", "links/", "files/"])
def test_who_only_reads_changes_nothing(client: Client, then: str) -> None:
    ticket = a_ticket()
    client.force_login(a_user("knowledge"))
    sent = {
        "subject": "x",
        "text": "x",
        "to": "jan@klant.example",
        "reason": "daarom",
        "state": "open",
        "sentence": "x",
        "other": a_ticket().number,
    }

    answer = client.post(_url(ticket, then), sent)

    assert answer.status_code == 403
    assert Change.objects.filter(ticket=ticket).count() == 1


def test_opening_the_page_reads_what_was_said_about_it(desk: Client, operator: User, colleague: User) -> None:
    ticket = a_ticket()
    actions.add_note(ticket.number, text="@nele kijk jij?", by=colleague, at=MONDAY_9AM)

    desk.get(_url(ticket))

    assert Notification.objects.get(user=operator).read_at is not None


@pytest.mark.parametrize(("level", "lines"), [(Level.TEAM, 0), (Level.RESTRICTED, 1)])
def test_opening_a_restricted_ticket_is_audited(desk: Client, operator: User, level: Level, lines: int) -> None:
    ticket = a_ticket(level=level, participant_ids=[operator.pk])

    desk.get(_url(ticket))

    assert AuditLine.objects.filter(verb="tickets.read", actor=operator).count() == lines


def test_watching_is_begun_and_ended(desk: Client, operator: User) -> None:
    ticket = a_ticket()

    desk.post(_url(ticket, "watch/"), {"watch": "1"}, headers=HTMX)
    watched = Watcher.objects.filter(ticket=ticket, user=operator).exists()
    desk.post(_url(ticket, "watch/"), {"watch": "0"}, headers=HTMX)

    assert watched
    assert not Watcher.objects.exists()


def test_colleagues_at_the_ticket_are_named(desk: Client, colleague: User) -> None:
    ticket = a_ticket()
    see(f"ticket:{ticket.number}", by=colleague, at=timezone.now(), is_writing=True)

    page = desk.get(_url(ticket, "presence/"), headers=HTMX).content.decode()

    assert "Karim Aziz is writing" in page


def test_the_history_tells_codes_in_words(desk: Client, operator: User) -> None:
    category = Category.objects.create(key="meter", name=label("Meter (nl)", "Compteur", "Meters", "Zähler"))
    ticket = a_ticket()
    actions.set_fields(ticket.number, category=category, urgency=1, by=operator, at=MONDAY_9AM)

    page = desk.get(_url(ticket)).content.decode()

    assert "category → Meters" in page
    assert "urgency normal → high" in page


def test_what_was_asked_on_the_telephone_stands_in_the_conversation(desk: Client, operator: User) -> None:
    contact = a_contact(operator=operator, party_name="Jan Peeters")
    question = a_question(contact, customer_words="Alles valt uit als de oven aangaat", restated="Stroom valt uit met de oven")
    ticket = a_ticket(contact=contact, question=question)

    page = desk.get(_url(ticket)).content.decode()

    assert "Alles valt uit als de oven aangaat" in page
    assert f"/contacts/{contact.number}/" in page
