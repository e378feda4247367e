"""RTP packets (RFC 3550 §5.1)."""

from __future__ import annotations

import struct
from dataclasses import dataclass

_HEADER = struct.Struct("!BBHII")
_LARGEST = 1500


@dataclass(frozen=True, slots=True)
class RtpPacket:
    """What a packet says; `timestamp` in samples."""

    payload_type: int
    sequence: int
    timestamp: int
    ssrc: int
    payload: bytes
    marker: bool = False


class NotRtp(ValueError):
    """The datagram is no RTP packet."""


def read_packet(data: bytes) -> RtpPacket:
    """The packet in a datagram, without its padding, extension and contributing sources. Raises `NotRtp`."""
    if len(data) < _HEADER.size or len(data) > _LARGEST or data[0] >> 6 != 2:
        raise NotRtp
    first, second, sequence, timestamp, ssrc = _HEADER.unpack_from(data)
    begin, end = _HEADER.size + 4 * (first & 0x0F), len(data)
    if first & 0x10:
        begin = _after_extension(data, begin)
    if first & 0x20:
        end -= data[-1]
    if begin > end:
        raise NotRtp
    return RtpPacket(second & 0x7F, sequence, timestamp, ssrc, data[begin:end], bool(second & 0x80))


def write_packet(packet: RtpPacket) -> bytes:
    """The datagram of a packet."""
    second = packet.payload_type | (0x80 if packet.marker else 0)
    return _HEADER.pack(0x80, second, packet.sequence, packet.timestamp, packet.ssrc) + packet.payload


def _after_extension(data: bytes, begin: int) -> int:
    if begin + 4 > len(data):
        raise NotRtp
    words = int.from_bytes(data[begin + 2 : begin + 4])
    return begin + 4 + 4 * words
