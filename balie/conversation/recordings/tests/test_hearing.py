"""Who spoke when, from two channels."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from balie.conversation.recordings.hearing import PEAKS, Hearing, hear, spoken
from balie.conversation.telephony.media.codecs import RATE, encode_one
from balie.conversation.telephony.media.sealed import CHUNK

type Talk = list[tuple[float, float]]


def both(customer: Talk, operator: Talk, *, seconds: float) -> Iterator[bytes]:
    """Speech between these seconds, as a recording gives it: a second at a time."""
    stereo = np.stack([_said(talk, seconds) for talk in (customer, operator)], axis=1).reshape(-1)
    data = encode_one(stereo.astype(np.float32))
    return (data[at : at + CHUNK] for at in range(0, len(data), CHUNK))


def _said(talk: Talk, seconds: float) -> np.ndarray:
    at = np.arange(int(seconds * RATE)) / RATE
    on = np.zeros_like(at)
    for begin, end in talk:
        on[(at >= begin) & (at < end)] = 1
    return 6000 * np.sin(2 * np.pi * 440 * at) * on


@pytest.mark.decree("A5.3")
def test_the_share_of_each_and_the_silences_are_those_of_the_talk() -> None:
    heard = hear(both([(0, 4)], [(5, 7), (13, 14)], seconds=15))

    assert (heard.customer_ms, heard.operator_ms, heard.both_ms) == (4000, 3000, 0)
    assert (heard.silent_ms, heard.longest_silence_ms, heard.long_silences) == (8000, 6000, 1)


@pytest.mark.decree("A5.3")
def test_an_operator_who_begins_while_the_customer_speaks_cut_in_and_one_who_says_yes_did_not() -> None:
    heard = hear(both([(0, 6)], [(2, 2.3), (4, 6)], seconds=7))

    assert (heard.cut_ins, heard.both_ms) == (1, 2300)


def test_what_was_paused_counts_as_nothing() -> None:
    heard = hear(both([(0, 2)], [], seconds=12), pauses=[(2000, 12000)])

    assert (heard.customer_ms, heard.silent_ms, heard.longest_silence_ms) == (2000, 0, 0)


def test_the_noise_of_a_line_is_no_speech() -> None:
    noise = np.random.default_rng(5).normal(0, 60, 2 * 3 * RATE).astype(np.float32)

    assert hear([encode_one(noise)]).customer_ms == 0


def test_the_drawing_shows_where_it_is_loud() -> None:
    heard = hear(both([(0, 5)], [(5, 10)], seconds=10))
    customer, operator = heard.peaks[:PEAKS], heard.peaks[PEAKS:]

    assert min(customer[:198]) > 40 > max(customer[202:])
    assert max(operator[:198]) < 40 < min(operator[202:])


def test_of_nothing_there_is_nothing() -> None:
    assert hear([]) == Hearing(0, 0, 0, 0, 0, 0, 0, b"")


@given(st.lists(st.booleans(), max_size=200))
def test_speech_begins_and_ends_where_it_is_loud(loud: list[bool]) -> None:
    flags = np.array(loud, dtype=np.bool_)
    found = spoken(flags)
    where = np.flatnonzero(found)

    assert len(found) == len(flags)
    assert not len(where) or (flags[where[0]] and flags[where[-1]])
    assert (spoken(found) == found).all()
