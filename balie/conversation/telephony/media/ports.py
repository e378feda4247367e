"""The UDP ports for audio: an even one for RTP, the next for RTCP."""

from __future__ import annotations

import secrets
import socket
from contextlib import suppress
from dataclasses import dataclass

from balie.conversation.telephony.media.refusals import NoPorts


@dataclass(frozen=True)
class Sockets:
    """The two sockets of a leg, bound and non-blocking."""

    rtp: socket.socket
    rtcp: socket.socket

    @property
    def port(self) -> int:
        port: int = self.rtp.getsockname()[1]
        return port

    def close(self) -> None:
        self.rtp.close()
        self.rtcp.close()


@dataclass(frozen=True)
class PortRange:
    """Ports `first` to `last` on the address `host`."""

    host: str
    first: int
    last: int

    def open(self) -> Sockets:
        """A free pair, found from a random place on so that a port is not soon used again. Raises `NoPorts`."""
        begin = self.first + self.first % 2
        pairs = range(begin, self.last, 2)
        start = secrets.randbelow(max(1, len(pairs)))
        for port in (*pairs[start:], *pairs[:start]):
            with suppress(OSError):
                return self._bind(port)
        raise NoPorts(f"no two free ports next to each other from {self.first} to {self.last}")

    def open_one(self, host: str) -> socket.socket:
        """A free port of the range on an address of this machine. Raises `NoPorts`."""
        start = self.first + secrets.randbelow(self.last - self.first + 1)
        for port in (*range(start, self.last + 1), *range(self.first, start)):
            with suppress(OSError):
                return _bound(host, port)
        raise NoPorts(f"no free port from {self.first} to {self.last}")

    def _bind(self, port: int) -> Sockets:
        rtp = _bound(self.host, port)
        try:
            return Sockets(rtp, _bound(self.host, port + 1))
        except OSError:
            rtp.close()
            raise


def _bound(host: str, port: int) -> socket.socket:
    bound = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_DGRAM)
    try:
        bound.setblocking(False)
        bound.bind((host, port))
    except OSError:
        bound.close()
        raise
    return bound
