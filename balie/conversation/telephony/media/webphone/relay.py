"""The audio of a browser's leg, between its connection and the mixer: the mixer sees a telephone on this machine like any other."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable

from balie.conversation.telephony.media.legs import Address
from balie.conversation.telephony.media.ports import Sockets

_LARGEST = 2048
_AT_ONCE = 16
_ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - where who listens everywhere is found from this machine


class Relay:
    """Two sockets of our own beside the two of the leg at `port`. Packets pass as they are; those of the leg go to `rtp` and `rtcp`."""

    def __init__(self, sockets: Sockets, port: int, *, rtp: Callable[[bytes], None], rtcp: Callable[[bytes], None]) -> None:
        self._sockets = sockets
        self._host = _ANYWHERE.get(host := sockets.rtp.getsockname()[0], host)
        self._port = port
        self._loop = asyncio.get_running_loop()
        for each, pass_on in ((sockets.rtp, rtp), (sockets.rtcp, rtcp)):
            self._loop.add_reader(each, _receive, each, pass_on)

    @property
    def address(self) -> Address:
        """Where the leg sends to, and hears from."""
        return self._host, self._sockets.port

    def put(self, packet: bytes) -> None:
        """A packet of audio from the browser."""
        _send(self._sockets.rtp, packet, (self._host, self._port))

    def put_report(self, packet: bytes) -> None:
        _send(self._sockets.rtcp, packet, (self._host, self._port + 1))

    def close(self) -> None:
        for each in (self._sockets.rtp, self._sockets.rtcp):
            self._loop.remove_reader(each)
        self._sockets.close()


def _receive(waiting: socket.socket, pass_on: Callable[[bytes], None]) -> None:
    for _ in range(_AT_ONCE):
        try:
            packet = waiting.recv(_LARGEST)
        except (BlockingIOError, ConnectionError):
            return
        pass_on(packet)


def _send(through: socket.socket, packet: bytes, to: Address) -> None:
    try:
        through.sendto(packet, to)
    except (BlockingIOError, ConnectionError):
        return  # as a packet lost on the way: the mixer makes up what is missing
