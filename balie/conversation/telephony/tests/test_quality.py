from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from balie.conversation.telephony.media.codecs import FRAME
from balie.conversation.telephony.media.concealment import Concealer
from balie.conversation.telephony.media.quality import mos
from balie.conversation.telephony.media.rtcp import Reception, middle_of, read_reports, write_report
from balie.conversation.telephony.media.rtp import NotRtp, RtpPacket, read_packet, write_packet
from balie.conversation.telephony.tests.tones import strength, tone


@pytest.mark.parametrize(
    ("loss", "delay", "expected"), [(0, 0, 4.41), (0, 150, 4.33), (0, 400, 3.05), (5, 50, 3.87), (20, 50, 2.57), (100, 500, 1.0)]
)
def test_the_score_follows_the_e_model(loss: float, delay: float, expected: float) -> None:
    assert mos(loss_percent=loss, delay_ms=delay) == pytest.approx(expected, abs=0.01)


@given(st.floats(0, 100), st.floats(0, 2000), st.floats(0, 10), st.floats(0, 200))
def test_more_loss_or_delay_never_sounds_better(loss: float, delay: float, more: float, later: float) -> None:
    before = mos(loss_percent=loss, delay_ms=delay)

    assert 1.0 <= mos(loss_percent=min(100, loss + more), delay_ms=delay + later) <= before + 1e-9


def test_a_report_tells_what_was_lost_and_how_long_the_way_takes() -> None:
    theirs = Reception()
    for number in (65530, 65531, 65532, 65535, 0, 1):
        theirs.note(ssrc=7, sequence=number, timestamp=(number - 65530) % 65536 * FRAME, at=((number - 65530) % 65536) * 0.02)
    theirs.note_sender_report(middle_of(1000.0), at=5.0)
    data = write_report(ssrc=9, ntp=1000.5, timestamp=0, packets=1, octets=160, blocks=[theirs.block(at=5.25)], name="balie")

    middle, report = read_reports(data, about=7, ntp=1000.75)

    assert middle == middle_of(1000.5)
    assert report is not None
    assert (report.lost, report.fraction, report.jitter) == (2, 64, 0)
    assert report.round_trip_s == pytest.approx(0.5, abs=0.001)


def test_jitter_is_counted_as_in_rfc_3550() -> None:
    reception = Reception()
    for number in range(400):
        reception.note(ssrc=1, sequence=number, timestamp=number * FRAME, at=number * 0.02 + (0.005 if number % 2 else 0))

    assert reception.jitter_ms == pytest.approx(5.0, abs=0.1)


@given(st.binary(max_size=200))
def test_no_report_stops_the_reader(data: bytes) -> None:
    read_reports(data, about=1, ntp=0.0)


@given(st.binary(max_size=60))
def test_no_datagram_stops_the_reader(data: bytes) -> None:
    try:
        packet = read_packet(data)
    except NotRtp:
        return
    assert packet.payload in data


def test_a_packet_is_read_without_padding_and_extension() -> None:
    plain = write_packet(RtpPacket(8, 5, 800, 77, b"sound", marker=True))
    extended = bytes([plain[0] | 0x30]) + plain[1:12] + b"\0\0\0\1abcd" + b"sound" + b"\0\2"

    assert read_packet(plain) == RtpPacket(8, 5, 800, 77, b"sound", marker=True)
    assert read_packet(extended).payload == b"sound"


def test_a_missing_frame_goes_on_with_the_tone_and_fades() -> None:
    concealer = Concealer()
    said = tone(200, seconds=0.2)
    for at in range(0, len(said), FRAME):
        concealer.heard(said[at : at + FRAME])

    made = [concealer.missing() for _ in range(4)]

    assert strength(made[0], 200) > 6000
    assert [float(np.abs(each).max()) for each in made] == sorted((float(np.abs(each).max()) for each in made), reverse=True)
    assert not made[3].any()


def test_nothing_was_said_so_nothing_is_made_up() -> None:
    assert not Concealer().missing().any()
