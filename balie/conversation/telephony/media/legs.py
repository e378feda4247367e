"""One leg of a call as audio: its sockets, what comes from the other party and what goes there."""

from __future__ import annotations

import secrets
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass

from balie.conversation.telephony.media.codecs import FRAME, PCMU, SILENCE, Samples
from balie.conversation.telephony.media.concealment import Concealer
from balie.conversation.telephony.media.dtmf import EventReader, EventSender, ToneReader
from balie.conversation.telephony.media.jitter import JitterBuffer, Missing
from balie.conversation.telephony.media.ports import Sockets
from balie.conversation.telephony.media.quality import Quality, delay_from_mouth_to_ear, mos
from balie.conversation.telephony.media.rtcp import Reception, Report, read_reports, write_report
from balie.conversation.telephony.media.rtp import NotRtp, RtpPacket, read_packet, write_packet

LATCH_S = 5.0
SILENT_S = 30.0
_A_TICK = 16  # packets read of one leg in a tick at most
_LARGEST = 2048
_NTP = 2208988800  # seconds from 1900 to 1970

type Address = tuple[str, int]


@dataclass(frozen=True)
class MediaPath:
    """What the two parties agreed: where their audio goes, in which codec, and who sends.

    `hosts`: addresses the audio may come from when it does not come from `remote`, as behind a NAT: that of their signalling.
    `event_type` is None when they send no events.
    """

    remote: Address
    payload_type: int = PCMU
    event_type: int | None = None
    hosts: frozenset[str] = frozenset()
    they_send: bool = True
    they_receive: bool = True


@dataclass
class LegCounts:
    """Datagrams so far that were not this leg's audio."""

    strangers: int = 0
    malformed: int = 0
    unsent: int = 0


class Leg:
    """The audio of one leg. Only the mixer's thread calls it, but for `__init__`.

    `on_digit` hears each digit, `on_silence` that nothing came for 30 s. Times are of `time.monotonic`.
    """

    def __init__(self, name: str, sockets: Sockets, *, on_digit: Callable[[str], None], on_silence: Callable[[], None]) -> None:
        self.name, self.sockets = name, sockets
        self.counts = LegCounts()
        self.buffer = JitterBuffer(PCMU)
        self.concealer = Concealer()
        self.reception = Reception()
        self.tones: ToneReader | None = None
        self.path: MediaPath | None = None
        self.is_held = False
        self.ssrc = secrets.randbits(32)
        self._on_digit, self._on_silence = on_digit, on_silence
        self._events, self._sender = EventReader(), EventSender()
        self._latched: Address | None = None
        self._since = self._heard_at = 0.0
        self._is_silent = False
        self._sequence, self._timestamp = secrets.randbits(16), secrets.randbits(32)
        self._begins = True
        self._sent = 0
        self._their_report: Report | None = None
        self._before = (0, 0, 0)  # expected, lost and late when quality was last asked

    @property
    def payload_type(self) -> int:
        return self.path.payload_type if self.path else PCMU

    @property
    def remote(self) -> Address | None:
        """Where audio goes: back to where it comes from, else to where they said."""
        return self._latched or (self.path.remote if self.path else None)

    def agree(self, path: MediaPath, *, at: float) -> None:
        """Begin, or go on as newly agreed; where the other party did not move, its source stays known."""
        moved = self.path is None or self.path.remote != path.remote
        if self.payload_type != path.payload_type or self.path is None:
            self.buffer = JitterBuffer(path.payload_type)
        if moved:
            self._latched = None
            self._since = at
        self.path = path
        self.tones = None if path.event_type is not None else self.tones or ToneReader()
        self._heard_at, self._is_silent = at, False

    def receive(self, *, at: float) -> None:
        """Take what waits at both sockets."""
        for _ in range(_A_TICK):
            try:
                data, source = self.sockets.rtp.recvfrom(_LARGEST)
            except (BlockingIOError, ConnectionError):
                break
            self.take(data, source[:2], at=at)
        try:
            data, source = self.sockets.rtcp.recvfrom(_LARGEST)
        except (BlockingIOError, ConnectionError):
            return
        self._take_report(data, source[0], at=at)

    def take(self, data: bytes, source: Address, *, at: float) -> None:
        """A datagram came from `source`: kept when it is this leg's audio or a digit of it."""
        try:
            packet = read_packet(data)
        except NotRtp:
            self.counts.malformed += 1
            return
        if self.path is None or packet.payload_type not in {self.path.payload_type, self.path.event_type}:
            self.counts.malformed += 1
        elif not self._is_theirs(source, at):
            self.counts.strangers += 1
        else:
            self._keep(packet, at)

    def pull(self) -> bytes | Missing:
        """The frame they say in this tick."""
        return self.buffer.pull()

    def send(self, payload: bytes) -> None:
        """Say the frame of this tick to them; a digit being sent takes its place."""
        self._timestamp = self._timestamp + FRAME & 0xFFFFFFFF
        path, remote = self.path, self.remote
        if path is None or remote is None or not path.they_receive:
            self._begins = True
            return
        if not self._sender.is_sending:
            self._send(RtpPacket(path.payload_type, self._sequence, self._timestamp, self.ssrc, payload, self._begins), remote)
        elif path.event_type is not None and (event := self._sender.next(self._timestamp)) is not None:
            data, timestamp, marker = event
            self._send(RtpPacket(path.event_type, self._sequence, timestamp, self.ssrc, data, marker), remote)

    def press(self, digits: str) -> None:
        """Send digits as events."""
        self._sender.press(digits)

    def look_after(self, *, at: float) -> None:
        """Tell when nothing came for 30 s that should have."""
        path = self.path
        if path is None or self.is_held or not path.they_send or not path.they_receive:
            self._heard_at = at
        elif at - self._heard_at > SILENT_S and not self._is_silent:
            self._is_silent = True
            self._on_silence()

    def report(self) -> None:
        """Send them an RTCP report."""
        remote = self.remote
        if remote is None:
            return
        at = time.monotonic()
        blocks = [self.reception.block(at=at)] if self.reception.received else []
        data = write_report(
            ssrc=self.ssrc,
            ntp=time.time() + _NTP,
            timestamp=self._timestamp,
            packets=self._sent,
            octets=self._sent * FRAME,
            blocks=blocks,
            name="balie",
        )
        self._give(self.sockets.rtcp, data, (remote[0], remote[1] + 1))

    def quality(self) -> Quality:
        """Since it was last asked."""
        now = (self.reception.expected, self.reception.lost, self.buffer.counts.late)
        expected, lost, late = (max(0, new - old) for new, old in zip(now, self._before, strict=True))
        self._before = now
        loss = min(100.0, 100.0 * (lost + late) / expected) if expected else 0.0
        theirs = self._their_report
        round_trip = theirs.round_trip_s * 1000 if theirs and theirs.round_trip_s is not None else None
        delay = delay_from_mouth_to_ear(buffered_ms=self.buffer.depth_ms, round_trip_ms=round_trip)
        return Quality(
            loss_percent=round(loss, 2),
            jitter_ms=round(self.reception.jitter_ms, 2),
            delay_ms=round(delay, 1),
            mos=round(mos(loss_percent=loss, delay_ms=delay), 2),
            their_loss_percent=round(theirs.fraction * 100 / 256, 2) if theirs else None,
            their_jitter_ms=round(theirs.jitter / 8, 2) if theirs else None,
            round_trip_ms=round(round_trip, 2) if round_trip is not None else None,
        )

    def hear(self, tone: Samples) -> None:
        """Look for a digit in what they say, when they send no events."""
        if self.tones is not None and (digit := self.tones.read(tone)) is not None:
            self._on_digit(digit)

    def silence(self) -> bytes:
        return SILENCE[self.payload_type] * FRAME

    def close(self) -> None:
        self.sockets.close()

    def _is_theirs(self, source: Address, at: float) -> bool:
        """Only the address they said, or, within 5 s, the first other of their own host: anything else is a stranger's."""
        if self.path is None:
            return False
        if source == self._latched:
            return True
        if source == self.path.remote:
            self._latched = source
            return True
        if self._latched is None and at - self._since <= LATCH_S and source[0] in self.path.hosts:
            self._latched = source
            return True
        return False

    def _keep(self, packet: RtpPacket, at: float) -> None:
        self._heard_at, self._is_silent = at, False
        is_new = self.reception.note(ssrc=packet.ssrc, sequence=packet.sequence, timestamp=packet.timestamp, at=at)
        if is_new:
            self.buffer.restart()
            self._before = (0, 0, self.buffer.counts.late)
        if packet.payload_type == self.payload_type:
            self.buffer.put(packet.timestamp, packet.payload)
        elif (digit := self._events.read(packet)) is not None:
            self._on_digit(digit)

    def _send(self, packet: RtpPacket, remote: Address) -> None:
        self._sequence = self._sequence + 1 & 0xFFFF
        self._begins = False
        self._sent += 1
        self._give(self.sockets.rtp, write_packet(packet), remote)

    def _give(self, through: socket.socket, data: bytes, remote: Address) -> None:
        try:
            through.sendto(data, remote)
        except OSError:
            self.counts.unsent += 1

    def _take_report(self, data: bytes, host: str, *, at: float) -> None:
        remote = self.remote
        if remote is None or host != remote[0]:
            self.counts.strangers += 1
            return
        ntp = time.time() + _NTP
        middle, report = read_reports(data, about=self.ssrc, ntp=ntp)
        if middle is not None:
            self.reception.note_sender_report(middle, at=at)
        self._their_report = report or self._their_report
