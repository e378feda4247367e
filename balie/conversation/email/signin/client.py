"""Asking a token endpoint, whose address an administrator chose: with TLS, without redirects, never for long."""

from __future__ import annotations

import http.client
import json
import socket
import ssl
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlencode, urlsplit

from django.utils.translation import gettext_noop

from balie.conversation.email.reasons import told
from balie.conversation.email.signin.rules import SignInFailed, refusal
from balie.conversation.email.smtp import is_loopback, tls_context

SECONDS = 15.0
MOST_BYTES = 256 * 1024
SHORTEST_LIFE, USUAL_LIFE = 60, 3600


@dataclass(frozen=True, slots=True)
class Tokens:
    """`seconds`: how long the access token lives. `refresh` is empty when the old one stays."""

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    seconds: int


def ask_tokens(url: str, asked: Mapping[str, str], *, ca_file: str = "", seconds: float = SECONDS) -> Tokens:
    """POST `asked` to the token endpoint. Raises `SignInFailed`."""
    status, body = _post(url, asked, ca_file=ca_file, seconds=seconds)
    try:
        answer = json.loads(body)
    except ValueError:
        answer = None
    if not isinstance(answer, dict):
        raise SignInFailed(told(gettext_noop("the sign-in service gave no answer that can be read"), status))
    access = answer.get("access_token")
    if status != 200 or not isinstance(access, str) or not _is_plain(access):
        raise SignInFailed(told(*refusal(answer)))
    return Tokens(access, str(answer.get("refresh_token") or ""), _life(answer.get("expires_in")))


def _is_plain(token: str) -> bool:
    return bool(token) and token.isascii() and token.isprintable() and " " not in token


def _life(told_seconds: object) -> int:
    try:
        return max(SHORTEST_LIFE, min(int(str(told_seconds)), 24 * USUAL_LIFE))
    except ValueError:
        return USUAL_LIFE


def _post(url: str, asked: Mapping[str, str], *, ca_file: str, seconds: float) -> tuple[int, bytes]:
    parts = checked_address(url)
    connection = _connection(parts, tls_context(ca_file), seconds)
    end: threading.Timer | None = None
    try:
        connection.connect()
        end = threading.Timer(seconds, _cut, [connection.sock])
        end.daemon = True
        end.start()
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
        connection.request("POST", parts.path + (f"?{parts.query}" if parts.query else ""), urlencode(asked), headers)
        answer = connection.getresponse()
        return answer.status, answer.read(MOST_BYTES)
    except (OSError, ValueError, http.client.HTTPException) as error:
        raise SignInFailed(told(gettext_noop("the sign-in service does not answer"), f"{parts.hostname}, {error}")) from error
    finally:
        if end is not None:
            end.cancel()
        connection.close()


def checked_address(url: str) -> SplitResult:
    """The address in parts: https, or this machine. Raises `SignInFailed`."""
    wrong = SignInFailed(told(gettext_noop("the address of the sign-in service must begin with https"), url))
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname or "", parts.port
    except ValueError as error:
        raise wrong from error
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host))
    if not is_safe or not host or parts.username is not None or not url.isprintable() or " " in url:
        raise wrong
    return parts


def _connection(parts: SplitResult, context: ssl.SSLContext, seconds: float) -> http.client.HTTPConnection:
    host = parts.hostname or ""
    if parts.scheme == "https":
        return http.client.HTTPSConnection(host, parts.port, timeout=seconds, context=context)
    return http.client.HTTPConnection(host, parts.port, timeout=seconds)


def _cut(connected: socket.socket) -> None:
    """End what goes on in another thread: each byte may come in time and all of them never."""
    with suppress(OSError):
        socket.socket.shutdown(connected, socket.SHUT_RDWR)
