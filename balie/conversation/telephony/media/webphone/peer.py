"""A browser's connection by WebRTC, with the packets of its audio as they are: aiortc agrees, encrypts and decrypts, and neither decodes nor buffers.

It rests on private parts of aiortc 1.16 and aioice 0.13, so both are pinned and `test_webphone_peer.py` holds them to it (decision 35).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pylibsrtp
from aiortc import RTCConfiguration, RTCPeerConnection, RTCRtpSender, RTCSessionDescription

PCMU = "audio/PCMU"
_UNWANTED = re.compile(r"^a=(?:candidate:.*\.local .*|end-of-candidates)\r?\n", re.MULTILINE)
_SOURCES = re.compile(r"^a=(?:ssrc|ssrc-group|extmap):.*\r?\n", re.MULTILINE)


class Peer:
    """One browser. `heard` and `reported` get its RTP and RTCP, decrypted; `changed` that it is there, or gone. All on the loop."""

    def __init__(self, *, heard: Callable[[bytes], None], reported: Callable[[bytes], None], changed: Callable[[], None]) -> None:
        self._heard, self._reported, self._changed = heard, reported, changed
        self._connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self._connection.on("connectionstatechange", changed)
        self._transport: Any = None

    @property
    def is_there(self) -> bool:
        return bool(self._connection.connectionState == "connected")

    @property
    def is_gone(self) -> bool:
        return self._connection.connectionState in {"closed", "failed"}

    async def answer(self, offer: str) -> str:
        """Our answer to the browser's offer. What is wrong with an offer raises whatever it makes aiortc raise."""
        connection = self._connection
        transceiver: Any = connection.addTransceiver("audio")
        transceiver.setCodecPreferences([each for each in RTCRtpSender.getCapabilities("audio").codecs if each.mimeType == PCMU])
        # Names that only a question to the whole network would resolve: the browser finds us, and we see where from.
        await connection.setRemoteDescription(RTCSessionDescription(_UNWANTED.sub("", offer), "offer"))
        if connection.getTransceivers() != [transceiver] or transceiver.mid is None:
            raise ValueError("the offer is not of one audio")
        # Neither its sender nor its receiver begins: our own packets go through the transport below them.
        transceiver.sender.send = transceiver.receiver.receive = _nothing
        self._transport = transceiver.sender.transport
        self._transport._handle_rtp_data = self._hear  # noqa: SLF001
        self._transport._handle_rtcp_data = self._report  # noqa: SLF001
        await connection.setLocalDescription(await connection.createAnswer())
        # Each leg has a source of its own, so none is announced; nor that a packet would say in an extension to which part it belongs:
        # the browser plays whatever it hears of the one codec.
        return _SOURCES.sub("", connection.localDescription.sdp)

    def send(self, packet: bytes) -> None:
        """A packet of RTP to the browser; lost when it is not there, as on any line."""
        self._send(packet, "protect")

    def send_report(self, packet: bytes) -> None:
        self._send(packet, "protect_rtcp")

    async def close(self) -> None:
        await self._connection.close()

    def _send(self, packet: bytes, protect: str) -> None:
        if not self.is_there:
            return
        pair = self._transport.transport._connection._nominated.get(1)  # noqa: SLF001
        if pair is None:
            return
        try:
            sealed = getattr(self._transport._tx_srtp, protect)(packet)  # noqa: SLF001
        except pylibsrtp.Error:
            return  # a packet that SRTP finds too old or malformed
        pair.protocol.transport.sendto(sealed, pair.remote_addr)

    async def _hear(self, packet: bytes, arrival_time_ms: int) -> None:
        self._heard(packet)

    async def _report(self, packet: bytes) -> None:
        self._reported(packet)


async def _nothing(_parameters: object) -> None:
    """In the place of aiortc's own sending and receiving."""
