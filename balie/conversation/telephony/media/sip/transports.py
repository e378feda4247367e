"""The network of SIP: UDP, TCP and TLS on one address; whole messages in, whole messages out."""

from __future__ import annotations

import asyncio
import enum
import logging
import socket
import ssl
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass

log = logging.getLogger(__name__)

_LARGEST_HEAD = 32 * 1024
_LARGEST_BODY = 64 * 1024
_CONNECTIONS = 500
_CONNECT_S = 8.0


class Kind(enum.StrEnum):
    """How a message travels."""

    UDP = "udp"
    TCP = "tcp"
    TLS = "tls"


@dataclass(frozen=True)
class Peer:
    """Where a message came from or goes to."""

    kind: Kind
    host: str
    port: int


@dataclass(frozen=True)
class Places:
    """Where we listen; `tls` needs a context. `public` is what the world knows us by, when that is another address."""

    host: str = "127.0.0.1"
    port: int = 5060
    tls_port: int = 0
    tls: ssl.SSLContext | None = None
    public: str = ""


class _Broken(Exception):
    """What came over a connection cannot be cut into messages."""


class Transports:
    """Hands every message to `received`, and `unreachable` the peers that take no connection."""

    def __init__(self, places: Places, *, received: Callable[[bytes, Peer], None], unreachable: Callable[[Peer], None]) -> None:
        self.places = places
        self._received, self._unreachable = received, unreachable
        self._datagrams: asyncio.DatagramTransport | None = None
        self._servers: list[asyncio.Server] = []
        self._connections: dict[Peer, asyncio.StreamWriter] = {}
        self._waiting: dict[Peer, list[bytes]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self.outgoing_tls = ssl.create_default_context()

    async def start(self) -> None:
        """Listen. Raises `OSError` when a port is taken."""
        host, port = self.places.host, self.places.port
        loop = asyncio.get_running_loop()
        self._datagrams, _ = await loop.create_datagram_endpoint(lambda: _Datagrams(self._received), local_addr=(host, port))
        bound = self._datagrams.get_extra_info("sockname")[1]
        self.places = Places(host, bound, self.places.tls_port, self.places.tls, self.places.public)
        self._servers.append(await asyncio.start_server(self._serve(Kind.TCP), host, bound, limit=_LARGEST_HEAD))
        if self.places.tls is not None:
            server = await asyncio.start_server(self._serve(Kind.TLS), host, self.places.tls_port, ssl=self.places.tls, limit=_LARGEST_HEAD)
            self._servers.append(server)

    async def stop(self) -> None:
        for server in self._servers:
            server.close()
        for writer in self._connections.values():
            writer.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._datagrams is not None:
            self._datagrams.close()

    def address_towards(self, host: str) -> str:
        """Our own address as `host` should know it."""
        if self.places.public:
            return self.places.public
        if self.places.host not in {"0.0.0.0", "::"}:  # noqa: S104 - compared, not bound
            return self.places.host
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect((host, 9))  # sends nothing
            address: str = probe.getsockname()[0]
            return address

    def port_of(self, kind: Kind) -> int:
        return self.places.tls_port if kind is Kind.TLS else self.places.port

    def send(self, data: bytes, peer: Peer) -> None:
        """Send, over the connection with the peer where there is one, else over a new one."""
        if peer.kind is Kind.UDP:
            if self._datagrams is not None:
                self._datagrams.sendto(data, (peer.host, peer.port))
        elif (writer := self._connections.get(peer)) is not None:
            writer.write(data)
        elif peer in self._waiting:
            self._waiting[peer].append(data)
        else:
            self._waiting[peer] = [data]
            self._spawn(self._connect(peer))

    def _serve(self, kind: Kind) -> Callable[[asyncio.StreamReader, asyncio.StreamWriter], Coroutine[object, object, None]]:
        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            address = writer.get_extra_info("peername")
            if address is None or len(self._connections) >= _CONNECTIONS:
                writer.close()
                return
            await self._read(reader, writer, Peer(kind, address[0], address[1]))

        return serve

    async def _connect(self, peer: Peer) -> None:
        tls = self.outgoing_tls if peer.kind is Kind.TLS else None
        try:
            async with asyncio.timeout(_CONNECT_S):
                reader, writer = await asyncio.open_connection(peer.host, peer.port, ssl=tls, limit=_LARGEST_HEAD)
        except (OSError, TimeoutError) as error:
            log.warning("no connection with %s:%d by %s: %s", peer.host, peer.port, peer.kind, error)
            del self._waiting[peer]
            self._unreachable(peer)
            return
        for data in self._waiting.pop(peer):
            writer.write(data)
        await self._read(reader, writer, peer)

    async def _read(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, peer: Peer) -> None:
        self._connections[peer] = writer
        try:
            while (message := await _next_message(reader, writer)) is not None:
                self._received(message, peer)
        except (_Broken, OSError, EOFError) as error:
            log.info("connection with %s:%d ended: %s", peer.host, peer.port, error)
        finally:
            self._connections.pop(peer, None)
            writer.close()
            with suppress(OSError, ssl.SSLError):
                await writer.wait_closed()

    def _spawn(self, work: Coroutine[object, object, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


class _Datagrams(asyncio.DatagramProtocol):
    def __init__(self, received: Callable[[bytes, Peer], None]) -> None:
        self._received = received

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self._received(data, Peer(Kind.UDP, addr[0], addr[1]))

    def error_received(self, exc: Exception) -> None:
        log.info("a datagram could not be delivered: %s", exc)


async def _next_message(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes | None:
    """The next whole message; None at the end. Answers keep-alives (RFC 5626 §4.4.1). Raises `_Broken`."""
    head = b""
    while not head.strip():
        if head:
            writer.write(b"\r\n")
        try:
            head = await reader.readuntil(b"\r\n\r\n")
        except asyncio.IncompleteReadError as error:
            if error.partial.strip():
                raise _Broken("it ended within a message") from error
            return None
        except asyncio.LimitOverrunError as error:
            raise _Broken("a head of more than 32 kB") from error
    return head + await reader.readexactly(_length_in(head))


def _length_in(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.strip().lower() in {b"content-length", b"l"}:
            length = value.strip()
            if not length.isdigit() or int(length[:9]) > _LARGEST_BODY:
                raise _Broken("a body of no usable length")
            return int(length[:9])
    return 0
