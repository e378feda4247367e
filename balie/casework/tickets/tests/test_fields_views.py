"""Changing a ticket's fields on its page, and what two people changed at once."""

from __future__ import annotations

import pytest
from django.test import Client

from balie.access.accounts.models import User
from balie.access.accounts.testing import MONDAY_9AM
from balie.casework.tickets import actions
from balie.casework.tickets.models import Ticket
from balie.casework.tickets.testing import a_ticket

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def _url(ticket: Ticket, then: str = "") -> str:
    return f"/tickets/{ticket.number}/{then}"


def _fields(ticket: Ticket, **typed: object) -> dict[str, object]:
    """The fields form as the page of `ticket` sends it, with `typed` changed."""
    now = {
        "subject": ticket.subject,
        "urgency": ticket.urgency,
        "impact": ticket.impact,
        "category": ticket.category_id or "",
        "tags": " ".join(ticket.tags),
        "language": ticket.language,
    }
    return {"version": ticket.version, **{f"was_{name}": value for name, value in now.items()}, **now, **typed}


@pytest.mark.decree("S2.2")
def test_a_changed_field_answers_with_the_head_alone(desk: Client) -> None:
    ticket = a_ticket()

    answer = desk.post(_url(ticket, "fields/"), _fields(ticket, urgency=1, impact=1), headers=HTMX)

    page = answer.content.decode()
    assert answer.status_code == 200
    assert "critical" in page
    assert "urgency high × impact high gives critical" in page
    assert 'id="conversation"' not in page


def test_without_the_bundle_a_changed_field_leads_back_to_the_page(desk: Client) -> None:
    ticket = a_ticket()

    answer = desk.post(_url(ticket, "fields/"), _fields(ticket, subject="Meter defect", tags="meter, #Spoed"))

    ticket.refresh_from_db()
    assert (answer.status_code, answer.headers["Location"]) == (303, _url(ticket))
    assert (ticket.subject, ticket.tags) == ("Meter defect", ["meter", "spoed"])


def test_a_field_nobody_else_touched_is_kept_though_the_page_is_old(desk: Client, colleague: User) -> None:
    ticket = a_ticket()
    form = _fields(ticket, urgency=1)
    actions.set_fields(ticket.number, subject="van Karim", by=colleague, at=MONDAY_9AM)

    answer = desk.post(_url(ticket, "fields/"), form, headers=HTMX)

    ticket.refresh_from_db()
    assert answer.status_code == 200
    assert (ticket.urgency, ticket.subject) == (1, "van Karim")


@pytest.mark.decree("S2.2")
def test_a_field_two_people_changed_is_shown_twice_and_nothing_is_lost(desk: Client, colleague: User) -> None:
    ticket = a_ticket()
    form = _fields(ticket, subject="van Nele")
    actions.set_fields(ticket.number, subject="van Karim", by=colleague, at=MONDAY_9AM)

    answer = desk.post(_url(ticket, "fields/"), form, headers=HTMX)

    page = answer.content.decode()
    ticket.refresh_from_db()
    assert answer.status_code == 409
    assert ticket.subject == "van Karim"
    assert "<b>van Karim</b>" in page
    assert "<b>van Nele</b>" in page
    assert "data-conflict" in page


@pytest.mark.parametrize(("choice", "kept"), [("yours", "van Nele"), ("theirs", "van Karim")])
def test_the_conflict_ends_with_what_was_chosen(desk: Client, colleague: User, choice: str, kept: str) -> None:
    ticket = a_ticket()
    actions.set_fields(ticket.number, subject="van Karim", by=colleague, at=MONDAY_9AM)
    ticket.refresh_from_db()
    chosen = {"version": ticket.version, "subject": "van Nele", "was_subject": "van Karim", "choose_subject": choice}

    answer = desk.post(_url(ticket, "fields/"), chosen)

    ticket.refresh_from_db()
    assert answer.status_code == 303
    assert ticket.subject == kept


def test_an_empty_subject_is_told_and_the_other_fields_stay_as_typed(desk: Client) -> None:
    ticket = a_ticket()

    answer = desk.post(_url(ticket, "fields/"), _fields(ticket, subject=" ", tags="meter"))

    assert answer.status_code == 422
    assert "Say in a few words what it is about." in answer.content.decode()
    assert 'value="meter"' in answer.content.decode()
