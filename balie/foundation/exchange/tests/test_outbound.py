"""R-S1: what somebody else chose to be fetched leads nowhere inside. The servers are real, on loopback, with certificates of the tests."""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balie.foundation.exchange.outbound import Fetched, NotFetched, fetch, is_public
from tests.parts.certificates import self_signed

LOOPBACK = [ipaddress.ip_network("127.0.0.0/8")]
INSIDE = ["127.0.0.1", "10.0.0.8", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1", "224.0.0.1", "255.255.255.255"]
FORMS: list[Callable[[ipaddress.IPv4Address], str]] = [
    str,
    lambda at: str(int(at)),
    lambda at: hex(int(at)),
    lambda at: f"0{int(at):o}",
    lambda at: ".".join(hex(part) for part in at.packed),
    lambda at: ".".join(f"0{part:o}" for part in at.packed),
    lambda at: f"{at.packed[0]}.{int.from_bytes(at.packed[1:])}",
    lambda at: f"[::ffff:{at}]",
    lambda at: f"[::{at}]",
    lambda at: f"[2002:{at.packed[:2].hex()}:{at.packed[2:].hex()}::1]",
    lambda at: f"[64:ff9b::{at}]",
    lambda at: f"[64:ff9b:1::{at}]",
    lambda at: f"{at}.",
    lambda at: str(at).replace(".", "。"),
]
WRITTEN = [form(ipaddress.IPv4Address(at)) for at in INSIDE for form in FORMS]


@pytest.mark.parametrize(
    "host", [*WRITTEN, "localhost", "localhost.", "[::1]", "[::]", "[fe80::1]", "[fc00::1]", "[ff02::1]", "[2001:0::1]"]
)
def test_r_s1_no_way_of_writing_an_inner_address_leads_there(host: str) -> None:
    with pytest.raises(NotFetched) as refused:
        fetch(f"https://{host}/")

    assert refused.value.why in {"address", "unknown"}


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/",
        "file:///etc/passwd",
        "ftp://example.org/",
        "https://",
        "https://user:pass@example.org/",
        "https://example.org:22/",
        "https://example.org\\@127.0.0.1/",
        "https://exa mple.org/",
        "https://example.org/\r\nX: y",
        "//example.org/",
        "https://[::1",
        "https://a:b/",
    ],
)
def test_r_s1_an_address_that_is_not_plain_https_is_refused(url: str) -> None:
    with pytest.raises(NotFetched, match="address"):
        fetch(url, resolve=lambda host, port: ["93.184.215.14"])


def test_r_s1_one_inner_address_among_public_ones_is_enough_to_refuse() -> None:
    with pytest.raises(NotFetched, match="address"):
        fetch("https://both.example/", resolve=lambda host, port: ["93.184.215.14", "10.0.0.1"])


@given(st.ip_addresses(v=4))
def test_an_address_carried_in_another_is_as_public_as_itself(address: ipaddress.IPv4Address) -> None:
    carried = [ipaddress.ip_address(f"::ffff:{address}"), ipaddress.ip_address(f"64:ff9b::{address}")]

    assert all(is_public(each) <= is_public(address) for each in carried)


def test_what_is_asked_for_comes(house: House) -> None:
    with house.answering(b"HTTP/1.1 200 OK\r\nContent-Type: image/png; a=b\r\nContent-Length: 3\r\n\r\nabc") as port:
        assert house.fetch(port) == Fetched(b"abc", "image/png")

    assert b"Cookie" not in house.asked[0]
    assert b"Host: pictures.example" in house.asked[0]


def test_r_s1_the_name_is_looked_up_once(house: House) -> None:
    asked: list[str] = []

    def resolve(host: str, _port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["10.0.0.1"]

    with house.answering(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n") as port:
        house.fetch(port, resolve=resolve)

    assert asked == ["pictures.example"]


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (b"HTTP/1.1 302 Found\r\nLocation: https://127.0.0.1/\r\nContent-Length: 0\r\n\r\n", "moved"),
        (b"HTTP/1.1 404 Not Found\r\nContent-Length: 6\r\n\r\nsecret", "status"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n" + b"x" * 5000, "too_big"),
        (b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 5000, "too_big"),
        (b"rubbish\r\n\r\n", "lost"),
        (b"", "lost"),
    ],
)
def test_an_answer_that_is_not_wanted_tells_nothing(house: House, answer: bytes, why: str) -> None:
    with house.answering(answer) as port, pytest.raises(NotFetched) as refused:
        house.fetch(port, most_bytes=1000)

    assert str(refused.value) == refused.value.why == why


def test_a_server_that_dawdles_is_left_in_time(house: House) -> None:
    with house.answering(b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n" + b"x" * 50, pause=0.2) as port:
        began = time.monotonic()
        with pytest.raises(NotFetched, match="too_slow"):
            house.fetch(port, seconds=1.0)

    assert time.monotonic() - began < 5


def test_a_certificate_of_another_name_is_not_taken(house: House) -> None:
    with house.answering(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n") as port, pytest.raises(NotFetched, match="lost"):
        house.fetch(port, name="other.example")


class House:
    """One server on loopback that answers each connection with the same bytes."""

    def __init__(self, folder: Path) -> None:
        self.asked: list[bytes] = []
        certificate, key = self_signed(folder, names="DNS:pictures.example")
        self.server_tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.server_tls.load_cert_chain(certificate, key)
        self.client_tls = ssl.create_default_context(cafile=str(certificate))

    def fetch(
        self, port: int, *, name: str = "pictures.example", seconds: float = 5.0, most_bytes: int = 10_000, resolve: object = None
    ) -> Fetched:
        found = resolve or (lambda host, port: ["127.0.0.1"])
        return fetch(
            f"https://{name}:{port}/a.png?b=c",
            inside=LOOPBACK,
            ports=[port],
            seconds=seconds,
            most_bytes=most_bytes,
            resolve=found,  # type: ignore[arg-type]
            tls=self.client_tls,
        )

    @contextmanager
    def answering(self, answer: bytes, *, pause: float = 0.0) -> Iterator[int]:
        with closing(socket.create_server(("127.0.0.1", 0))) as door:
            door.settimeout(10)
            thread = threading.Thread(target=self._serve, args=(door, answer, pause), daemon=True)
            thread.start()
            yield door.getsockname()[1]
            thread.join(15)

    def _serve(self, door: socket.socket, answer: bytes, pause: float) -> None:
        try:
            plain, _address = door.accept()
            with self.server_tls.wrap_socket(plain, server_side=True) as caller:
                self.asked.append(caller.recv(4096))
                for block in [answer[at : at + 1] for at in range(len(answer))] if pause else [answer]:
                    caller.sendall(block)
                    time.sleep(pause)
        except OSError:
            return


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)
