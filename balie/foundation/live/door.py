"""`GET /live?topics=a,b:1&since=1790000000000`: the event stream, native ASGI; a held stream costs no thread.

`since` is what the page's own answer said in `X-Asked-At`; what was nudged after that is told at once.
Events: `hello` (JSON: topics heard, topics refused), `nudge` (a topic; the event's id is its moment in milliseconds since 1970), `resync` (fetch everything again),
`signed-out` (the session has ended; the stream closes), `beat` every 15 s. A beat is an event, since a browser does not
tell its page of comments, and every tab must show when its line has died.
"""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs

from django.conf import settings
from django.http.request import split_domain_port, validate_host

from balie.foundation.live.admission import Admission, admit
from balie.foundation.live.hub import BEAT, RESYNC, Hub, Stream
from balie.foundation.live.rules import is_from_us, wanted_topics
from balie.foundation.text.numbers import whole
from balie.foundation.web.bridge import Receive, Send

PATH = "/live"
CHECK_EVERY_BEATS = 20
MOST_STREAMS_PER_USER = 20
STREAM_HEADERS = [
    (b"content-type", b"text/event-stream"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]
type Admit = Callable[[str, list[str]], Admission | None]


class Refused(Exception):
    """No stream; the one argument is the HTTP status."""


class Door:
    """Lets a browser in to the hub, and keeps its stream going."""

    def __init__(self, hub: Hub, executor: Executor, *, admit: Admit = admit) -> None:
        self.hub, self.executor, self.admit = hub, executor, admit

    async def __call__(self, scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
        try:
            stream, admission, left_out = await self._let_in(scope)
        except Refused as refusal:
            await _refuse(send, refusal.args[0])
            return
        self.hub.add(stream)  # before `hello`: what is nudged from here on is heard
        stream.task = asyncio.current_task()
        watcher = asyncio.create_task(_watch(receive, stream))
        try:
            await self._serve(stream, send, [*admission.refused, *left_out])
        except asyncio.CancelledError:
            if not stream.is_ended:
                raise
        finally:
            watcher.cancel()
            self.hub.remove(stream)

    async def _let_in(self, scope: Mapping[str, Any]) -> tuple[Stream, Admission, list[str]]:
        headers = _headers(scope)
        _ensure_ours(scope["method"], headers)
        wanted, left_out = wanted_topics(_query(scope, "topics"))
        cookies = headers.get("cookie", "")
        admission = await self._ask(cookies, wanted)
        if admission is None:
            raise Refused(HTTPStatus.UNAUTHORIZED)
        if self.hub.is_closed:
            raise Refused(HTTPStatus.SERVICE_UNAVAILABLE)
        if self.hub.count_of(admission.user_id) >= MOST_STREAMS_PER_USER:
            raise Refused(HTTPStatus.TOO_MANY_REQUESTS)
        stream = Stream(admission.user_id, cookies, admission.topics, since=whole(_query(scope, "since")) or None)
        return stream, admission, left_out

    async def _ask(self, cookies: str, topics: list[str]) -> Admission | None:
        return await asyncio.get_running_loop().run_in_executor(self.executor, self.admit, cookies, topics)

    async def _serve(self, stream: Stream, send: Send, refused: list[str]) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": STREAM_HEADERS})
        heard = {"topics": sorted(stream.topics), "refused": refused}
        # Each browser comes back after its own time, so that a restart does not bring all at once.
        say = _Mouth(stream, send).say
        await say(f"retry: {random.randint(1000, 3000)}\n{_event('hello', json.dumps(heard))}")  # noqa: S311
        beats = 0
        while not stream.is_ended:
            told = await stream.next()
            beats += BEAT in told
            if stream.must_check or beats >= CHECK_EVERY_BEATS:
                beats = 0
                if not await self._is_still_valid(stream):
                    await say(_event("signed-out", "1"))
                    break
            if told and not stream.is_ended:
                await say("".join(_told(what, at) for what, at in told.items()))
        await send({"type": "http.response.body", "body": b""})

    async def _is_still_valid(self, stream: Stream) -> bool:
        """Whether the session still holds; topics its user may no longer hear fall silent."""
        stream.must_check = False
        admission = await self._ask(stream.cookies, sorted(stream.topics))
        if admission is None or admission.user_id != stream.user_id:
            return False
        self.hub.silence(stream, stream.topics - set(admission.topics))
        return True


def _ensure_ours(method: str, headers: Mapping[str, str]) -> None:
    if method != "GET":
        raise Refused(HTTPStatus.METHOD_NOT_ALLOWED)
    host = headers.get("host", "")
    name, _ = split_domain_port(host)
    if name == settings.BALIE_FILES_HOST or not validate_host(name, settings.ALLOWED_HOSTS):
        raise Refused(HTTPStatus.NOT_FOUND)
    if not is_from_us(host=host, origin=headers.get("origin", ""), fetch_site=headers.get("sec-fetch-site", "")):
        raise Refused(HTTPStatus.FORBIDDEN)


async def _watch(receive: Receive, stream: Stream) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    stream.end()


class _Mouth:
    """Says things to one client, and notes since when it has been trying to."""

    def __init__(self, stream: Stream, send: Send) -> None:
        self.stream, self.send, self.clock = stream, send, asyncio.get_running_loop().time

    async def say(self, text: str) -> None:
        self.stream.sending_since = self.clock()
        await self.send({"type": "http.response.body", "body": text.encode(), "more_body": True})
        self.stream.sending_since = 0.0


def _told(what: str, at: int) -> str:
    return PLAIN.get(what) or f"id: {at}\n{_event('nudge', what)}"


def _event(name: str, data: str) -> str:
    return f"event: {name}\ndata: {data}\n\n"


# An event without data is never dispatched by a browser, so these carry some.
PLAIN = {RESYNC: _event("resync", "1"), BEAT: _event("beat", "1")}


async def _refuse(send: Send, status: HTTPStatus) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": int(status), "headers": headers})
    await send({"type": "http.response.body", "body": status.phrase.encode()})


def _headers(scope: Mapping[str, Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name_bytes, value_bytes in scope["headers"]:
        name, value = name_bytes.decode("latin-1").lower(), value_bytes.decode("latin-1")
        found[name] = f"{found[name]}; {value}" if name in found else value
    return found


def _query(scope: Mapping[str, Any], name: str) -> str:
    values = parse_qs(scope["query_string"].decode("latin-1")).get(name, [""])
    return ",".join(values)
