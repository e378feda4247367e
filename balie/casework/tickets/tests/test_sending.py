"""Where an answer is on its way stands on the ticket; an answer that will not arrive is told to who wrote it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from balie.access.accounts.models import User
from balie.casework.tickets import actions
from balie.casework.tickets.models import Notification, Ticket
from balie.casework.tickets.testing import a_ticket
from balie.conversation.contacts.testing import a_contact
from balie.conversation.email import outbox
from balie.conversation.email.models import Mailbox, Outgoing
from balie.conversation.email.smtp import Deferred, Rejected, Sent
from balie.foundation.live.testing import collected_nudges

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket(mailbox: Mailbox, operator: User) -> Ticket:
    """A mail of Jan's, answered; the answer waits to be sent."""
    contact = a_contact(channel="mail", party="jan@klant.example", subject="Geen stroom")
    ticket = a_ticket(contact=contact, language="nl")
    actions.reply(ticket.number, text="Wij komen.", to="jan@klant.example", by=operator, at=timezone.now(), dedupe_key="a")
    return ticket


def try_sending(monkeypatch: pytest.MonkeyPatch, outcome: Any) -> list[str]:
    """What is nudged when the server answers so."""
    monkeypatch.setattr(outbox, "hand_over", lambda _raw, **_how: outcome)
    with collected_nudges() as nudged:
        outbox.send(Outgoing.objects.get().pk)
    return list(nudged)


def test_an_answer_the_server_does_not_take_now_is_shown_as_waiting(desk: Client, ticket: Ticket, monkeypatch: pytest.MonkeyPatch) -> None:
    nudged = try_sending(monkeypatch, Deferred("451 later"))

    assert f"ticket:{ticket.number}" in nudged
    assert "waits to be sent, the server does not take it now" in desk.get(f"/tickets/{ticket.number}/").content.decode()


def test_an_answer_that_was_sent_waits_no_more(desk: Client, ticket: Ticket, monkeypatch: pytest.MonkeyPatch) -> None:
    nudged = try_sending(monkeypatch, Sent())

    assert f"ticket:{ticket.number}" in nudged
    assert "waits to be sent" not in desk.get(f"/tickets/{ticket.number}/").content.decode()


def test_who_wrote_an_answer_that_will_not_arrive_is_told(
    desk: Client, operator: User, ticket: Ticket, monkeypatch: pytest.MonkeyPatch
) -> None:
    nudged = try_sending(monkeypatch, Rejected("550 unknown"))

    told = Notification.objects.get()
    assert (told.user, told.ticket, told.kind) == (operator, ticket, Notification.Kind.UNSENT)
    assert {f"ticket:{ticket.number}", f"user:{operator.pk}"} <= set(nudged)
    assert "your mail could not be delivered" in desk.get("/waiting/").content.decode()
