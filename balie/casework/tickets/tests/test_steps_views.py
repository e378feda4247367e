"""Taking, transferring, waiting, closing and undoing on a ticket's page."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from balie.access.accounts.models import Team, User
from balie.access.accounts.testing import MONDAY_9AM
from balie.casework.tickets import actions
from balie.casework.tickets.models import StateReason, Ticket
from balie.casework.tickets.testing import a_ticket
from balie.foundation.drafts.actions import save_draft
from balie.foundation.drafts.models import Draft
from balie.foundation.text.labels import label
from balie.records.taxonomy.models import Cause, Result

pytestmark = pytest.mark.django_db


def _url(ticket: Ticket, then: str = "") -> str:
    return f"/tickets/{ticket.number}/{then}"


def _result(key: str = "uitgelegd") -> Result:
    return Result.objects.create(key=key, name=label(key, key, key, key), applies_to="ticket")


def test_taking_it_opens_it_under_ones_own_name(desk: Client, operator: User) -> None:
    ticket = a_ticket()

    answer = desk.post(_url(ticket, "take/"), {"owner": ""})

    ticket.refresh_from_db()
    assert answer.status_code == 303
    assert (ticket.owner, ticket.state) == (operator, "open")


def test_who_takes_second_is_told_by_whom(desk: Client, colleague: User) -> None:
    ticket = a_ticket()
    actions.take(ticket.number, by=colleague, at=MONDAY_9AM)

    answer = desk.post(_url(ticket, "take/"), {"owner": ""})

    assert answer.status_code == 409
    assert "Karim Aziz took ticket" in answer.content.decode()


@pytest.mark.decree("S2.3")
def test_a_transfer_takes_a_reason_and_keeps_the_rest_of_the_form(desk: Client, winkel: Team) -> None:
    ticket = a_ticket()

    answer = desk.post(_url(ticket, "transfer/"), {"team": winkel.pk, "owner": "", "reason": ""})

    page = answer.content.decode()
    ticket.refresh_from_db()
    assert answer.status_code == 422
    assert ticket.team is None
    assert "Say in a few words why" in page
    assert f'<option value="{winkel.pk}" selected>' in page
    assert re.search(r'<details[^>]*id="panel-assign" open>', page)


def test_a_transfer_stands_in_the_history_in_words(desk: Client, winkel: Team) -> None:
    ticket = a_ticket()

    answer = desk.post(_url(ticket, "transfer/"), {"team": winkel.pk, "owner": "", "reason": "dit is een webshopvraag"}, follow=True)

    assert "team → winkel: “dit is een webshopvraag”" in answer.content.decode()


def test_a_wait_may_say_why_and_when_it_comes_back(desk: Client) -> None:
    ticket = a_ticket()
    reason = StateReason.objects.create(key="foto", name=label("foto", "photo", "picture", "Foto"), state="customer")
    wake_at = timezone.localtime(timezone.now() + timedelta(days=3)).replace(second=0, microsecond=0)

    desk.post(_url(ticket, "state/"), {"state": f"customer:{reason.pk}", "wake_at": wake_at.strftime("%Y-%m-%dT%H:%M")})

    ticket.refresh_from_db()
    assert (ticket.state, ticket.state_reason, ticket.wake_at) == ("customer", reason, wake_at)


def test_a_wake_up_in_the_past_is_told_beside_its_field(desk: Client) -> None:
    ticket = a_ticket()

    answer = desk.post(_url(ticket, "state/"), {"state": "customer", "wake_at": "2020-01-01T10:00"})

    assert answer.status_code == 422
    assert 'id="state-wake_error"' in answer.content.decode()


@pytest.mark.decree("S2.4")
def test_closing_takes_a_result_and_keeps_the_sentence(desk: Client) -> None:
    ticket = a_ticket()

    answer = desk.post(_url(ticket, "close/"), {"result": "", "sentence": "Meter vervangen."})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Choose how the ticket ended." in page
    assert ">\nMeter vervangen.</textarea>" in page


def test_a_closed_ticket_shows_its_result_and_opens_again(desk: Client) -> None:
    ticket, result = a_ticket(), _result()
    cause = Cause.objects.create(key="defect", name=label("defect", "défaut", "defect", "Defekt"))

    closed = desk.post(_url(ticket, "close/"), {"result": result.pk, "cause": cause.pk, "sentence": "Meter vervangen."}, follow=True)
    reopened = desk.post(_url(ticket, "reopen/"), follow=True)

    assert "Meter vervangen." in closed.content.decode()
    assert 'id="panel-close"' not in closed.content.decode()
    assert 'id="panel-close"' in reopened.content.decode()


def test_undo_takes_ones_own_last_step_back(desk: Client, operator: User) -> None:
    ticket = a_ticket()
    desk.post(_url(ticket, "take/"), {"owner": ""})
    offered = 'data-key="u"' in desk.get(_url(ticket)).content.decode()

    desk.post(_url(ticket, "undo/"))

    ticket.refresh_from_db()
    assert offered
    assert (ticket.owner, ticket.state) == (None, "new")


def test_the_reason_of_a_transfer_is_no_draft_once_it_is_sent(desk: Client, operator: User, winkel: Team) -> None:
    ticket = a_ticket()
    save_draft(f"ticket-{ticket.number}-assign", {"reason": "dit is"}, by=operator, at=MONDAY_9AM)

    desk.post(_url(ticket, "transfer/"), {"team": winkel.pk, "reason": "dit is een webshopvraag"})

    assert not Draft.objects.exists()
