from __future__ import annotations

import base64
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import psutil
import pytest

from balie.conversation.email import guard
from balie.conversation.email.guard import parse_guarded
from balie.conversation.email.parsing import OverBudget, Unparsable, parse_mail
from balie.conversation.email.parsing.child import MEMORY_BYTES

PLAIN = b"From: a@b.example\r\nSubject: meter\r\n\r\nDag"


@pytest.fixture(autouse=True)
def _own_children() -> Iterator[None]:
    guard.stop_children()
    yield
    guard.stop_children()


def _child() -> psutil.Process:
    [child] = guard._pool.idle
    return psutil.Process(child.process.pid)


def test_the_child_reads_what_the_parser_reads() -> None:
    raw = b"Content-Type: multipart/mixed; boundary=q\n\n--q\n\nDag\n--q\nContent-Type: image/png\n\n\0\1\n--q--"

    assert parse_guarded(raw) == parse_mail(raw)


def test_one_child_serves_one_mail_after_the_other() -> None:
    parse_guarded(PLAIN)
    first = _child().pid

    parse_guarded(PLAIN)

    assert _child().pid == first


def test_refusals_come_through_by_name_and_the_child_stays() -> None:
    parse_guarded(PLAIN)
    first = _child().pid

    with pytest.raises(Unparsable, match="empty"):
        parse_guarded(b"")
    with pytest.raises(OverBudget, match="header"):
        parse_guarded(b"Subject: " + b"a" * 70_000 + b"\n\nx")

    assert _child().pid == first


def test_r_i5_a_mail_that_takes_too_long_is_refused_and_the_next_is_read() -> None:
    slow = b"--b\nContent-Type: text/html\n\n" + b"<p>" * 650_000 + b"\n"

    with pytest.raises(OverBudget, match="time"):
        parse_guarded(b"Content-Type: multipart/mixed; boundary=b\n\n" + slow * 24)
    start = time.monotonic()
    mail = parse_guarded(PLAIN)

    assert mail.subject == "meter"
    assert time.monotonic() - start < 1


def test_r_i5_memory_is_limited() -> None:
    parse_guarded(PLAIN)

    assert _child().rlimit(psutil.RLIMIT_AS) == (MEMORY_BYTES, MEMORY_BYTES)


def test_r_i5_the_largest_mail_fits_in_the_memory() -> None:
    content = base64.encodebytes(b"x" * 38_000_000)
    head = b"Content-Type: multipart/mixed; boundary=q\n\n--q\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\n"

    mail = parse_guarded(head + content[: 50 * 1024 * 1024 - len(head) - 10] + b"\n--q--")

    assert mail.attachments[0].size > 37_000_000


def test_a_killed_child_costs_one_mail_at_most() -> None:
    parse_guarded(PLAIN)
    _child().kill()
    time.sleep(0.1)

    assert parse_guarded(PLAIN).subject == "meter"


def test_the_child_knows_neither_django_nor_the_database() -> None:
    code = "import sys, balie.conversation.email.parsing.child; print(sorted({name.split('.')[0] for name in sys.modules}))"

    modules = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout

    assert "'balie'" in modules
    assert "'django'" not in modules
    assert "'psycopg'" not in modules


@pytest.mark.parametrize(
    "deed", ["import socket; socket.socket()", "import subprocess; subprocess.run(['true'])", "open('/tmp/x','wb').write(b'x')"]
)
def test_the_child_can_neither_speak_to_the_network_nor_start_or_write(deed: str) -> None:
    code = f"from balie.conversation.email.parsing.child import _limit; _limit(); {deed}"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert done.returncode != 0


def test_the_child_ends_with_its_parent() -> None:
    code = (
        "from balie.conversation.email import guard; import os, signal\n"
        "guard.parse_guarded(b'Subject: x\\n\\ny'); print(guard._pool.idle[0].process.pid, flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )

    pid = int(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False).stdout)

    assert _has_ended_within(5, pid)


def _has_ended_within(seconds: float, pid: int) -> bool:
    """A zombie has ended too: nobody fetched its exit code yet."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
            return True
        time.sleep(0.05)
    return False


def test_threads_do_not_mix_up_their_mails() -> None:
    wrong: list[str] = []

    def read(name: str) -> None:
        for number in range(30):
            subject = parse_guarded(f"Subject: {name}{number}\n\nx".encode()).subject
            if subject != f"{name}{number}":
                wrong.append(subject)

    threads = [threading.Thread(target=read, args=(name,)) for name in "abc"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert wrong == []


def test_small_mails_go_through_quickly() -> None:
    parse_guarded(PLAIN)
    start = time.monotonic()

    for _ in range(300):
        parse_guarded(PLAIN)

    # Measured 700 to 1,300 a second; half of the promised 300 is allowed on a busy machine.
    assert 300 / (time.monotonic() - start) > 150
