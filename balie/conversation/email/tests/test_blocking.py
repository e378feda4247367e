"""Blocked senders: what a block means, and what becomes of their mail."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from balie.access.accounts.models import User
from balie.access.accounts.testing import MONDAY_9AM, a_user
from balie.access.audit.models import AuditLine
from balie.conversation.contacts.models import Contact
from balie.conversation.email import actions
from balie.conversation.email.blocking import is_too_wide, patterns_of, read_pattern
from balie.conversation.email.guard import parse_guarded
from balie.conversation.email.intake import file_waiting
from balie.conversation.email.models import BlockedSender, Mailbox, Outgoing, RawMail
from balie.conversation.email.testing import a_mailbox, a_raw_mail
from balie.foundation.errors import Invalid, NotAllowed
from balie.foundation.files.queries import read_file


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" An@Shop.example ", "an@shop.example"),
        ("@Shop.example", "@shop.example"),
        ("shop.example", "@shop.example"),
        ("shop", None),
        ("@example", None),
        ("", None),
        ("@", None),
        ("a b@shop.example", None),
        ("an@shop.example, luc@shop.example", None),
    ],
)
def test_what_is_typed_is_an_address_or_a_domain(typed: str, kept: str | None) -> None:
    assert read_pattern(typed) == kept


def test_a_sender_falls_under_its_address_its_domain_and_those_above() -> None:
    assert patterns_of("An@mail.Shop.example") == ["an@mail.shop.example", "@mail.shop.example", "@shop.example"]


def test_a_top_level_domain_blocks_nobody() -> None:
    assert "@be" not in patterns_of("jan@klant.be")


@given(st.text(max_size=60))
def test_whatever_can_be_blocked_meets_its_own_sender(typed: str) -> None:
    pattern = read_pattern(typed)

    assert pattern is None or pattern in patterns_of(f"x{pattern}" if pattern.startswith("@") else pattern)


@pytest.mark.parametrize("pattern", ["@gmail.com", "@telenet.be"])
def test_where_whole_towns_write_from_only_addresses_are_blocked(pattern: str) -> None:
    assert is_too_wide(pattern)
    assert not is_too_wide(f"jan{pattern}")


@pytest.fixture
def operator(db: None) -> User:
    return a_user("operator", name="Nele Baert", language="en")


@pytest.fixture
def box(db: None) -> Mailbox:
    return a_mailbox(address="energie@balie.example", acknowledges=True)


def _came(box: Mailbox, **fields: Any) -> RawMail:
    raw = actions.store_raw(box, a_raw_mail(**fields), at=timezone.now())
    file_waiting()
    raw.refresh_from_db()
    return raw


@pytest.mark.parametrize("pattern", ["jan@klant.example", "@klant.example"])
def test_mail_of_a_blocked_sender_waits_in_quarantine_and_is_answered_by_nothing(operator: User, box: Mailbox, pattern: str) -> None:
    actions.block_sender(pattern, reason="Reclame", by=operator, at=MONDAY_9AM)

    raw = _came(box, sender="Jan <Jan@klant.example>")

    blocked = BlockedSender.objects.get()
    assert (raw.state, raw.reason, raw.facts) == ("quarantined", "blocked", {"who": "Nele Baert", "pattern": pattern})
    assert (blocked.hits, blocked.last_hit_at is not None) == (1, True)
    assert (Contact.objects.count(), Outgoing.objects.count()) == (0, 0)


def test_mail_of_a_blocked_sender_can_be_filed_by_hand(operator: User, box: Mailbox) -> None:
    actions.block_sender("@klant.example", by=operator, at=MONDAY_9AM)
    raw = _came(box)

    actions.file_by_hand(raw, parse_guarded(read_file(raw.file)), by=operator, at=timezone.now())

    assert Contact.objects.get().party == "jan@klant.example"


def test_who_is_unblocked_is_heard_again(operator: User, box: Mailbox) -> None:
    blocked = actions.block_sender("@klant.example", by=operator, at=MONDAY_9AM)

    actions.unblock_sender(blocked, by=a_user("lead"), at=MONDAY_9AM)

    assert _came(box).state == "filed"
    assert list(AuditLine.objects.order_by("pk").values_list("verb", flat=True))[:2] == ["email.sender_blocked", "email.sender_unblocked"]


def test_blocking_twice_is_once_and_keeps_who_did_it_first(operator: User) -> None:
    for _time in range(2):
        actions.block_sender("@klant.example", by=operator, at=MONDAY_9AM)

    assert BlockedSender.objects.count() == 1


@pytest.mark.parametrize("typed", ["@balie.example", "energie@balie.example", "@gmail.com", "nobody"])
def test_what_cannot_be_blocked_is_told(operator: User, box: Mailbox, typed: str) -> None:
    with pytest.raises(Invalid):
        actions.block_sender(typed, by=operator, at=MONDAY_9AM)


@pytest.mark.django_db
def test_who_may_not_block_does_not() -> None:
    with pytest.raises(NotAllowed):
        actions.block_sender("@klant.example", by=a_user("knowledge"), at=MONDAY_9AM)


@pytest.mark.django_db
@pytest.mark.parametrize(("on_spam", "state"), [("quarantine", "quarantined"), ("file", "filed")])
def test_what_our_mail_server_calls_spam_goes_where_the_mailbox_says(on_spam: str, state: str) -> None:
    box = a_mailbox(receiver="mx.balie.example", on_spam=on_spam)

    raw = _came(box, headers={"X-Spam-Flag": "YES"})

    assert raw.state == state
    assert raw.facts == ({"verdict": "X-Spam-Flag"} if state == "quarantined" else {})
