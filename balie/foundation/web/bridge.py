"""Django's WSGI application behind an ASGI server: the body is whole before a thread is taken, and no thread waits for a client."""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import threading
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from concurrent.futures import Executor
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import IO, Any, cast

from balie.foundation.web.environ import Headers, environ_of

type Message = MutableMapping[str, Any]
type Receive = Callable[[], Awaitable[Message]]
type Send = Callable[[Message], Awaitable[None]]
type WsgiApp = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

logger = logging.getLogger(__name__)
SPOOL_BYTES = 1024 * 1024
FILE_BLOCK = 128 * 1024
IDLE_SECONDS = 60.0
DRAIN_FACTOR = 4


class Gone(Exception):
    """The client left, or sends nothing any more."""


class TooLarge(Exception):
    """The body holds more than the limit."""


class FileWrapper:
    """What WSGI hands over for a file: sent from the loop, block by block, without holding a thread."""

    def __init__(self, source: IO[bytes], block_size: int = FILE_BLOCK) -> None:
        self.source = source

    def close(self) -> None:
        self.source.close()

    def __iter__(self) -> Iterable[bytes]:  # only for a server that does not know the wrapper
        return iter(lambda: self.source.read(FILE_BLOCK), b"")


@dataclass
class Head:
    """The first line and the headers of an answer."""

    status: int = 500
    headers: Headers = ()

    def start(self, status: str, headers: list[tuple[str, str]], exc_info: object = None) -> None:
        self.status = int(status.split(" ", 1)[0])
        self.headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]

    def message(self) -> Message:
        return {"type": "http.response.start", "status": self.status, "headers": list(self.headers)}


class Bridge:
    """ASGI on the outside, `app` (WSGI) in the threads of `executor` on the inside.

    `limit` in bytes: a larger body is read away and the app gets none, with `balie.body_too_large` in its environ,
    so that it can say so in the user's language. `proxies`: networks whose X-Forwarded-* headers count.
    """

    def __init__(self, app: WsgiApp, *, executor: Executor, limit: int, proxies: Iterable[str] = ()) -> None:
        self.app, self.executor, self.limit = app, executor, limit
        self.proxies = [ipaddress.ip_network(each, strict=False) for each in proxies]

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        body = cast("IO[bytes]", SpooledTemporaryFile(max_size=SPOOL_BYTES))  # noqa: SIM115 - closed below, after the app
        try:
            is_too_large, length = await self._spool(scope, receive, body)
            environ = environ_of(scope, body, length, self.proxies)
            environ["wsgi.file_wrapper"] = FileWrapper
            if is_too_large:
                environ["balie.body_too_large"] = "1"
            await self._answer(environ, receive, send)
        except Gone:
            return
        finally:
            body.close()

    async def _spool(self, scope: MutableMapping[str, Any], receive: Receive, body: IO[bytes]) -> tuple[bool, int]:
        """Read the body to `body`; whether it was too large (then `body` is empty), and its length."""
        try:
            length = await _read_body(receive, body, self.limit, _announced(scope))
        except TooLarge:
            body.seek(0)
            body.truncate()
            return True, 0
        body.seek(0)
        return False, length

    async def _answer(self, environ: dict[str, Any], receive: Receive, send: Send) -> None:
        loop, gone = asyncio.get_running_loop(), threading.Event()
        exchange = _Exchange(loop, send, gone)
        watcher = loop.create_task(_watch(receive, gone))
        try:
            file = await loop.run_in_executor(self.executor, exchange.run, self.app, environ)
            if file is not None:
                await self._send_file(exchange, file, send, gone)
            elif exchange.plain is not None:
                await send(exchange.head.message())
                await send({"type": "http.response.body", "body": exchange.plain})
        finally:
            watcher.cancel()

    async def _send_file(self, exchange: _Exchange, file: FileWrapper, send: Send, gone: threading.Event) -> None:
        """Send a file from the loop; only its close goes back to a Django thread, since signals hang on it."""
        loop = asyncio.get_running_loop()
        try:
            await send(exchange.head.message())
            while not gone.is_set() and (block := await asyncio.to_thread(file.source.read, FILE_BLOCK)):
                await send({"type": "http.response.body", "body": block, "more_body": True})
            if not gone.is_set():
                await send({"type": "http.response.body", "body": b""})
        finally:
            await loop.run_in_executor(self.executor, file.close)


class _Exchange:
    """One run of the app in a thread."""

    def __init__(self, loop: asyncio.AbstractEventLoop, send: Send, gone: threading.Event) -> None:
        self.loop, self.send, self.gone = loop, send, gone
        self.head = Head()
        self.plain: bytes | None = None

    def run(self, app: WsgiApp, environ: dict[str, Any]) -> FileWrapper | None:
        """Call the app: a plain answer is kept for the loop, a stream is sent here, a file is handed back open."""
        answer = app(environ, self.head.start)
        if isinstance(answer, FileWrapper):
            return answer
        try:
            if getattr(answer, "streaming", False):
                self._stream(answer)
            else:
                self.plain = b"".join(answer)
        finally:
            if hasattr(answer, "close"):
                answer.close()
        return None

    def _stream(self, answer: Iterable[bytes]) -> None:
        self._send(self.head.message())
        for chunk in answer:
            if self.gone.is_set():
                return
            self._send({"type": "http.response.body", "body": chunk, "more_body": True})
        self._send({"type": "http.response.body", "body": b""})

    def _send(self, message: Message) -> None:
        asyncio.run_coroutine_threadsafe(_sent(self.send, message), self.loop).result()


async def _sent(send: Send, message: Message) -> None:
    await send(message)


async def _watch(receive: Receive, gone: threading.Event) -> None:
    """Set `gone` when the client leaves. granian's `receive()` is awaitable, not a coroutine."""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            gone.set()
            return


async def _read_body(receive: Receive, body: IO[bytes], limit: int, announced: int | None) -> int:
    """Read the whole body; raises `TooLarge` after reading it away (else the browser shows a broken connection), and `Gone`."""
    size, is_over = 0, announced is not None and announced > limit
    while True:
        message = await _next(receive)
        chunk = message.get("body", b"")
        size += len(chunk)
        is_over = is_over or size > limit
        if not is_over:
            body.write(chunk)
        if size > DRAIN_FACTOR * limit:
            raise TooLarge
        if not message.get("more_body", False):
            break
    if is_over:
        raise TooLarge
    if announced is not None and size != announced:
        raise Gone
    return size


async def _next(receive: Receive) -> Message:
    async def one() -> Message:
        return await receive()

    try:
        message = await asyncio.wait_for(one(), IDLE_SECONDS)
    except TimeoutError:
        raise Gone from None
    if message["type"] == "http.disconnect":
        raise Gone
    return message


def _announced(scope: MutableMapping[str, Any]) -> int | None:
    for name, value in scope["headers"]:
        if name.lower() == b"content-length":
            return int(value) if value.isdigit() else None
    return None
