"""The one way to an address that somebody else chose: never inward, never onward, never for long (R-S1)."""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, override
from urllib.parse import SplitResult, urlsplit

LONGEST_SECONDS: Final = 5.0
MOST_BYTES: Final = 1024 * 1024
# Addresses of IPv6 that carry one of IPv4: NAT64 (RFC 6052, RFC 8215); 6to4 and Teredo the standard library knows.
_CARRIERS: Final = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("64:ff9b:1::/48"))
type Address = ipaddress.IPv4Address | ipaddress.IPv6Address
type Network = ipaddress.IPv4Network | ipaddress.IPv6Network
type Resolve = Callable[[str, int], Sequence[str]]


class NotFetched(Exception):
    """`why`: address (one may not go there), unknown (no such host), moved, status, too_big, too_slow, lost. Nothing of the answer is told."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Fetched:
    """`content_type` is what the other side says, without parameters."""

    content: bytes
    content_type: str


def fetch(
    url: str,
    *,
    inside: Iterable[Network] = (),
    ports: Sequence[int] = (443,),
    seconds: float = LONGEST_SECONDS,
    most_bytes: int = MOST_BYTES,
    resolve: Resolve | None = None,
    tls: ssl.SSLContext | None = None,
) -> Fetched:
    """GET `url` by https, without redirects, cookies or a name of ours. Raises `NotFetched`.

    Every address the host has must be public, or within `inside`; the connection goes to the one looked at, so a name that
    answers otherwise a moment later changes nothing.
    """
    parts, host, port = _read(url, ports)
    address = _allowed(host, port, list(inside), resolve or _resolve)
    connection = _Pinned(host, port, address, tls or ssl.create_default_context(), timeout=seconds)
    headers = {"Accept-Encoding": "identity"}
    return _exchange(connection, "GET", parts, None, headers, seconds=seconds, most_bytes=most_bytes)


def post(
    url: str,
    content: bytes,
    *,
    headers: Mapping[str, str],
    inside: Iterable[Network],
    ports: Sequence[int],
    seconds: float = LONGEST_SECONDS,
    most_bytes: int = MOST_BYTES,
    resolve: Resolve | None = None,
) -> Fetched:
    """POST `content` to a service whose address the environment names, as `fetch` asks; without TLS only within `inside`. Raises `NotFetched`."""
    parts, host, port = _read(url, ports, schemes=("https", "http"))
    address = _allowed(host, port, list(inside), resolve or _resolve)
    is_clear = parts.scheme == "http"
    if is_clear and is_public(ipaddress.ip_address(address)):
        raise NotFetched("address")
    connection = _Pinned(host, port, address, None if is_clear else ssl.create_default_context(), timeout=seconds)
    return _exchange(connection, "POST", parts, content, headers, seconds=seconds, most_bytes=most_bytes)


def _exchange(
    connection: _Pinned,
    method: str,
    parts: SplitResult,
    content: bytes | None,
    headers: Mapping[str, str],
    *,
    seconds: float,
    most_bytes: int,
) -> Fetched:
    # Each byte may come in time and all of them never: at the end the connection is cut, whatever it is doing.
    end = threading.Timer(seconds, connection.cut)
    end.daemon = True
    end.start()
    try:
        connection.request(method, (parts.path or "/") + (f"?{parts.query}" if parts.query else ""), content, dict(headers))
        answer = connection.getresponse()
        if 300 <= answer.status < 400:
            raise NotFetched("moved")
        if answer.status // 100 != 2:
            raise NotFetched("status")
        kind = (answer.getheader("Content-Type") or "").partition(";")[0].strip().lower()
        content = answer.read(most_bytes + 1)
        if connection.is_cut:
            raise NotFetched("too_slow")
        if len(content) > most_bytes:
            raise NotFetched("too_big")
        return Fetched(content, kind)
    except (OSError, ValueError, http.client.HTTPException) as error:
        raise NotFetched("too_slow" if connection.is_cut or isinstance(error, TimeoutError) else "lost") from error
    finally:
        end.cancel()
        connection.close()


def is_public(address: Address) -> bool:
    """Whether the address, and the one of IPv4 it may carry, lies in the public internet."""
    return all(each.is_global and not each.is_multicast for each in _carried(address))


def _carried(address: Address) -> list[Address]:
    found: list[Address] = [address]
    if isinstance(address, ipaddress.IPv6Address):
        inner = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
        if any(address in each for each in _CARRIERS):
            inner.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
        if int(address) >> 32 == 0:  # ::a.b.c.d, the old compatible form
            inner.append(ipaddress.IPv4Address(int(address)))
        found += [each for each in inner if each is not None]
    return found


def _read(url: str, ports: Sequence[int], *, schemes: Sequence[str] = ("https",)) -> tuple[SplitResult, str, int]:
    try:
        parts = urlsplit(url)
        port = parts.port or (80 if parts.scheme == "http" else 443)
        host = (parts.hostname or "").encode("idna").decode() if parts.hostname and not parts.hostname.isascii() else parts.hostname or ""
    except (ValueError, UnicodeError) as error:
        raise NotFetched("address") from error
    is_plain = url.isprintable() and " " not in url and "\\" not in url
    if (
        parts.scheme not in schemes
        or not host
        or parts.username is not None
        or parts.password is not None
        or port not in ports
        or not is_plain
    ):
        raise NotFetched("address")
    return parts, host, port


def _allowed(host: str, port: int, inside: Sequence[Network], resolve: Resolve) -> str:
    try:
        texts = resolve(host, port)
        addresses: list[Address] = [ipaddress.ip_address(text.partition("%")[0]) for text in texts]
    except (OSError, ValueError, UnicodeError) as error:
        raise NotFetched("unknown") from error
    if not addresses:
        raise NotFetched("unknown")
    for address in addresses:
        if not is_public(address) and not any(address in network for network in inside):
            raise NotFetched("address")
    return str(addresses[0])


def _resolve(host: str, port: int) -> list[str]:
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


class _Pinned(http.client.HTTPSConnection):
    """To the address that was looked at, under the name that was asked for; in clear without a `context`."""

    def __init__(self, host: str, port: int, address: str, context: ssl.SSLContext | None, *, timeout: float) -> None:
        super().__init__(host, port, context=context, timeout=timeout)
        self.address, self.context, self.is_cut = address, context, False
        self.plain: socket.socket | None = None

    @override
    def connect(self) -> None:
        self.plain = socket.create_connection((self.address, self.port), timeout=self.timeout)
        own = self.plain.dup()
        self.sock = self.context.wrap_socket(own, server_hostname=self.host) if self.context else own

    @override
    def close(self) -> None:
        super().close()
        if self.plain:
            self.plain.close()

    def cut(self) -> None:
        """End what goes on in another thread."""
        self.is_cut = True
        if self.plain:
            with suppress(OSError):
                self.plain.shutdown(socket.SHUT_RDWR)
