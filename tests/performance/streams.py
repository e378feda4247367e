"""How long one NOTIFY takes to reach every open stream: `python tests/performance/streams.py URL COOKIE [N] [TOPIC]`.

Opens N streams, nudges TOPIC some twenty times through the database, prints p50, p95 and the worst p95 in milliseconds.
"""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass
from typing import cast
from urllib.parse import urlsplit

import psycopg

NUDGES = 20
PAUSE = 0.15
WAIT_SECONDS = 10.0
CHANNEL = "balie_live"


@dataclass(frozen=True)
class Figures:
    """Milliseconds from NOTIFY to the client, over all streams and nudges; `worst_p95` is that of the slowest nudge."""

    streams: int
    open_ms: float
    p50_ms: float
    p95_ms: float
    worst_p95_ms: float


def measure(base_url: str, cookie: str | Sequence[str], n: int, *, topic: str, database_url: str) -> Figures:
    """Measure with `n` streams, spread over the cookies (`name=value`): a user may hold no more than twenty each."""
    return asyncio.run(_measure(base_url, [cookie] if isinstance(cookie, str) else list(cookie), n, topic, database_url))


class _Ear(asyncio.Protocol):
    """One client that notes when it hears the nudge; as little of its own work as can be, on cores it shares with the server."""

    def __init__(self, request: bytes, topic: str, arrivals: list[float]) -> None:
        self.request, self.wanted, self.arrivals = request, f"event: nudge\ndata: {topic}\n".encode(), arrivals
        self.hello: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self.head = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)
        self.transport.write(self.request)

    def data_received(self, data: bytes) -> None:
        if self.hello.done():
            if self.wanted in data:
                self.arrivals.append(time.perf_counter())
            return
        self.head += data
        if b"event: hello" in self.head and b"\n\n" in self.head.split(b"event: hello", 1)[1]:
            self.hello.set_result(self.head)

    def connection_lost(self, error: Exception | None) -> None:
        if not self.hello.done():
            self.hello.set_exception(RuntimeError(self.head.split(b"\r\n", 1)[0].decode() or "the stream was closed"))


async def _measure(base_url: str, cookies: list[str], n: int, topic: str, database_url: str) -> Figures:
    arrivals: list[float] = []
    started = time.perf_counter()
    ears = await asyncio.gather(*(_open(base_url, cookies[at % len(cookies)], topic, arrivals) for at in range(n)))
    open_ms = (time.perf_counter() - started) * 1000
    try:
        async with await psycopg.AsyncConnection.connect(database_url, autocommit=True) as connection:

            async def nudge() -> None:
                await connection.execute("SELECT pg_notify(%s, %s)", [CHANNEL, topic])

            rounds = [await _round(nudge, arrivals, n) for _ in range(NUDGES)]
    finally:
        for ear in ears:
            ear.transport.close()
    every = sorted(took for each in rounds for took in each)
    return Figures(n, open_ms, statistics.median(every), _p95(every), max(_p95(each) for each in rounds))


async def _round(nudge: Callable[[], Awaitable[None]], arrivals: list[float], n: int) -> list[float]:
    """One nudge; milliseconds until each stream had it. Raises `TimeoutError` when one never gets it."""
    arrivals.clear()
    sent = time.perf_counter()
    await nudge()
    async with asyncio.timeout(WAIT_SECONDS):
        while len(arrivals) < n:
            await asyncio.sleep(0.002)
    await asyncio.sleep(PAUSE)
    return sorted((at - sent) * 1000 for at in arrivals)


async def _open(base_url: str, cookie: str, topic: str, arrivals: list[float]) -> _Ear:
    parts = urlsplit(base_url)
    request = f"GET /live?topics={topic} HTTP/1.1\r\nHost: {parts.netloc}\r\nCookie: {cookie}\r\nSec-Fetch-Site: same-origin\r\n\r\n"
    loop = asyncio.get_running_loop()
    _transport, ear = await loop.create_connection(lambda: _Ear(request.encode(), topic, arrivals), parts.hostname, parts.port)
    head = await ear.hello
    if topic.encode() not in head.split(b'"refused"')[0]:
        raise RuntimeError(f"this user may not hear {topic}")
    return ear


def _p95(values: list[float]) -> float:
    return values[min(len(values) - 1, int(len(values) * 0.95))]


def main(arguments: list[str]) -> int:
    if len(arguments) < 2:
        print(__doc__)
        return 2
    base_url, cookies = arguments[0], arguments[1].split(",")
    n = int(arguments[2]) if len(arguments) > 2 else 500
    topic = arguments[3] if len(arguments) > 3 else "tickets"
    figures = measure(base_url, cookies, n, topic=topic, database_url=os.environ["BALIE_DATABASE_URL"])
    print(json.dumps(asdict(figures)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
