from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from balie.conversation.email.tokens import (
    TAG_BYTES,
    Token,
    claimed_thread,
    key_of,
    message_id,
    read_token,
    reply_address,
    reply_token,
    tokens_in,
)

KEY = key_of(b"k" * 32)
OTHER = key_of(b"o" * 32)
KEYS = {KEY.key_id: KEY}
AN = "an@klant.example"
TOKEN = reply_token(1234, recipient=AN, purpose="reply", key=KEY)

_addresses = st.emails()


@given(st.integers(0, 2**62), _addresses, st.from_regex(r"[a-z]{1,12}", fullmatch=True))
def test_a_token_says_what_was_put_in(thread_id: int, recipient: str, purpose: str) -> None:
    token = reply_token(thread_id, recipient=recipient, purpose=purpose, key=KEY)

    assert read_token(token, recipients=[recipient], keys=KEYS) == Token(thread_id, purpose, recipient)
    assert claimed_thread(token) == thread_id


@given(st.integers(0, 2**62), st.integers(0, 2**62))
def test_r_m2_another_thread_cannot_be_claimed(real: int, forged: int) -> None:
    assume(real != forged)
    key_id, purpose, _, tag = reply_token(real, recipient=AN, purpose="reply", key=KEY).split("-")

    assert read_token(f"{key_id}-{purpose}-{forged}-{tag}", recipients=[AN], keys=KEYS) is None


@given(_addresses, _addresses)
def test_r_m2_another_recipient_cannot_use_it(real: str, forged: str) -> None:
    assume(real.casefold() != forged.casefold())
    token = reply_token(1, recipient=real, purpose="reply", key=KEY)

    assert read_token(token, recipients=[forged], keys=KEYS) is None


@given(st.from_regex(r"[a-z]{1,12}", fullmatch=True))
def test_r_m2_another_purpose_cannot_be_claimed(forged: str) -> None:
    assume(forged != "reply")
    key_id, _, thread, tag = TOKEN.split("-")

    assert read_token(f"{key_id}-{forged}-{thread}-{tag}", recipients=[AN], keys=KEYS) is None


def test_r_m2_another_key_cannot_be_claimed() -> None:
    forged = TOKEN.replace(KEY.key_id, OTHER.key_id)

    assert read_token(forged, recipients=[AN], keys=KEYS | {OTHER.key_id: OTHER}) is None
    assert read_token(TOKEN, recipients=[AN], keys={}) is None


@given(st.integers(0, len(TOKEN) - 1), st.sampled_from("abcdefghijklmnopqrstuvwxyz234567-0189"))
def test_r_m2_changing_any_character_breaks_it(at: int, char: str) -> None:
    assume(TOKEN[at] != char)

    assert read_token(TOKEN[:at] + char + TOKEN[at + 1 :], recipients=[AN], keys=KEYS) is None


@given(st.text(max_size=120))
def test_any_other_text_is_no_token(text: str) -> None:
    assert read_token(text, recipients=[AN], keys=KEYS) is None


def test_r_m2_the_tag_has_at_least_128_bits() -> None:
    assert TAG_BYTES * 8 >= 128
    assert len(TOKEN.split("-")[-1]) * 5 == TAG_BYTES * 8


def test_a_leading_zero_makes_no_second_form_of_a_token() -> None:
    assert read_token(TOKEN.replace("-1234-", "-01234-"), recipients=[AN], keys=KEYS) is None


@pytest.mark.parametrize(("thread_id", "purpose"), [(-1, "reply"), (1, "Reply"), (1, ""), (1, "a-b")])
def test_a_token_is_only_made_of_what_it_can_carry(thread_id: int, purpose: str) -> None:
    with pytest.raises(ValueError, match="purpose"):
        reply_token(thread_id, recipient=AN, purpose=purpose, key=KEY)


def test_a_token_is_found_in_our_address_and_message_id_and_nowhere_else() -> None:
    ours = [reply_address(TOKEN, domain="r.example").upper().replace("R.EXAMPLE", "r.example")]
    ids = [message_id(TOKEN, domain="r.example"), f"{TOKEN}.1@elsewhere.example"]

    assert tokens_in(ours, [], domain="r.example") == (TOKEN,)
    assert tokens_in([], ids, domain="r.example") == (TOKEN,)
    assert tokens_in([f"reply+{TOKEN}@elsewhere.example"], ids[1:], domain="r.example") == ()


def test_the_local_part_fits_a_mail_address() -> None:
    assert len(reply_address(TOKEN, domain="").rstrip("@")) <= 64


def test_each_message_id_is_new() -> None:
    assert message_id(TOKEN, domain="r.example") != message_id(TOKEN, domain="r.example")
