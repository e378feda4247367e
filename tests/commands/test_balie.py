"""`balie` as a person at a terminal meets it: real processes in a home of their own."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from balie.config.env import terminal_language
from balie.foundation.processes.locks import FileLock
from balie.foundation.processes.ports import answers_http, ensure_free

ROOT = Path(__file__).resolve().parent.parent.parent
FIRST_START_WITHIN = 120.0  # seconds; every migration, on a busy machine


def balie(home: Path, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "balie.config.cli", *words]
    return subprocess.run(command, cwd=ROOT, env=_environment(home, **env), capture_output=True, text=True, timeout=120)


def test_an_unknown_command_is_a_usage_error(home: Path) -> None:
    answer = balie(home, "frobnicate")

    assert answer.returncode == 2
    assert "no command `balie frobnicate`" in answer.stderr
    assert not (home / "postgres").exists()


def test_a_wrong_word_is_a_usage_error(home: Path) -> None:
    answer = balie(home, "run", "faster")

    assert answer.returncode == 2


def test_help_lists_our_commands_without_a_database(home: Path) -> None:
    answer = balie(home, "help")

    assert answer.returncode == 0
    assert {"backup", "doctor", "restore", "run", "web", "worker"} <= {line.split()[0] for line in answer.stdout.splitlines() if line}
    assert "createsuperuser" not in answer.stdout
    assert not (home / "postgres").exists()


def test_a_setting_that_cannot_be_read_is_named(home: Path) -> None:
    answer = balie(home, "run", PORT="many")

    assert answer.returncode == 1
    assert answer.stderr == "balie: PORT is 'many'; it takes a whole number.\n"


def test_a_busy_port_is_told_and_nothing_starts(home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        answer = balie(home, "run", PORT=str(taken.getsockname()[1]))

    assert answer.returncode == 1
    assert "in use by another program" in answer.stderr
    assert not (home / "postgres").exists()


def test_a_second_run_on_the_same_home_says_so(home: Path) -> None:
    lock = FileLock(home / "run.lock").take()
    lock.note("process 12, http://localhost:8000")

    answer = balie(home, "run")

    assert answer.returncode == 1
    assert "already runs" in answer.stderr
    assert "process 12" in answer.stderr
    lock.release()


def test_a_server_that_does_not_answer_is_told_without_its_password(home: Path) -> None:
    answer = balie(home, "run", BALIE_DATABASE_URL="postgresql://balie:geheim@127.0.0.1:1/balie")

    assert answer.returncode == 1
    assert "BALIE_DATABASE_URL does not answer" in answer.stderr
    assert "geheim" not in answer.stderr


@pytest.fixture
def running(home: Path) -> Iterator[tuple[subprocess.Popen[str], int, Path]]:
    """`balie run` on an empty home, until its pages and its worker answer."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = _start(home, "run", port)
    _wait_for(lambda: answers_http("127.0.0.1", port, "/healthz") == 200 or process.poll() is not None)
    yield process, port, home
    _end(process)


def test_run_serves_prints_the_first_link_and_stops_all_it_started(running: tuple[subprocess.Popen[str], int, Path]) -> None:
    process, port, _home = running
    tree = psutil.Process(process.pid).children(recursive=True)

    process.terminate()
    process.wait(timeout=40)

    assert process.stdout is not None
    printed = process.stdout.read()
    assert process.returncode == 0, printed
    assert re.search(rf"http://localhost:{port}/\w+/\S{{20,}}/", printed)
    assert '"level": "error"' not in printed, printed  # though it was asked for its health before it had any
    assert len(tree) >= 4
    assert [each for each in tree if each.is_running()] == []


def test_a_refusal_is_said_in_the_language_of_the_terminal(running: tuple[subprocess.Popen[str], int, Path]) -> None:
    _process, _port, home = running

    said = {
        code: balie(home, "restore", "/no/such.zip", LC_ALL="", LANG=f"{code}.UTF-8").stderr
        for code in ("nl_BE", "fr_BE", "de_BE", "it_IT")
    }

    assert said == {
        "nl_BE": "balie: /no/such.zip kan niet teruggezet worden: dat bestand bestaat niet.\n",
        "fr_BE": "balie: /no/such.zip ne peut pas être restauré\N{NO-BREAK SPACE}: ce fichier n’existe pas.\n",
        "de_BE": "balie: /no/such.zip kann nicht wiederhergestellt werden: diese Datei gibt es nicht.\n",
        "it_IT": "balie: /no/such.zip cannot be restored: there is no such file.\n",
    }


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({}, "en"),
        ({"LANG": "nl_BE.UTF-8"}, "nl"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "nl_BE.UTF-8", "LC_ALL": "fr_BE.UTF-8"}, "fr"),
        ({"LANG": "nl_BE.UTF-8", "LC_ALL": "", "LC_MESSAGES": "de"}, "de"),
        ({"LANG": "fr"}, "fr"),
        ({"LANG": "de-AT"}, "de"),
        ({"LANG": "pt_PT@euro"}, "en"),
    ],
)
def test_the_terminal_speaks_as_posix_chooses(environ: dict[str, str], language: str) -> None:
    assert terminal_language(environ) == language


def test_after_a_killed_run_the_next_one_serves_at_once(running: tuple[subprocess.Popen[str], int, Path]) -> None:
    process, port, home = running
    server = _web_server(process)
    family = [server, *server.children()]
    with _half_an_upload(port):
        process.kill()
        process.wait()
        _gone, left = psutil.wait_procs(family, timeout=3)
        again = _start(home, "run", port)
        _wait_for(lambda: answers_http("127.0.0.1", port, "/healthz") == 200 or again.poll() is not None)

    assert left == []
    assert again.poll() is None, again.communicate()[0]
    assert answers_http("127.0.0.1", port, "/healthz") == 200
    _end(again)


def test_the_workers_of_a_killed_web_server_leave_its_port(running: tuple[subprocess.Popen[str], int, Path]) -> None:
    _process, _port, home = running
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    web = _start(home, "web", port)
    _wait_for(lambda: answers_http("127.0.0.1", port, "/account/login/") == 200 or web.poll() is not None)
    workers = psutil.Process(web.pid).children()

    with _half_an_upload(port):
        web.kill()
        web.wait()
        _gone, left = psutil.wait_procs(workers, timeout=3)

    assert workers
    assert left == []
    ensure_free("127.0.0.1", port)
    _end(web)


def _half_an_upload(port: int) -> socket.socket:
    """A request under way: a server that is asked politely waits for its end."""
    browser = socket.create_connection(("127.0.0.1", port))
    browser.sendall(b"POST /account/login/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\nlogin=")
    time.sleep(0.5)
    return browser


def _web_server(process: subprocess.Popen[str]) -> psutil.Process:
    return next(each for each in psutil.Process(process.pid).children() if any("granian" in word for word in each.cmdline()))


def _start(home: Path, word: str, port: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "balie.config.cli", word],
        cwd=ROOT,
        env=_environment(home, PORT=str(port), BALIE_DEMO="0"),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def _end(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.wait()
    if process.stdout:
        process.stdout.close()


def _environment(home: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("BALIE_", "PYTEST_"))}
    return kept | {"BALIE_HOME": str(home), "BALIE_DEMO_SMTP": "127.0.0.1:0", "BALIE_SIP_PORT": "0", "BALIE_WEB_WORKERS": "1"} | more


def _wait_for(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + FIRST_START_WITHIN
    while not condition() and time.monotonic() < end:
        time.sleep(0.1)
