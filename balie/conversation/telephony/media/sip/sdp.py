"""Offers and answers of audio (RFC 3264, RFC 8866): G.711 and telephone events, one stream."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass

from aiosipua.message import SipMessage
from aiosipua.sdp import MediaDescription, SdpMessage, parse_sdp

from balie.conversation.telephony.media.codecs import NAMES, PCMA, PCMU
from balie.conversation.telephony.media.dtmf import EVENT_TYPE
from balie.conversation.telephony.media.legs import MediaPath

TYPE = "application/sdp"
_OFFERED = (PCMA, PCMU)
_LARGEST = 20_000
_MIRROR = {(True, True): "sendrecv", (True, False): "recvonly", (False, True): "sendonly", (False, False): "inactive"}


class NoCommonCodec(Exception):
    """Their description holds no audio that we speak."""


@dataclass(frozen=True)
class Described:
    """What they describe: `path` as it would be agreed, and the lines of every stream, for the answer."""

    path: MediaPath
    streams: tuple[str, ...]
    audio_at: int


def has_sdp(message: SipMessage) -> bool:
    kind = (message.content_type or "").partition(";")[0].strip().lower()
    return bool(message.body) and kind == TYPE


def read_description(message: SipMessage, *, host: str) -> Described:
    """The first audio of theirs that we speak. `host` sent it, and may send the audio too. Raises `NoCommonCodec`."""
    if len(message.body) > _LARGEST:
        raise NoCommonCodec
    try:
        description = parse_sdp(message.text)
        return _described(description, host)
    except ValueError as error:
        raise NoCommonCodec from error


def offer(address: str, port: int, *, version: int) -> str:
    """Our offer."""
    return _written(address, version, [_audio(port, _OFFERED, EVENT_TYPE, "sendrecv")])


def answer(described: Described, address: str, port: int, *, version: int) -> str:
    """Our answer: their streams in their order, all but the audio refused with port 0."""
    path = described.path
    direction = _MIRROR[path.they_send, path.they_receive]
    streams = [f"m={kind}" for kind in described.streams]
    streams[described.audio_at] = _audio(port, (path.payload_type,), path.event_type, direction)
    return _written(address, version, streams)


def _described(description: SdpMessage, host: str) -> Described:
    place, audio = _audio_in(description)
    connection = audio.connection or description.connection
    if connection is None:
        raise NoCommonCodec
    address = str(ipaddress.ip_address(connection.address))  # never a name: the mixer does not wait for name servers
    chosen = next((codec.payload_type for codec in audio.codecs if codec.payload_type in NAMES), None)
    if chosen is None:
        raise NoCommonCodec
    events = (codec.payload_type for codec in audio.codecs if codec.encoding_name.lower() == "telephone-event" and codec.clock_rate == 8000)
    direction = _direction(description, audio)
    is_away = ipaddress.ip_address(address).is_unspecified  # how holding was said once
    path = MediaPath(
        remote=(address, audio.port),
        payload_type=chosen,
        event_type=next(events, None),
        hosts=frozenset({host, address}),
        they_send=direction in {"sendrecv", "sendonly"},
        they_receive=direction in {"sendrecv", "recvonly"} and not is_away,
    )
    return Described(path, tuple(_refused(stream) for stream in description.media), place)


def _audio_in(description: SdpMessage) -> tuple[int, MediaDescription]:
    for place, stream in enumerate(description.media):
        if stream.media == "audio" and 0 < stream.port < 65536 and stream.proto.upper() in {"RTP/AVP", "RTP/AVPF"}:
            return place, stream
    raise NoCommonCodec


def _direction(description: SdpMessage, audio: MediaDescription) -> str:
    for attributes in (audio.attributes, description.attributes):
        for direction in ("sendrecv", "sendonly", "recvonly", "inactive"):
            if direction in attributes:
                return direction
    return "sendrecv"


def _refused(stream: MediaDescription) -> str:
    return f"{stream.media} 0 {stream.proto} {' '.join(stream.formats)}"


def _audio(port: int, codecs: tuple[int, ...], event_type: int | None, direction: str) -> str:
    formats = [*codecs, *([event_type] if event_type is not None else [])]
    lines = [f"m=audio {port} RTP/AVP {' '.join(map(str, formats))}"]
    lines += [f"a=rtpmap:{codec} {NAMES[codec]}/8000" for codec in codecs]
    if event_type is not None:
        lines += [f"a=rtpmap:{event_type} telephone-event/8000", f"a=fmtp:{event_type} 0-15"]
    return "\r\n".join([*lines, "a=ptime:20", f"a={direction}"])


def _written(address: str, version: int, streams: list[str]) -> str:
    kind = "IP6" if ":" in address else "IP4"
    head = ["v=0", f"o=- {version >> 16} {version} IN {kind} {address}", "s=-", f"c=IN {kind} {address}", "t=0 0"]
    return "\r\n".join([*head, *streams, ""])
