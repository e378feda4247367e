"""Children are started together, revived, stopped in reverse, and never outlive their parent."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st

from balie.foundation.processes.supervisor import LONGEST_PAUSE, pause_after

SUPERVISOR = """
    import signal, sys
    from balie.foundation.processes import children
    from balie.foundation.processes.supervisor import Service, Supervisor, say

    CHILD = "import os, signal, sys, time; tell = lambda word: os.write(1, f'{word} {sys.argv[1]}\\\\n'.encode());" \\
            "signal.signal(signal.SIGTERM, lambda *_: (tell('end'), sys.exit())); tell('begin'); time.sleep(60)"

    def service(name):
        return Service(name, start=lambda: children.spawn([sys.executable, "-c", CHILD, name], on_parent_death=signal.SIGTERM), stop_within=30)

    web, worker = service("web"), service("worker")
    web.is_ready = lambda: worker.child is not None
    Supervisor([web, worker], say=say).run(when_ready=lambda: say("ready"))
"""


class Supervised:
    """A supervisor in a process of its own, with two children."""

    def __init__(self) -> None:
        command = [sys.executable, "-u", "-c", textwrap.dedent(SUPERVISOR)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=Path.cwd())
        self.lines: list[str] = []
        self.read_until(lambda: {"begin web", "begin worker", "ready"} <= set(self.lines))
        self.children = {each.cmdline()[-1]: each for each in psutil.Process(self.process.pid).children()}

    def read_until(self, done: Callable[[], bool]) -> None:
        assert self.process.stdout is not None
        while not done():
            line = self.process.stdout.readline()
            assert line, self.lines
            self.lines.append(line.strip())

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        if self.process.stdout is not None:
            self.process.stdout.close()


@pytest.fixture
def supervised() -> object:
    running = Supervised()
    yield running
    running.end()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stop_signal_ends_every_child(supervised: Supervised, number: signal.Signals) -> None:
    supervised.process.send_signal(number)

    status = supervised.process.wait(timeout=40)

    assert status == 0
    assert [name for name, child in supervised.children.items() if child.is_running()] == []
    supervised.read_until(lambda: {"end web", "end worker"} <= set(supervised.lines))


def test_a_child_starts_before_the_one_ahead_of_it_is_ready(supervised: Supervised) -> None:
    assert set(supervised.children) == {"web", "worker"}


def test_a_killed_child_is_started_again(supervised: Supervised) -> None:
    supervised.children["web"].kill()

    supervised.read_until(lambda: supervised.lines.count("begin web") == 2)

    assert supervised.children["worker"].is_running()


def test_a_killed_supervisor_leaves_no_orphan(supervised: Supervised) -> None:
    os.kill(supervised.process.pid, signal.SIGKILL)
    supervised.process.wait()

    gone, alive = psutil.wait_procs(list(supervised.children.values()), timeout=20)

    assert alive == []
    assert len(gone) == 2


def test_a_program_beside_it_is_left_alone(supervised: Supervised) -> None:
    neighbour = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    supervised.process.send_signal(signal.SIGINT)

    supervised.process.wait(timeout=40)

    time.sleep(0.1)
    assert neighbour.poll() is None
    neighbour.kill()
    neighbour.wait()


@given(st.integers(min_value=0, max_value=10_000))
def test_pauses_grow_to_a_bound_and_never_shrink(deaths: int) -> None:
    pause = pause_after(deaths)

    assert 0 <= pause <= pause_after(deaths + 1) <= LONGEST_PAUSE
