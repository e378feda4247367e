from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from balie.conversation.telephony.media.codecs import FRAME, PCMU, encode_one
from balie.conversation.telephony.media.jitter import LIMIT, JitterBuffer, Missing
from balie.conversation.telephony.tests.tones import tone

LOUD = encode_one(tone(440, seconds=0.02))


def numbered(number: int) -> bytes:
    """A loud frame that is known again: silence may be doubled or left out, this may not."""
    return bytes([number]) + LOUD[1:]


def buffer_with(count: int) -> JitterBuffer:
    buffer = JitterBuffer(PCMU)
    for number in range(count):
        buffer.put(number * FRAME, numbered(number))
    return buffer


@given(
    st.permutations(range(40)),
    st.sets(st.integers(0, 39)),
    st.integers(0, 2**32 - 1),
    st.lists(st.integers(0, 3), min_size=40, max_size=40),
)
def test_any_order_and_any_loss_leaves_in_order_and_never_grows(order: list[int], lost: set[int], begin: int, pulls: list[int]) -> None:
    buffer = JitterBuffer(PCMU)
    heard = []
    for number, count in zip(order, pulls, strict=True):
        if number not in lost:
            buffer.put((begin + number * FRAME) & 0xFFFFFFFF, numbered(number))
        assert len(buffer._units) <= LIMIT
        heard += [buffer.pull() for _ in range(count)]
    heard += [buffer.pull() for _ in range(60)]

    numbers = [frame[0] for frame in heard if isinstance(frame, bytes)]
    assert numbers == sorted(set(numbers))


@given(st.lists(st.tuples(st.integers(0, 2**32 - 1), st.binary(max_size=1400), st.integers(0, 3)), max_size=60))
def test_any_timestamp_and_any_payload_is_survived(packets: list[tuple[int, bytes, int]]) -> None:
    buffer = JitterBuffer(PCMU)
    for timestamp, payload, count in packets:
        buffer.put(timestamp, payload)
        assert len(buffer._units) <= LIMIT
        for _ in range(count):
            frame = buffer.pull()
            assert isinstance(frame, Missing) or len(frame) == FRAME


def test_packets_overtaken_within_three_frames_are_all_heard() -> None:
    buffer = JitterBuffer(PCMU)
    order = [1, 0, 2, 4, 3, 5, 8, 7, 6, 9]
    heard = []
    for number in order:
        buffer.put(number * FRAME, numbered(number))
        heard.append(buffer.pull())
    heard += [buffer.pull() for _ in range(5)]

    assert [frame[0] for frame in heard if isinstance(frame, bytes)] == list(range(10))


def test_nothing_is_played_before_three_frames_wait() -> None:
    buffer = buffer_with(2)

    assert buffer.pull() is Missing.PAUSED
    buffer.put(2 * FRAME, numbered(2))
    assert buffer.pull() == numbered(0)


def test_a_lost_packet_is_one_lost_frame() -> None:
    buffer = JitterBuffer(PCMU)
    for number in (0, 1, 3, 4):
        buffer.put(number * FRAME, numbered(number))

    heard = [buffer.pull() for _ in range(5)]

    assert heard == [numbered(0), numbered(1), Missing.LOST, numbered(3), numbered(4)]
    assert buffer.counts.lost == 1


def test_what_comes_after_its_turn_is_dropped() -> None:
    buffer = JitterBuffer(PCMU)
    for number in (0, 1, 3, 4):
        buffer.put(number * FRAME, numbered(number))
    for _ in range(3):
        buffer.pull()

    buffer.put(2 * FRAME, numbered(2))

    assert (buffer.pull(), buffer.counts.late) == (numbered(3), 1)


def test_a_packet_that_comes_twice_is_played_once() -> None:
    buffer = buffer_with(3)
    buffer.put(FRAME, numbered(1))

    heard = [buffer.pull() for _ in range(3)]

    assert heard == [numbered(0), numbered(1), numbered(2)]


def test_packets_of_thirty_milliseconds_are_played_whole() -> None:
    buffer = JitterBuffer(PCMU)
    whole = b"".join(bytes([number]) * 80 for number in range(12))
    for at in range(0, 960, 240):
        buffer.put(at, whole[at : at + 240])

    assert b"".join(frame for _ in range(6) if isinstance(frame := buffer.pull(), bytes)) == whole


def test_a_sender_that_begins_anew_is_heard_after_what_it_said_before() -> None:
    buffer = buffer_with(4)
    for _ in range(4):
        buffer.pull()

    for number in range(4, 8):
        buffer.put(3_000_000_000 + number * FRAME, numbered(number))

    heard = [buffer.pull() for _ in range(12)]
    assert [frame[0] for frame in heard if isinstance(frame, bytes)] == [4, 5, 6, 7]


def test_after_a_pause_in_speech_nothing_is_taken_for_lost() -> None:
    buffer = buffer_with(4)
    for _ in range(20):
        buffer.pull()
    for number in range(4, 8):
        buffer.put((200 + number) * FRAME, numbered(number))

    heard = [buffer.pull() for _ in range(4)]

    assert heard == [numbered(number) for number in range(4, 8)]


def drifting(*, every: int, extra: int) -> JitterBuffer:
    """Ten minutes of a sender whose clock gains or loses a frame in `every`, who speaks half of the time."""
    buffer = JitterBuffer(PCMU)
    sent = 0
    for tick in range(30_000):
        due = 1 + (extra if tick % every == 0 else 0)
        for _ in range(due):
            buffer.put(sent * FRAME, LOUD if sent // 50 % 2 else b"\xff" * FRAME)
            sent += 1
        buffer.pull()
    return buffer


def test_a_faster_clock_is_followed_by_leaving_out_silence() -> None:
    buffer = drifting(every=300, extra=1)

    assert buffer.counts.dropped_in_silence > 80
    assert (buffer.counts.cut, buffer.counts.lost, buffer.counts.starved) == (0, 0, 0)
    assert buffer.depth < LIMIT // 2 + 2


def test_a_slower_clock_is_followed_by_doubling_silence() -> None:
    buffer = drifting(every=300, extra=-1)

    assert buffer.counts.inserted_in_silence > 80
    assert buffer.counts.starved < 10


def test_jitter_of_two_frames_loses_nothing() -> None:
    seeded = random.Random(4711)
    arrivals = sorted((number * 20 + seeded.uniform(0, 40), number) for number in range(2000))
    buffer = JitterBuffer(PCMU)
    at = 0
    for tick in range(2010):
        while at < len(arrivals) and arrivals[at][0] <= tick * 20:
            buffer.put(arrivals[at][1] * FRAME, LOUD)
            at += 1
        buffer.pull()

    assert buffer.counts.lost + buffer.counts.late < 20
