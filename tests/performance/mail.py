"""Mail: how many a second are filed, beside Python's own parser alone on the same mails, and whether people notice ten thousand of them."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from email import message_from_bytes, policy

from tests.performance.figures import Client, Times, quantile

WARM_MAILS = 40
QUEUED, EVERY_SECONDS, LONGEST_SECONDS = 10_000, 0.25, 1800.0
BOX = "hallo@zenne.example"


def parser_per_second(count: int, *, tag: str) -> float:
    """The mails of `mails_per_second`, read by Python's own parser alone: every part walked, every content got."""
    mails = list(_mails(count, tag=tag))
    for raw in mails[:WARM_MAILS]:
        _read(raw)
    began = time.perf_counter()
    for raw in mails:
        _read(raw)
    return count / (time.perf_counter() - began)


def _read(raw: bytes) -> None:
    for part in message_from_bytes(raw, policy=policy.default).walk():
        if not part.is_multipart():
            part.get_content()


def mails_per_second(count: int, *, workers: int, tag: str) -> float:
    """Raw mails stored first, then filed by `workers` processes that have filed some before; from the start to the last mail."""
    from balie.conversation.email.intake import file_backlog
    from balie.conversation.email.models import RawMail

    script = (
        "import django; django.setup(); from balie.conversation.email.intake import file_backlog; "
        "file_backlog(longest=60); print('warm', flush=True); input(); file_backlog(longest=120)"
    )
    others = []
    for at in range(workers - 1):
        store_mails(WARM_MAILS, tag=f"{tag}warm{at}")
        other = subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert other.stdout
        other.stdout.readline()
        others.append(other)
    store_mails(WARM_MAILS, tag=f"{tag}warm")
    file_backlog(longest=60)
    store_mails(count, tag=tag)
    began = time.perf_counter()
    for other in others:
        assert other.stdin
        other.stdin.write(b"\n")
        other.stdin.flush()
    while RawMail.objects.filter(state="new").exists():
        file_backlog(longest=120)
    took = time.perf_counter() - began
    for other in others:
        other.wait(60)
    return count / took


def drain(client: Client, path: str) -> tuple[Times, float]:
    """While the installation files what waits, ask for `path` at a steady rate: its times, and mails filed a second."""
    took, began, first = [], time.perf_counter(), _waiting()
    while left := _waiting():
        asked = time.perf_counter()
        if asked - began > LONGEST_SECONDS:
            raise RuntimeError(f"{left} mails still wait after {LONGEST_SECONDS:.0f} s")
        client.get(path)
        took.append((time.perf_counter() - asked) * 1000)
        time.sleep(max(0.0, EVERY_SECONDS - (time.perf_counter() - asked)))
    times = sorted(took)
    return Times(quantile(times, 0.5), quantile(times, 0.95)), first / (time.perf_counter() - began)


def store_mails(count: int, *, tag: str) -> None:
    from django.utils import timezone

    from balie.conversation.email.actions import store_raw
    from balie.conversation.email.models import Mailbox

    box = Mailbox.objects.get(address=BOX)
    for raw in _mails(count, tag=tag):
        store_raw(box, raw, at=timezone.now())


def _mails(count: int, *, tag: str) -> Iterator[bytes]:
    from balie.conversation.email.testing import a_raw_mail

    for at in range(count):
        body = f"Goedemorgen,\n\nmijn meter {tag}{at} staat stil sinds gisteren. Kunt u iemand sturen?\n\nGroeten, Jan"
        sender = f"Jan Peeters <jan{at}@klant.example>"
        yield a_raw_mail(subject=f"Meter {tag} {at}", sender=sender, to=BOX, body=body, message_id=f"{tag}.{at}@klant.example")


def _waiting() -> int:
    from balie.conversation.email.models import RawMail

    return RawMail.objects.filter(state="new").count()
