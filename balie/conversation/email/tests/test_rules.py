from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balie.conversation.email.parsing.model import Address
from balie.conversation.email.rules import (
    Doubt,
    KnownMessage,
    MatchedBy,
    claimed_number,
    match_thread,
    sender_identity,
)
from balie.conversation.email.tokens import Token

AN, JO = "an@klant.example", "jo@klant.example"
TOKEN = Token(7, "reply", AN)

_senders = st.one_of(st.none(), st.sampled_from([AN, AN.upper(), JO, "x@evil.example"]))
_known = st.lists(st.builds(KnownMessage, st.integers(1, 9), st.frozensets(st.sampled_from([AN, JO]))), max_size=5)


def test_a_token_joins_its_thread() -> None:
    match = match_thread(sender=AN, token=TOKEN, known=[])

    assert (match.thread_id, match.matched_by) == (7, MatchedBy.TOKEN)


def test_references_join_the_newest_thread_the_sender_takes_part_in() -> None:
    known = [KnownMessage(1, frozenset({AN})), KnownMessage(2, frozenset({AN})), KnownMessage(3, frozenset({JO}))]

    match = match_thread(sender="An@Klant.example", token=None, known=known)

    assert (match.thread_id, match.matched_by) == (2, MatchedBy.REFERENCES)


@given(_senders, _known, st.one_of(st.none(), st.integers(20000000, 29999999)))
def test_r_m3_a_number_alone_never_joins_and_only_a_participant_does(
    sender: str | None, known: list[KnownMessage], claims: int | None
) -> None:
    match = match_thread(sender=sender, token=None, known=known, claims=claims)

    allowed = {each.thread_id for each in known if sender and sender.casefold() in each.participants}
    assert match.thread_id in allowed | {None}
    assert (match.thread_id is None) == (not allowed)
    if match.thread_id is None:
        assert match.claims == claims


@pytest.mark.parametrize(
    ("subject", "number"),
    [
        ("Re: [2041 7736] meter", 20417736),
        ("ticket 20417736", 20417736),
        ("2041.7736", 20417736),
        ("tel 0499 12 34 56", None),
        ("12", None),
        ("", None),
    ],
)
def test_a_number_in_the_subject_is_found(subject: str, number: int | None) -> None:
    assert claimed_number(subject, is_number=lambda found: found == 20417736) == number


@given(st.text(max_size=300))
def test_any_subject_can_be_looked_at(subject: str) -> None:
    number = claimed_number(subject, is_number=lambda found: found % 2 == 0)

    assert number is None or number % 2 == 0


def _identity(**fields: Any) -> Any:
    return sender_identity(**{"senders": [Address("An", AN)], "reply_to": [], **fields})


@given(st.lists(st.builds(Address, st.just(""), st.one_of(st.none(), st.emails())), max_size=3))
def test_r_m4_reply_to_is_never_the_identity(reply_to: list[Address]) -> None:
    assert _identity(reply_to=reply_to).address == AN


def test_r_m4_another_reply_to_is_flagged() -> None:
    assert _identity(reply_to=[Address("", JO)]).replies_elsewhere == JO
    assert _identity(reply_to=[Address("", AN)]).replies_elsewhere is None


@pytest.mark.parametrize(
    ("senders", "doubt"),
    [
        ([], Doubt.NOBODY),
        ([Address("An", AN), Address("Jo", JO)], Doubt.SEVERAL),
        ([Address('"a@b"@c.example', None)], Doubt.TWO_READINGS),
    ],
)
def test_r_m8_without_one_clear_sender_there_is_no_identity(senders: list[Address], doubt: Doubt) -> None:
    identity = _identity(senders=senders)

    assert (identity.address, identity.doubt) == (None, doubt)


def test_a_name_that_is_another_address_is_doubted() -> None:
    assert _identity(senders=[Address(JO, "x@evil.example")]).doubt == Doubt.NAMES_ANOTHER


def test_a_plain_sender_is_not_doubted() -> None:
    assert _identity().doubt is None


@given(st.integers(1, 9), st.integers(1, 9), st.frozensets(st.integers(1, 9)), st.sampled_from([AN, JO, None]))
def test_a_token_goes_to_what_was_split_from_its_thread_only_when_that_is_answered_by_who_takes_part(
    token: int, newest: int, split_from: frozenset[int], sender: str | None
) -> None:
    known = [KnownMessage(token, frozenset()), KnownMessage(newest, frozenset([AN]), split_from)]

    found = match_thread(sender=sender, token=Token(token, "reply", AN), known=known)

    assert found.thread_id == (newest if token in split_from and sender == AN else token)
