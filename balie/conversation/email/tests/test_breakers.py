"""Automatic mail is held back before it becomes a storm, and told where people look."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from balie.access.accounts.testing import a_user
from balie.conversation.contacts.testing import a_contact
from balie.conversation.email import actions, breakers
from balie.conversation.email.models import AutomaticMail, Mailbox, Outgoing, Thread
from balie.conversation.email.testing import a_mailbox

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def mailbox() -> Mailbox:
    return a_mailbox()


def send(mailbox: Mailbox, number: int, *, to: str = "jan@klant.example", ticket: int | None = None, at: object = NOW) -> Outgoing:
    thread = Thread.objects.create(mailbox=mailbox, made_at=NOW)
    notice = actions.Notice(
        purpose=AutomaticMail.Purpose.PROGRESS, to=to, subject="x", text="x", language="nl", dedupe_key=f"{number}", ticket_number=ticket
    )
    actions.send_notice(a_contact(channel="mail"), thread, notice, at=at)
    return Outgoing.objects.get(dedupe_key=f"{number}")


def test_r_l2_the_sixth_automatic_mail_to_an_address_in_an_hour_is_held(mailbox: Mailbox) -> None:
    states = [send(mailbox, number).state for number in range(6)]

    assert states == ["queued"] * 5 + ["held"]


def test_r_l2_the_twenty_first_automatic_mail_of_a_ticket_in_an_hour_is_held(mailbox: Mailbox) -> None:
    states = [send(mailbox, number, to=f"jan{number}@klant.example", ticket=20100011).state for number in range(21)]

    assert states == ["queued"] * 20 + ["held"]


def test_after_an_hour_automatic_mail_goes_out_again(mailbox: Mailbox) -> None:
    for number in range(6):
        send(mailbox, number)

    assert send(mailbox, 7, at=NOW + timedelta(minutes=61)).state == "queued"


def test_the_same_notice_twice_is_one(mailbox: Mailbox) -> None:
    send(mailbox, 1)
    send(mailbox, 1)

    assert Outgoing.objects.count() == 1


def test_r_l2_what_a_breaker_holds_waits_for_a_person_and_not_for_the_sweep(mailbox: Mailbox) -> None:
    held = [send(mailbox, number) for number in range(6)][-1]

    actions.sweep_outgoing()

    held.refresh_from_db()
    assert held.state == Outgoing.State.HELD


def test_r_l2_who_works_at_the_desk_sees_what_is_held_and_lets_it_go(client: Client, mailbox: Mailbox) -> None:
    held = [send(mailbox, number) for number in range(6)][-1]
    client.force_login(a_user("operator", language="en"))

    waiting, listed = client.get("/waiting/").content.decode(), client.get("/mail/outgoing/").content.decode()
    client.post(f"/mail/outgoing/{held.pk}/release/")

    assert "1 automatic mail waits for you to look" in waiting
    assert "more than 5 automatic mails to this address in an hour" in listed
    held.refresh_from_db()
    assert (held.state, held.held_for) == (Outgoing.State.QUEUED, "")
    assert "waits for you to look" not in client.get("/waiting/").content.decode()


def test_a_mail_that_is_not_held_cannot_be_let_go(mailbox: Mailbox) -> None:
    with pytest.raises(actions.NotHeld):
        actions.release_held(send(mailbox, 1), by=a_user("operator"), at=NOW)


def test_r_m9_when_the_bucket_is_empty_automatic_mail_takes_its_turn_later(mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(breakers, "BUCKET", 2)
    sent = [send(mailbox, number) for number in range(3)]

    claims = [actions.claim_outgoing(each.pk) for each in sent]

    sent[2].refresh_from_db()
    assert [claim is not None for claim in claims] == [True, True, False]
    assert sent[2].next_at > timezone.now() + timedelta(seconds=50)
    assert "waits its turn" in sent[2].last_error


@given(st.integers(0, 100), st.integers(0, 100))
def test_a_breaker_trips_exactly_from_its_number_on(to_address: int, in_ticket: int) -> None:
    tripped = breakers.tripped(to_address=to_address, in_ticket=in_ticket)

    assert bool(tripped) == (to_address >= 5 or in_ticket >= 20)
