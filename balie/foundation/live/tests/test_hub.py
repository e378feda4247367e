"""The hub alone: what waits stays small, the line beats, and who does not read is let go."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from balie.foundation.live import hub as module
from balie.foundation.live.admission import Admission
from balie.foundation.live.door import Door
from balie.foundation.live.hub import Hub, Stream

SCOPE = {"method": "GET", "path": "/live", "query_string": b"topics=open", "headers": [(b"host", b"localhost:8000")]}


async def forever() -> dict[str, Any]:
    await asyncio.Event().wait()
    return {}


def a_door(hub: Hub, admit: Callable[[str, list[str]], Admission | None]) -> Door:
    return Door(hub, None, admit=admit)  # type: ignore[arg-type]  # None is asyncio's own executor


async def served(hub: Hub, send: Callable[[Any], Awaitable[None]], seconds: float) -> bool:
    """Serve one stream for at most `seconds`; whether it ended by itself."""
    door = a_door(hub, lambda cookies, topics: Admission("1", tuple(topics), ()))
    task = asyncio.create_task(door(SCOPE, forever, send))
    done, _ = await asyncio.wait([task], timeout=seconds)
    task.cancel()
    return bool(done)


def test_what_waits_for_a_slow_client_is_each_topic_once() -> None:
    async def story() -> dict[str, int]:
        hub, stream = Hub(), Stream("1", "", ["open:1", "open:2"])
        hub.add(stream)
        for _ in range(1000):
            hub.deliver("open:1")
            hub.deliver("open:2")
        return await stream.next()

    assert list(asyncio.run(story())) == ["open:1", "open:2"]


def test_a_page_is_told_what_was_nudged_since_it_was_asked_for_and_nothing_older(monkeypatch: pytest.MonkeyPatch) -> None:
    async def story(since: int | None) -> list[str]:
        hub = Hub()
        for at, topic in ((100_000, "open:1"), (130_000, "open:2"), (139_000, "open:3")):
            monkeypatch.setattr(module, "now_ms", lambda at=at: at)
            hub.deliver(topic)
        monkeypatch.setattr(module, "now_ms", lambda: 140_000)
        stream = Stream("1", "", ["open:1", "open:2", "open:3"], since=since)
        hub.add(stream)
        return list(await stream.next())

    assert asyncio.run(story(130_000)) == ["open:2", "open:3"]
    assert asyncio.run(story(None)) == ["open:3"]
    assert asyncio.run(story(0)) == ["open:1", "open:2", "open:3"]


def test_a_removed_stream_leaves_nothing_behind() -> None:
    async def story() -> tuple[int, int]:
        hub, stream = Hub(), Stream("1", "", ["open:1"])
        hub.add(stream)
        hub.remove(stream)
        return hub.count_of("1"), len(hub._by_topic)

    assert asyncio.run(story()) == (0, 0)


def test_a_quiet_line_beats(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "HEARTBEAT_SECONDS", 0.02)
    heard: list[bytes] = []

    async def send(message: Any) -> None:
        heard.append(message.get("body", b""))

    async def story() -> None:
        hub = Hub(lambda: {"conninfo": "host=/nowhere"})
        hub.open()
        await served(hub, send, 0.2)
        hub.close()

    asyncio.run(story())

    assert heard.count(b"event: beat\ndata: 1\n\n") >= 2


def test_a_client_that_does_not_read_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "HEARTBEAT_SECONDS", 0.02)
    monkeypatch.setattr(module, "SEND_SECONDS", 0.05)

    async def send(message: Any) -> None:
        if message.get("body"):
            await asyncio.Event().wait()

    async def story() -> tuple[bool, int]:
        hub = Hub(lambda: {"conninfo": "host=/nowhere"})
        hub.open()
        has_ended = await served(hub, send, 2)
        hub.close()
        return has_ended, hub.count_of("1")

    assert asyncio.run(story()) == (True, 0)
