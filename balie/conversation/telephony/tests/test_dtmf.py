from __future__ import annotations

import numpy as np
import pytest

from balie.conversation.telephony.media.codecs import FRAME, decode_one, encode_one
from balie.conversation.telephony.media.dtmf import DIGITS, HIGH, KEYS, LOW, EventReader, EventSender, ToneReader, digit_in_info
from balie.conversation.telephony.media.rtp import RtpPacket
from balie.conversation.telephony.tests.tones import tone


def packets_of(digits: str) -> list[RtpPacket]:
    sender = EventSender()
    sender.press(digits)
    sent = []
    for tick in range(1000):
        if not sender.is_sending:
            break
        event = sender.next(tick * FRAME)
        if event is not None:
            sent.append(RtpPacket(101, tick, event[1], 1, event[0], event[2]))
    return sent


def read_all(packets: list[RtpPacket]) -> str:
    reader = EventReader()
    return "".join(filter(None, map(reader.read, packets)))


def pressed(key: str, *, seconds: float = 0.08) -> np.ndarray:
    low = next(index for index, row in enumerate(KEYS) if key in row)
    high = KEYS[low].index(key)
    return tone(LOW[low], seconds=seconds, amplitude=4000) + tone(HIGH[high], seconds=seconds, amplitude=4000)


def digits_in(samples: np.ndarray) -> str:
    reader = ToneReader()
    through_a_line = decode_one(encode_one(samples.astype(np.float32)), 0)
    frames = [through_a_line[at : at + FRAME] for at in range(0, len(samples) - FRAME + 1, FRAME)]
    return "".join(filter(None, map(reader.read, frames)))


def test_all_digits_sent_as_events_are_read_again() -> None:
    assert read_all(packets_of(DIGITS)) == DIGITS


def test_the_same_digit_twice_is_two_digits() -> None:
    assert read_all(packets_of("55")) == "55"


@pytest.mark.parametrize("lost", [slice(0, 1), slice(0, 8), slice(8, 11), slice(1, 10)])
def test_a_digit_is_read_when_packets_of_it_are_lost(lost: slice) -> None:
    packets = packets_of("7")
    del packets[lost]

    assert read_all(packets) == "7"


def test_an_overtaken_packet_is_no_digit_more() -> None:
    first, second = packets_of("1"), packets_of("12")[11:]

    assert read_all([*first[:-1], *second, first[-1]]) == "12"


def test_an_event_ends_with_three_equal_packets() -> None:
    packets = packets_of("9")

    assert [bool(each.payload[1] & 0x80) for each in packets] == [False] * 8 + [True] * 3
    assert [each.marker for each in packets] == [True] + [False] * 10
    assert len({each.timestamp for each in packets}) == 1


def test_all_digits_are_read_from_their_tones() -> None:
    gap = np.zeros(800, dtype=np.float32)

    assert digits_in(np.concatenate([part for key in DIGITS for part in (pressed(key), gap)])) == DIGITS


@pytest.mark.parametrize("hertz", [440, 697, 1000, 1209])
def test_a_single_tone_is_no_digit(hertz: int) -> None:
    assert digits_in(tone(hertz)) == ""


def test_noise_is_no_digit() -> None:
    noise = np.random.default_rng(1).normal(0, 4000, 80_000)

    assert digits_in(noise) == ""


def test_a_tone_of_twenty_milliseconds_is_no_digit() -> None:
    assert digits_in(np.concatenate([np.zeros(FRAME), pressed("5", seconds=0.02), np.zeros(FRAME)])) == ""


@pytest.mark.parametrize(
    ("kind", "body", "digit"),
    [
        ("application/dtmf-relay", "Signal=5\r\nDuration=160\r\n", "5"),
        ("application/dtmf-relay", "Signal= *\r\n", "*"),
        ("application/dtmf", "#", "#"),
        ("application/dtmf", "12", None),
        ("text/plain", "5", None),
        ("application/dtmf-relay", "", None),
    ],
)
def test_a_digit_in_sip_info_is_read(kind: str, body: str, digit: str | None) -> None:
    assert digit_in_info(kind, body) == digit
