"""Where browsers reach us: ports of our own range, on our own address, known by the address the world has for it."""

from __future__ import annotations

import asyncio
from copy import copy
from typing import Any

import ifaddr
from aioice import Candidate, ice
from aioice.candidate import candidate_foundation, candidate_priority

from balie.conversation.telephony.media.ports import PortRange

_EVERYWHERE = {"0.0.0.0", "::"}  # noqa: S104


def listen_within(ports: PortRange, *, public: str = "") -> None:
    """From now on every connection of aioice takes its port from the range; it can neither by itself, nor name another address than its own."""

    async def candidates(connection: Any, component: int, addresses: list[str], timeout: int = 5) -> list[Candidate]:
        found = [await _listen(connection, component, ports, host) for host in _hosts(ports.host)]
        return [*found, *(_known_as(public, each) for each in found if public)]

    connections: Any = ice.Connection
    connections.get_component_candidates = candidates


async def _listen(connection: Any, component: int, ports: PortRange, host: str) -> Candidate:
    socket = ports.open_one(host)
    loop = asyncio.get_running_loop()
    _transport, protocol = await loop.create_datagram_endpoint(lambda: ice.StunProtocol(connection), sock=socket)
    protocol.local_candidate = Candidate(
        foundation=candidate_foundation("host", "udp", host),
        component=component,
        transport="udp",
        priority=candidate_priority(component, "host"),
        host=host,
        port=socket.getsockname()[1],
        type="host",
    )
    connection._protocols.append(protocol)  # noqa: SLF001
    return protocol.local_candidate


def _known_as(host: str, candidate: Candidate) -> Candidate:
    found = copy(candidate)
    found.host = host
    return found


def _hosts(host: str) -> list[str]:
    """The address we listen on; every one of this machine where we listen everywhere."""
    if host not in _EVERYWHERE:
        return [host]
    addresses = [each.ip for adapter in ifaddr.get_adapters() for each in adapter.ips]
    return [each for each in addresses if isinstance(each, str)]
