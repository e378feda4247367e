"""RTCP reports (RFC 3550 §6): what we received of a leg, what it received of us, and how long the way there takes."""

from __future__ import annotations

import struct
from dataclasses import dataclass

from balie.conversation.telephony.media.codecs import RATE

_SENDER, _RECEIVER, _DESCRIPTION = 200, 201, 202
_BLOCK = struct.Struct("!IB3sIIII")
_FORGOTTEN = 3000  # packets ahead that mean a sender that began anew (A.1)


@dataclass(frozen=True, slots=True)
class Report:
    """A report block: `fraction` lost of 256 since the last, `jitter` in samples; `round_trip_s` when it can be known."""

    fraction: int
    lost: int
    jitter: int
    round_trip_s: float | None


class Reception:
    """Counts what comes of one source (RFC 3550 A.1, A.3 and A.8)."""

    def __init__(self) -> None:
        self.ssrc = 0
        self.received = 0
        self.reordered = 0
        self.jitter = 0.0  # samples
        self._base = self._highest = -1
        self._transit: float | None = None
        self._reported = (0, 0)  # expected and received at the last report
        self._sender_report = (0, 0.0)  # middle of its NTP time, when it came

    @property
    def expected(self) -> int:
        return self._highest - self._base + 1 if self.received else 0

    @property
    def lost(self) -> int:
        return max(0, self.expected - self.received)

    @property
    def jitter_ms(self) -> float:
        return self.jitter * 1000 / RATE

    def note(self, *, ssrc: int, sequence: int, timestamp: int, at: float) -> bool:
        """A packet came `at` (seconds). True when its source is another, or began anew."""
        if ssrc != self.ssrc or self._highest < 0 or self._is_far(sequence):
            self._begin(ssrc, sequence)
            self._transit = at * RATE - timestamp
            return True
        ahead = (sequence - self._highest + 0x8000 & 0xFFFF) - 0x8000
        self.reordered += ahead < 0
        self._highest = max(self._highest, self._highest + ahead)
        self.received += 1
        self._note_transit(at * RATE - timestamp)
        return False

    def note_sender_report(self, middle: int, *, at: float) -> None:
        """A sender report of theirs came: the next block says when."""
        self._sender_report = (middle, at)

    def block(self, *, at: float) -> bytes:
        """The block about this source since the last block."""
        expected, received = self.expected, self.received
        between = expected - self._reported[0], received - self._reported[1]
        self._reported = (expected, received)
        fraction = min(255, max(0, between[0] - between[1]) * 256 // between[0]) if between[0] > 0 else 0
        middle, came = self._sender_report
        since = int((at - came) * 65536) & 0xFFFFFFFF if middle else 0
        lost = min(self.lost, 0x7FFFFF).to_bytes(3)
        return _BLOCK.pack(self.ssrc, fraction, lost, self._highest & 0xFFFFFFFF, int(self.jitter), middle, since)

    def _begin(self, ssrc: int, sequence: int) -> None:
        self.ssrc = ssrc
        self._base = self._highest = sequence
        self.received = 1
        self._reported = (0, 0)

    def _is_far(self, sequence: int) -> bool:
        ahead = (sequence - self._highest + 0x8000 & 0xFFFF) - 0x8000
        return abs(ahead) > _FORGOTTEN

    def _note_transit(self, transit: float) -> None:
        if self._transit is not None:
            difference = abs(transit - self._transit)
            if difference < RATE:  # a jump of the sender's timestamps says nothing of the network
                self.jitter += (difference - self.jitter) / 16
        self._transit = transit


def write_report(*, ssrc: int, ntp: float, timestamp: int, packets: int, octets: int, blocks: list[bytes], name: str) -> bytes:
    """A sender report and a source description, as one datagram. `ntp` in seconds since 1900."""
    whole, part = int(ntp), int(ntp % 1 * 2**32)
    info = struct.pack("!IIIIII", ssrc, whole & 0xFFFFFFFF, part, timestamp, packets & 0xFFFFFFFF, octets & 0xFFFFFFFF)
    return _packet(_SENDER, len(blocks), info + b"".join(blocks)) + _packet(_DESCRIPTION, 1, _description(ssrc, name))


def middle_of(ntp: float) -> int:
    """The middle 32 bits of an NTP time: what reports name a sender report by."""
    return int(ntp * 65536) & 0xFFFFFFFF


def read_reports(data: bytes, *, about: int, ntp: float) -> tuple[int | None, Report | None]:
    """Of a datagram: the middle of their sender report's time, and their block about the source `about`; whatever cannot be read is left out."""
    middle: int | None = None
    found: Report | None = None
    while len(data) >= 8 and data[0] >> 6 == 2:
        kind, end = data[1], 4 * (int.from_bytes(data[2:4]) + 1)
        body = data[4:end]
        if kind == _SENDER and len(body) >= 24:
            middle = int.from_bytes(body[6:10])
            found = _block_about(body[24:], about, ntp) or found
        elif kind == _RECEIVER:
            found = _block_about(body[4:], about, ntp) or found
        data = data[end:]
    return middle, found


def _block_about(blocks: bytes, about: int, ntp: float) -> Report | None:
    for begin in range(0, len(blocks) - _BLOCK.size + 1, _BLOCK.size):
        ssrc, fraction, lost, _, jitter, middle, since = _BLOCK.unpack_from(blocks, begin)
        if ssrc == about:
            return Report(fraction, int.from_bytes(lost, signed=True), jitter, _round_trip(middle, since, ntp))
    return None


def _round_trip(middle: int, since: int, ntp: float) -> float | None:
    """A − LSR − DLSR (RFC 3550 §6.4.1)."""
    if not middle:
        return None
    took = middle_of(ntp) - middle - since & 0xFFFFFFFF
    return took / 65536 if took < 0x80000000 else None


def _description(ssrc: int, name: str) -> bytes:
    item = bytes((1, len(name))) + name.encode("ascii")
    return struct.pack("!I", ssrc) + item + b"\0" * (4 - len(item) % 4)


def _packet(kind: int, count: int, body: bytes) -> bytes:
    return struct.pack("!BBH", 0x80 | count, kind, len(body) // 4) + body
