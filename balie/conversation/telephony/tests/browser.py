"""A browser as the tests need it: aiortc with its own tracks, which says a tone and keeps what it hears, on a loop of its own."""

from __future__ import annotations

import asyncio
import fractions
import secrets
import threading
from collections.abc import Callable, Coroutine
from types import TracebackType
from typing import Any, Self

import numpy as np
from aioice import ice
from aiortc import MediaStreamTrack, RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import MediaStreamError
from av import AudioFrame

from balie.conversation.telephony.media.codecs import FRAME, RATE, Samples
from balie.conversation.telephony.tests.engine import Engine

WITHIN = 10.0


class Tone(MediaStreamTrack):
    """20 ms of a tone every 20 ms."""

    kind = "audio"

    def __init__(self, hertz: int) -> None:
        super().__init__()
        self._hertz, self._at, self._began = hertz, 0, 0.0

    async def recv(self) -> AudioFrame:
        loop = asyncio.get_running_loop()
        self._began = self._began or loop.time()
        await asyncio.sleep(max(0.0, self._began + self._at / RATE - loop.time()))
        places = np.arange(self._at, self._at + FRAME) / RATE
        frame = AudioFrame.from_ndarray(
            (8000 * np.sin(2 * np.pi * self._hertz * places)).astype("<i2").reshape(1, -1), format="s16", layout="mono"
        )
        frame.sample_rate, frame.pts, frame.time_base = RATE, self._at, fractions.Fraction(1, RATE)
        self._at += FRAME
        return frame


class Browser:
    """`name` is how the media process knows it."""

    def __init__(self, hertz: int) -> None:
        self.name = secrets.token_hex(8)
        self.states: list[str] = []
        self._heard: list[Samples] = []
        self._hertz = hertz
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._tasks: set[asyncio.Task[None]] = set()

    def __enter__(self) -> Self:
        ice.get_host_addresses = lambda **_: ["127.0.0.1"]
        self._thread.start()
        self._do(self._begin())
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)

    def connect(self, engine: Engine, **told: object) -> None:
        """As `phone`, or calling `number`; back when it is connected."""
        self.offer_to(engine, **told)
        answer = engine.wait("browser_answered", browser=self.name)["answer"]
        self._do(self._connection.setRemoteDescription(RTCSessionDescription(answer, "answer")))

    def offer_to(self, engine: Engine, **told: object) -> None:
        engine.done("connect_browser", browser=self.name, offer=self.offer(), **told)

    def offer(self) -> str:
        return str(self._do(self._offer()))

    def close(self) -> None:
        self._do(self._connection.close())

    def heard(self) -> Samples:
        return np.concatenate(self._heard) if self._heard else np.zeros(0, dtype=np.float32)

    def forget(self) -> None:
        """What was heard so far."""
        self._heard.clear()

    async def _begin(self) -> None:
        self._connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self._connection.addTrack(Tone(self._hertz))
        self._connection.on("track", self._listen)
        self._connection.on("connectionstatechange", lambda: self.states.append(self._connection.connectionState))

    async def _offer(self) -> str:
        await self._connection.setLocalDescription(await self._connection.createOffer())
        return str(self._connection.localDescription.sdp)

    def _listen(self, track: MediaStreamTrack) -> None:
        task = asyncio.ensure_future(self._hear(track))
        self._tasks.add(task)

    async def _hear(self, track: MediaStreamTrack) -> None:
        while True:
            try:
                frame: Any = await track.recv()
            except MediaStreamError:
                return
            samples = frame.to_ndarray().reshape(-1)[:: len(frame.layout.channels)]
            self._heard.append(samples[:: frame.sample_rate // RATE].astype(np.float32))

    def _do[Answer](self, what: Coroutine[Any, Any, Answer]) -> Answer:
        return asyncio.run_coroutine_threadsafe(what, self._loop).result(WITHIN)


def until(is_so: Callable[[], bool], engine: Engine, *, within: float = WITHIN) -> None:
    """Meanwhile the engine listens."""
    for _ in range(int(within / 0.1)):
        if is_so():
            return
        engine.listen(0.1)
    raise AssertionError("it did not become so")
