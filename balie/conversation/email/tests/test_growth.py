"""Text that was made to be slow: eight times as much of it takes about eight times as long, never sixty-four (decision 23)."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest

from balie.conversation.email.automatic import automatic_reason
from balie.conversation.email.parsing import parse_mail
from balie.conversation.email.quoting import split_reply
from balie.conversation.email.readable import html_to_text
from balie.conversation.email.rules import claimed_number
from balie.conversation.email.signups import sign_up_words

# Each begins what one of our expressions or walks looks for, again and again, and never ends it.
HOSTILE = (
    *("a", " ", "\n", "> \n", "> a\nb\n", "On 1 ", "On 1\n", "Op 1 schreef x\n", "From:\n", "--\nx\n", "_" * 200 + "\n", "-" * 60 + "x"),
    *("<", "<a ", "<!--", "<blockquote>", "&#x"),
    *("begin 644 x\n", "noreply-", "1 ", "https://x/verif", "=?utf-8?q?x"),
)
READERS: dict[str, Callable[[str], object]] = {
    "split_reply": split_reply,
    "html_to_text": html_to_text,
    "sign_up_words": lambda text: sign_up_words(subject=text[:HEADER], text=text, references=(), is_machine=True),
    "automatic_reason": lambda text: automatic_reason([("From", text), ("Subject", text), ("Content-Type", text)]),
    "claimed_number": lambda text: claimed_number(text, is_number=lambda _number: False),
    "parse_mail": lambda text: parse_mail(b"From: a@b.example\n\nDag\n" + text.encode()),
}
SHORT, TIMES = 50_000, 8
HEADER = 64 * 1024  # the longest a subject can be
# Between what grows with the text (8) and what grows with its square (64), with room for a busy machine.
MOST = 24
TOO_SHORT_TO_MEASURE = 0.005


@pytest.mark.parametrize("name", READERS)
def test_r_i5_what_hostile_text_costs_grows_with_its_length_and_not_with_its_square(name: str) -> None:
    grown = {piece: _growth(READERS[name], piece) for piece in HOSTILE}

    assert {piece: times for piece, times in grown.items() if times > MOST} == {}


def test_what_grows_with_the_square_would_be_noticed() -> None:
    assert _growth(lambda text: re.search("a+b", text[: len(text) // 20]), "a") > MOST


def _growth(read: Callable[[str], object], piece: str) -> float:
    return _seconds(read, piece, SHORT * TIMES) / max(TOO_SHORT_TO_MEASURE, _seconds(read, piece, SHORT))


def _seconds(read: Callable[[str], object], piece: str, length: int) -> float:
    """Of two tries the better: what else the machine did meanwhile counts less."""
    text = piece * (length // len(piece))
    return min(_once(read, text) for _try in range(2))


def _once(read: Callable[[str], object], text: str) -> float:
    start = time.process_time()
    read(text)
    return time.process_time() - start
