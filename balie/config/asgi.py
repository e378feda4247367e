"""The one ASGI callable: the live stream is native, everything else is Django in threads."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import MutableMapping
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import parent_process
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from balie.foundation.live.door import PATH, Door
from balie.foundation.live.hub import Hub
from balie.foundation.processes.children import die_with_parent
from balie.foundation.web.bridge import Bridge, Receive, Send

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "balie.config.settings")

FORM_BYTES = 1024 * 1024  # what a form may carry beside the largest file

wsgi = get_wsgi_application()
executor = ThreadPoolExecutor(settings.BALIE_WEB_THREADS, thread_name_prefix="web")
hub = Hub()
door = Door(hub, executor)
bridge = Bridge(wsgi, executor=executor, limit=settings.BALIE_MAX_UPLOAD_BYTES + FORM_BYTES, proxies=settings.BALIE_TRUSTED_PROXIES)


async def application(scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
    if scope["type"] == "lifespan":
        await _live_and_die(receive, send)
    elif scope["path"] == PATH:
        await door(scope, receive, send)
    else:
        await bridge(scope, receive, send)


async def _live_and_die(receive: Receive, send: Send) -> None:
    await receive()
    _die_with_server()
    hub.open()
    _end_streams_on_signal()
    await send({"type": "lifespan.startup.complete"})
    await receive()
    hub.close()
    executor.shutdown(wait=False)
    await send({"type": "lifespan.shutdown.complete"})


def _die_with_server() -> None:
    """A worker whose server was killed would keep the port."""
    if server := parent_process():
        die_with_parent(signal.SIGKILL, parent=server.pid or 0)


def _end_streams_on_signal() -> None:
    """The server waits for open streams before it says that it stops, so they are ended by the signal itself."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: loop.call_soon_threadsafe(hub.close))
