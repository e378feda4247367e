"""From an ASGI scope to a WSGI environ: what the client says is kept apart from what the server knows."""

from __future__ import annotations

import ipaddress
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import IO, Any

type Headers = Iterable[tuple[bytes, bytes]]
type Network = ipaddress.IPv4Network | ipaddress.IPv6Network
type Address = tuple[str, int]

UNPREFIXED = {"content-type": "CONTENT_TYPE", "content-length": "CONTENT_LENGTH"}
JOINED_BY = {"cookie": "; "}
HOP_BY_HOP = {"transfer-encoding", "connection", "keep-alive", "te", "trailer", "upgrade", "proxy"}
FORWARDED = {"x-forwarded-for", "x-forwarded-proto", "x-forwarded-host", "x-forwarded-port", "x-real-ip", "forwarded"}


def environ_of(scope: Mapping[str, Any], body: IO[bytes], length: int, proxies: Sequence[Network]) -> dict[str, Any]:
    """The environ of `scope`, whose body of `length` bytes is `body`.

    Header names with `_` are dropped, since WSGI could not tell them from those with `-`; forwarding headers count
    only from `proxies` and never reach the application.
    """
    headers = _headers(scope["headers"])
    client, is_https = _origin(scope, headers, proxies)
    server = scope.get("server") or ("localhost", 80)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": scope["path"].encode("utf-8", "surrogateescape").decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope.get('http_version', '1.1')}",
        "SERVER_NAME": str(server[0]),
        "SERVER_PORT": str(server[1] or 0),
        "REMOTE_ADDR": client[0],
        "REMOTE_PORT": str(client[1]),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "https" if is_https else "http",
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    environ.update(_variables(headers))
    environ["CONTENT_LENGTH"] = str(length)
    return environ


def _headers(raw: Headers) -> dict[str, str]:
    found: dict[str, str] = {}
    for name_bytes, value_bytes in raw:
        name, value = name_bytes.decode("latin-1").lower(), value_bytes.decode("latin-1")
        if "_" in name:
            continue
        found[name] = found[name] + JOINED_BY.get(name, ",") + value if name in found else value
    return found


def _variables(headers: Mapping[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in headers.items() if name not in HOP_BY_HOP | FORWARDED}
    return {UNPREFIXED.get(name, f"HTTP_{name.upper().replace('-', '_')}"): value for name, value in kept.items()}


def _origin(scope: Mapping[str, Any], headers: Mapping[str, str], proxies: Sequence[Network]) -> tuple[Address, bool]:
    """Who asks, and whether over https: the connection's own word, or the nearest proxy's when it is ours."""
    client: Address = scope.get("client") or ("", 0)
    is_https = scope.get("scheme") == "https"
    if not _is_in(client[0], proxies):
        return client, is_https
    is_https = headers.get("x-forwarded-proto", scope.get("scheme", "")).split(",")[-1].strip() == "https"
    # From the right: the first address that is not a proxy of ours; what stands left of it anyone may have written.
    for address in reversed([each.strip() for each in headers.get("x-forwarded-for", "").split(",")]):
        if not _is_address(address):
            break
        client = (address, 0)
        if not _is_in(address, proxies):
            break
    return client, is_https


def _is_in(address: str, networks: Sequence[Network]) -> bool:
    return _is_address(address) and any(ipaddress.ip_address(address) in each for each in networks)


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
