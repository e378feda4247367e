"""Digits pressed on a telephone: as events in RTP (RFC 4733), in SIP INFO, or as tones in the audio; and sending them."""

from __future__ import annotations

import struct
from collections import deque
from collections.abc import Iterable

import numpy as np

from balie.conversation.telephony.media.codecs import FRAME, RATE, Samples
from balie.conversation.telephony.media.rtp import RtpPacket

DIGITS = "0123456789*#ABCD"  # RFC 4733 §3.2: events 0 to 15
EVENT_TYPE = 101  # the payload type we offer
_EVENT = struct.Struct("!BBH")
_LONGEST = 0xFFFF  # a key held longer goes on in a new segment
_UPDATES, _ENDS = 8, 3
_VOLUME = 10  # -10 dBm0

LOW, HIGH = (697.0, 770.0, 852.0, 941.0), (1209.0, 1336.0, 1477.0, 1633.0)
KEYS = ("123A", "456B", "789C", "*0#D")


class EventReader:
    """Digits from RFC 4733 packets: each once, at its first packet, however many of its packets come or are lost."""

    def __init__(self) -> None:
        self._last: tuple[int, int] | None = None

    def read(self, packet: RtpPacket) -> str | None:
        """The digit, when this packet is the first of it."""
        if len(packet.payload) < _EVENT.size:
            return None
        event = packet.payload[0]
        if event >= len(DIGITS) or self._is_known(event, packet.timestamp):
            return None
        self._last = (event, packet.timestamp)
        return DIGITS[event]

    def _is_known(self, event: int, timestamp: int) -> bool:
        if self._last is None:
            return False
        known, begun = self._last
        since = timestamp - begun & 0xFFFFFFFF
        if known == event and since == _LONGEST:
            self._last = (event, timestamp)
            return True
        return since == 0 or since >= 0x80000000  # of this press, or of one before that was overtaken


class EventSender:
    """Sends digits as RFC 4733 events: eight updates 20 ms apart, three ends, 60 ms of rest between digits."""

    def __init__(self) -> None:
        self._waiting: deque[tuple[int, bool, int, bool] | None] = deque()
        self._begun = 0

    def press(self, digits: Iterable[str]) -> None:
        """Queue the digits. Raises `ValueError` for what is no key."""
        for digit in digits:
            event = DIGITS.index(digit.upper())
            updates = [(event, False, FRAME * (step + 1), step == 0) for step in range(_UPDATES)]
            self._waiting.extend([*updates, *[(event, True, FRAME * (_UPDATES + 1), False)] * _ENDS, None, None, None])

    @property
    def is_sending(self) -> bool:
        return bool(self._waiting)

    def next(self, timestamp: int) -> tuple[bytes, int, bool] | None:
        """What goes out instead of audio this tick: payload, timestamp, marker; None when the tick is a rest."""
        step = self._waiting.popleft()
        if step is None:
            return None
        event, is_end, duration, is_first = step
        if is_first:
            self._begun = timestamp
        return _EVENT.pack(event, (0x80 if is_end else 0) | _VOLUME, duration), self._begun, is_first


class ToneReader:
    """Digits from the tones themselves (ITU-T Q.24), for trunks that send no events: 40 ms of tone after 40 ms without it.

    Each frame is compared with the eight tones (Goertzel's filter for all at once). A digit counts when one low and one
    high tone hold nearly all energy, neither is much louder than the other, and two frames in turn agree.
    """

    _LEAST = 200.0  # root mean square
    _SHARE = 0.8
    _TWIST = 6.3  # 8 dB

    def __init__(self) -> None:
        at = np.arange(FRAME) / RATE
        tones = np.array(LOW + HIGH)
        self._filter = np.exp(-2j * np.pi * at[:, None] * tones[None, :]).astype(np.complex64)
        self._seen: str | None = None
        self._told: str | None = None

    def read(self, frame: Samples) -> str | None:
        """The digit, at the frame that makes it certain."""
        digit = self._digit_in(frame)
        is_sure = digit == self._seen
        self._seen = digit
        if not is_sure or digit == self._told:
            return None
        self._told = digit
        return digit

    def _digit_in(self, frame: Samples) -> str | None:
        energy = float(np.dot(frame, frame))
        if energy < self._LEAST**2 * len(frame):
            return None
        # A sine of energy E gives E·N/2 in its own filter.
        shares = np.abs(frame @ self._filter) ** 2 * 2 / (len(frame) * energy)
        low, high = int(np.argmax(shares[:4])), int(np.argmax(shares[4:]))
        least, most = sorted((float(shares[low]), float(shares[4 + high])))
        if least + most < self._SHARE or most > least * self._TWIST:
            return None
        return KEYS[low][high]


def digit_in_info(content_type: str, body: str) -> str | None:
    """The digit of a SIP INFO: `application/dtmf-relay` (`Signal=5`) or `application/dtmf` (`5`)."""
    kind = content_type.partition(";")[0].strip().lower()
    if kind == "application/dtmf":
        found = body.strip()
    elif kind == "application/dtmf-relay":
        lines = (line.partition("=") for line in body.splitlines())
        found = next((value.strip() for name, _, value in lines if name.strip().lower() == "signal"), "")
    else:
        return None
    return found.upper() if len(found) == 1 and found.upper() in DIGITS else None
