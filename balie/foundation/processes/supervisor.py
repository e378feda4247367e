"""Keeps children running: starts them together, restarts the one that died, stops them in reverse."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from types import FrameType

from balie.foundation.processes import children, failpoints

# Where a test has processes die by the hundred, none of these deaths means that something is wrong.
LONGEST_PAUSE = 0.5 if failpoints.is_on() else 30.0
STEADY_AFTER = 60.0  # running this long, the next death counts as a first one
TICK = 0.2


@dataclass
class Service:
    """One child to keep running. `start` spawns it; `is_ready` tells when it does its work."""

    name: str
    start: Callable[[], subprocess.Popen[bytes]]
    is_ready: Callable[[], bool] = lambda: True
    ready_within: float = 60.0
    stop_signal: signal.Signals = signal.SIGTERM
    stop_within: float = 25.0
    child: subprocess.Popen[bytes] | None = field(default=None, init=False)
    started_at: float = field(default=0.0, init=False)
    deaths: int = field(default=0, init=False)
    again_at: float = field(default=0.0, init=False)


class NotReady(Exception):
    """A service did not come up; the message says which."""


class Stopped(Exception):
    """Somebody asked for the end while starting."""


class Supervisor:
    """Runs `services` until SIGINT or SIGTERM; stops them in reverse order."""

    def __init__(self, services: Sequence[Service], *, say: Callable[[str], None]) -> None:
        self._services = list(services)
        self._say = say
        self._stopping = 0

    def run(self, *, when_ready: Callable[[], None], tend: Callable[[], None] = lambda: None) -> None:
        """Blocks until asked to stop. `tend` runs at every tick, for what else needs watching."""
        self._listen()
        try:
            for service in self._services:
                _start(service)
            for service in self._services:
                self._await_ready(service, tend)
            when_ready()
            while not self._stopping:
                self._look_after(tend)
        except Stopped:
            pass
        finally:
            self.stop()

    def stop(self) -> None:
        """Ask all at once, in reverse order, then wait for each; a second Ctrl-C ends them hard."""
        running = [service for service in reversed(self._services) if service.child]
        for service in running:
            self._ask(service)
        for service in running:
            self._await(service)

    def _listen(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._on_signal)

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self._stopping += 1

    def _await_ready(self, service: Service, tend: Callable[[], None]) -> None:
        end = time.monotonic() + service.ready_within
        while not service.is_ready():
            if self._stopping:
                raise Stopped
            if not _runs(service) and service.deaths == 0:
                raise NotReady(f"The {service.name} process ended at once; its message stands above.")
            if time.monotonic() > end:
                raise NotReady(f"The {service.name} process did not answer within {service.ready_within:.0f} seconds.")
            tend()
            time.sleep(0.03)

    def _look_after(self, tend: Callable[[], None]) -> None:
        time.sleep(TICK)
        tend()
        for service in self._services:
            if not self._stopping and not _runs(service):
                self._revive(service)

    def _revive(self, service: Service) -> None:
        now = time.monotonic()
        if service.child is not None:
            children.end_group(service.child)
            status, service.child = service.child.returncode, None
            service.deaths = 1 if now - service.started_at > STEADY_AFTER else service.deaths + 1
            service.again_at = now + pause_after(service.deaths)
            self._say(f"The {service.name} process ended ({status}); starting it again.")
        if now >= service.again_at:
            _start(service)

    def _ask(self, service: Service) -> None:
        if service.child is not None:
            with suppress(ProcessLookupError):
                service.child.send_signal(service.stop_signal)

    def _await(self, service: Service) -> None:
        if service.child is None:
            return
        end = time.monotonic() + service.stop_within
        asked = self._stopping
        while _runs(service) and time.monotonic() < end and self._stopping <= max(asked, 1):
            time.sleep(0.02)
        children.wait_or_kill(service.child, seconds=0)
        service.child = None


def pause_after(deaths: int) -> float:
    """Seconds to wait before start number `deaths` + 1: none for the first death, then doubling up to half a minute."""
    return 0.0 if deaths <= 1 else min(LONGEST_PAUSE, 0.5 * 2.0 ** min(deaths - 2, 10))


def say(line: str) -> None:
    """A line for the person at the terminal, at once."""
    with suppress(BrokenPipeError):
        sys.stdout.write(line + os.linesep)
        sys.stdout.flush()


def _start(service: Service) -> None:
    service.child = service.start()
    service.started_at = time.monotonic()


def _runs(service: Service) -> bool:
    return service.child is not None and service.child.poll() is None
