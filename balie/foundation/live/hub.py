"""One LISTEN per process, handed on to every open stream; no stream can hold another up."""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable
from typing import Any

import psycopg
from django.db import connections

from balie.foundation.live import CHANNEL
from balie.foundation.web import metrics

logger = logging.getLogger(__name__)
SESSION_PREFIX = "session:"
RESYNC = "\x00resync"
BEAT = "\x00beat"
HEARTBEAT_SECONDS = 15.0
SEND_SECONDS = 30.0
PROBE_SECONDS = 30.0
LONGEST_PAUSE = 10.0
RECALLED_MS = 5_000
MOST_RECALLED_MS = 60_000
MOST_RECALLED = 5000


class Stream:
    """One open stream: what it hears, and what it has yet to be told, each topic once, so that it stays small.

    `since`: when its page was asked for, in milliseconds since 1970; what was nudged after that it has not seen.
    """

    def __init__(self, user_id: str, cookies: str, topics: Iterable[str], *, since: int | None = None) -> None:
        self.user_id, self.cookies, self.topics, self.since = user_id, cookies, set(topics), since
        self.is_ended = False
        self.must_check = False
        self.sending_since = 0.0
        self.task: asyncio.Task[Any] | None = None
        self._pending: dict[str, int] = {}
        self._woken = asyncio.Event()

    def tell(self, what: str, at: int = 0) -> None:
        self._pending[what] = at
        self._woken.set()

    def check(self) -> None:
        """Ask the door to look at the session again."""
        self.must_check = True
        self._woken.set()

    def end(self) -> None:
        self.is_ended = True
        self._woken.set()

    def drop_when_stuck(self, now: float) -> None:
        """Give up on a client that does not read: it will come back and fetch again."""
        if self.task is not None and self.sending_since and now - self.sending_since > SEND_SECONDS:
            self.end()
            self.task.cancel()

    async def next(self) -> dict[str, int]:
        """What there is to tell and when it was nudged, at once or as soon as there is; empty when woken to check or end."""
        await self._woken.wait()
        self._woken.clear()
        told, self._pending = self._pending, {}
        return told


class Hub:
    """The streams of this process."""

    def __init__(self, connection_parameters: Callable[[], dict[str, Any]] | None = None) -> None:
        self._parameters = connection_parameters or listen_parameters
        self._by_topic: defaultdict[str, set[Stream]] = defaultdict(set)
        self._streams: set[Stream] = set()
        self._per_user: Counter[str] = Counter()
        self._recent: deque[tuple[int, str]] = deque(maxlen=MOST_RECALLED)
        self._tasks: list[asyncio.Task[None]] = []
        self.is_closed = False

    def open(self) -> None:
        """Start to listen and to beat, on the running loop."""
        loop = asyncio.get_running_loop()
        self._tasks = [loop.create_task(self._keep_listening()), loop.create_task(self._keep_beating())]

    def close(self) -> None:
        """End every stream now, and take no more; called when the process is told to stop."""
        self.is_closed = True
        for stream in self._streams:
            stream.end()
        for task in self._tasks:
            task.cancel()

    def count_of(self, user_id: str) -> int:
        """How many streams the user has open in this process."""
        return self._per_user[user_id]

    def add(self, stream: Stream) -> None:
        """Take `stream` in, and tell it what it missed between its page's making and now."""
        self._streams.add(stream)
        self._per_user[stream.user_id] += 1
        for topic in stream.topics:
            self._by_topic[topic].add(stream)
        now = now_ms()
        since = now - RECALLED_MS if stream.since is None else max(stream.since, now - MOST_RECALLED_MS)
        for at, topic in self._recent:
            if at >= since and topic in stream.topics:
                stream.tell(topic, at)
        metrics.STREAMS.set(len(self._streams))

    def remove(self, stream: Stream) -> None:
        self._streams.discard(stream)
        self._per_user[stream.user_id] -= 1
        if not self._per_user[stream.user_id]:
            del self._per_user[stream.user_id]
        self.silence(stream, stream.topics)
        metrics.STREAMS.set(len(self._streams))

    def silence(self, stream: Stream, topics: Iterable[str]) -> None:
        """Let `stream` hear `topics` no more."""
        for topic in list(topics):
            stream.topics.discard(topic)
            self._by_topic[topic].discard(stream)
            if not self._by_topic[topic]:
                del self._by_topic[topic]

    def deliver(self, topic: str) -> None:
        """Hand on a nudge."""
        now = now_ms()
        self._recent.append((now, topic))
        for stream in self._by_topic.get(topic, ()):
            stream.tell(topic, now)
        if topic.startswith(SESSION_PREFIX):
            self._check_user(topic.removeprefix(SESSION_PREFIX))

    def resync(self) -> None:
        """Nudges may have been missed: every screen fetches its parts again."""
        for stream in self._streams:
            stream.tell(RESYNC)

    def _check_user(self, user_id: str) -> None:
        for stream in self._streams:
            if stream.user_id == user_id:
                stream.check()

    async def _keep_beating(self) -> None:
        """One clock for all: a timer per stream and event would cost more than the events."""
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(HEARTBEAT_SECONDS)
            for stream in self._streams:
                stream.tell(BEAT)
                stream.drop_when_stuck(loop.time())

    async def _keep_listening(self) -> None:
        """Listen; after a lost connection try again, more and more slowly, and have every screen catch up."""
        pause, was_connected = 0.1, False
        while not self.is_closed:
            try:
                async with await psycopg.AsyncConnection.connect(**self._parameters(), autocommit=True) as connection:
                    await connection.execute(f"LISTEN {CHANNEL}")
                    if was_connected:
                        self.resync()
                    pause, was_connected = 0.1, True
                    await self._hand_on(connection)
            except (psycopg.Error, OSError) as error:
                logger.warning("lost the database's notifications (%s); again in %.1f s", type(error).__name__, pause)
            await asyncio.sleep(pause * random.uniform(0.5, 1.0))  # noqa: S311 - spreads reconnects, no secret
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _hand_on(self, connection: psycopg.AsyncConnection[Any]) -> None:
        """Deliver until the connection fails; a quiet one is probed, since a dead line says nothing."""
        while True:
            async for notification in connection.notifies(timeout=PROBE_SECONDS):
                self.deliver(notification.payload)
            await connection.execute("SELECT 1")


def now_ms() -> int:
    """Milliseconds since 1970: the clock that pages and nudges share."""
    return time.time_ns() // 1_000_000


def listen_parameters() -> dict[str, Any]:
    """Django's connection parameters, for a connection of psycopg's own."""
    known = connections["default"].get_connection_params()
    unwanted = {"cursor_factory", "context", "prepare_threshold", "server_side_binding", "isolation_level", "assume_role", "pool"}
    return {name: value for name, value in known.items() if name not in unwanted} | {"application_name": "balie live"}
