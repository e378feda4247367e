"""The bridge behind a real granian: what must not get lost, cut, spoofed or held up on the way to Django."""

from __future__ import annotations

import hashlib
import http.client
import json
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from balie.foundation.web.testing import granian_serving

MEGABYTE = 1024 * 1024


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with granian_serving("balie.foundation.web.tests.bridge_app:application") as port:
        yield port


def answer(port: int, method: str = "GET", path: str = "/", body: Any = None, headers: dict[str, str] | None = None) -> dict[str, Any]:
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    client.request(method, path, body=body, headers=headers or {}, encode_chunked=not isinstance(body, bytes | None))
    response = client.getresponse()
    return dict(json.loads(response.read()))


def raw(port: int, request: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=20) as client:
        client.sendall(request)
        return client.recv(65536)


def seen(port: int) -> dict[str, int]:
    return answer(port, path="/seen")


def until(is_so: Any, seconds: float = 5.0) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if is_so():
            return True
        time.sleep(0.05)
    return False


def test_a_body_arrives_whole(port: int) -> None:
    content = bytes(range(256)) * 4096 * 5

    got = answer(port, "POST", body=content)

    assert (got["length"], got["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())


def test_a_chunked_body_arrives_whole_with_its_length(port: int) -> None:
    got = answer(port, "POST", body=iter([b"one ", b"two ", b"three"]), headers={"Transfer-Encoding": "chunked"})

    assert (got["length"], got["CONTENT_LENGTH"]) == (13, "13")


def test_a_cut_upload_never_reaches_the_application(port: int) -> None:
    before = seen(port)["calls"]

    with socket.create_connection(("127.0.0.1", port)) as client:
        client.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5000000\r\n\r\n" + b"x" * 2_000_000)
    time.sleep(0.5)

    assert seen(port)["calls"] == before


def test_two_cookie_headers_are_one(port: int) -> None:
    got = raw(port, b"GET / HTTP/1.1\r\nHost: x\r\nCookie: a=1\r\nCookie: b=2\r\nConnection: close\r\n\r\n")

    assert b'"HTTP_COOKIE": "a=1; b=2"' in got


@pytest.mark.parametrize("name", ["Remote_User", "X_Forwarded_For", "Content_Length"])
def test_a_header_with_an_underscore_is_dropped(port: int, name: str) -> None:
    got = answer(port, headers={name: "777"})

    assert "777" not in got.values()


def test_raw_utf8_in_the_query_is_read(port: int) -> None:
    got = raw(port, "GET /?q=caf\u00e9 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())

    assert got.startswith(b"HTTP/1.1 200")


def test_the_path_reaches_the_application_as_wsgi_wants_it(port: int) -> None:
    got = answer(port, path="/caf%C3%A9")

    assert got["PATH_INFO"].encode("latin-1").decode() == "/café"


def test_forwarding_headers_of_a_stranger_do_not_count(port: int) -> None:
    got = answer(port, headers={"X-Forwarded-For": "203.0.113.7", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil"})

    assert (got["REMOTE_ADDR"], got["wsgi.url_scheme"]) == ("127.0.0.1", "http")
    assert not [name for name in got if "FORWARDED" in name]


def test_forwarding_headers_of_a_trusted_proxy_count_from_the_right(port: int) -> None:
    client = http.client.HTTPConnection("127.0.0.1", port, source_address=("127.0.0.9", 0))
    client.request("GET", "/", headers={"X-Forwarded-For": "198.51.100.1, 203.0.113.7, 127.0.0.9", "X-Forwarded-Proto": "https"})

    got = json.loads(client.getresponse().read())

    assert (got["REMOTE_ADDR"], got["wsgi.url_scheme"]) == ("203.0.113.7", "https")


def test_a_stream_ends_when_its_reader_leaves(port: int) -> None:
    before = seen(port)

    with socket.create_connection(("127.0.0.1", port)) as client:
        client.sendall(b"GET /stream HTTP/1.1\r\nHost: x\r\n\r\n")
        client.recv(4096)

    assert until(lambda: seen(port)["closed"] == before["closed"] + 1)
    assert seen(port)["chunks"] - before["chunks"] < 200


def test_a_file_arrives_whole(port: int, tmp_path: Path) -> None:
    content = bytes(range(256)) * 4096 * 3
    (tmp_path / "file").write_bytes(content)
    client = http.client.HTTPConnection("127.0.0.1", port)

    client.request("GET", f"/file?{tmp_path / 'file'}")

    assert client.getresponse().read() == content


def test_readers_who_do_not_read_their_files_hold_nobody_up(port: int, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x" * 20 * MEGABYTE)
    slow = [socket.create_connection(("127.0.0.1", port)) for _ in range(8)]
    for client in slow:
        client.sendall(f"GET /file?{tmp_path / 'file'} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    time.sleep(0.5)

    started = time.monotonic()
    answer(port)

    assert time.monotonic() - started < 1
    for client in slow:
        client.close()


def test_slow_uploads_hold_nobody_up(port: int) -> None:
    slow = [socket.create_connection(("127.0.0.1", port)) for _ in range(12)]
    for client in slow:
        client.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nx")

    started = time.monotonic()
    answer(port)

    assert time.monotonic() - started < 1
    for client in slow:
        client.close()


@pytest.mark.parametrize("is_chunked", [False, True])
def test_a_body_over_the_limit_is_read_away_and_the_application_told(port: int, is_chunked: bool) -> None:
    content = b"x" * (9 * MEGABYTE)
    blocks = (content[at : at + MEGABYTE] for at in range(0, len(content), MEGABYTE))

    got = answer(port, "POST", body=blocks if is_chunked else content, headers={"Transfer-Encoding": "chunked"} if is_chunked else {})

    assert (got["balie.body_too_large"], got["length"]) == ("1", 0)


def test_a_client_cannot_claim_that_its_body_was_too_large(port: int) -> None:
    got = answer(port, headers={"balie.body_too_large": "1", "Balie-Body-Too-Large": "1"})

    assert "balie.body_too_large" not in got
