"""A small WSGI application behind the bridge, run by a real granian in the tests of the bridge."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from balie.foundation.web.bridge import Bridge

MEGABYTE = 1024 * 1024
SEEN = {"calls": 0, "chunks": 0, "closed": 0}


class Stream:
    """A streamed answer that counts what was taken from it."""

    streaming = True

    def __iter__(self) -> Iterator[bytes]:
        for _ in range(2000):
            SEEN["chunks"] += 1
            time.sleep(0.005)
            yield b"x" * 1024

    def close(self) -> None:
        SEEN["closed"] += 1


def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
    """Tells what it got; `/stream` never ends by itself soon, `/file` is a file, `/seen` the counters."""
    if environ["PATH_INFO"] == "/seen":
        return _json(start_response, SEEN)
    SEEN["calls"] += 1
    if environ["PATH_INFO"] == "/stream":
        start_response("200 OK", [])
        return Stream()
    if environ["PATH_INFO"] == "/file":
        start_response("200 OK", [])
        return environ["wsgi.file_wrapper"](open(environ["QUERY_STRING"], "rb"))  # noqa: PTH123
    content = environ["wsgi.input"].read()
    facts = {name: value for name, value in environ.items() if isinstance(value, str)}
    return _json(start_response, facts | {"sha256": hashlib.sha256(content).hexdigest(), "length": len(content)})


def _json(start_response: Callable[..., Any], body: object) -> list[bytes]:
    start_response("200 OK", [("Content-Type", "application/json")])
    return [json.dumps(body).encode()]


bridge = Bridge(app, executor=ThreadPoolExecutor(3), limit=8 * MEGABYTE, proxies=["127.0.0.9/32"])


async def application(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] == "lifespan":
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await send({"type": "lifespan.shutdown.complete"})
        return
    await bridge(scope, receive, send)
