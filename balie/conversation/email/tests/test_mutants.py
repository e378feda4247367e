"""Third-party mails damaged at random through the real reader in its guarded child. `MUTANTS` says how many, `SEED` which; `make fuzz` takes 100,000."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.utils import timezone

from balie.conversation.email import intake
from balie.conversation.email.actions import store_raw
from balie.conversation.email.guard import parse_guarded
from balie.conversation.email.models import RawMail
from balie.conversation.email.parsing import OverBudget, Unparsable
from balie.conversation.email.testing import a_mailbox
from balie.conversation.email.tests.mutants import mutants
from balie.foundation.files.queries import read_file
from tests.parts.corpora import mails

COUNT = int(os.environ.get("MUTANTS", "5000"))
FILED = 200
SEED = int(os.environ.get("SEED", "20261126"))
REPORT = Path(__file__).resolve().parents[4] / "docs/reference/fuzz.md"
# These refusals are the mail's; `reader_failed`, time and memory would be ours.
OF_THE_MAIL = {"empty", "no_mail", "raw", "parts", "depth", "header", "headers"}


def test_no_damaged_mail_makes_the_reader_fail_or_run_out_of_time() -> None:
    print(f"seed {SEED}, {COUNT} mutants")  # noqa: T201  # the seed makes a failure again
    failed: list[str] = []
    refused = 0
    slowest = 0.0
    begin = time.monotonic()
    for name, raw in mutants(list(mails()), count=COUNT, seed=SEED):
        start = time.monotonic()
        refusal = _refusal(raw)
        slowest = max(slowest, time.monotonic() - start)
        refused += bool(refusal)
        if refusal and refusal not in OF_THE_MAIL:
            failed.append(f"{name}: {refusal}")
    if "FUZZ_REPORT" in os.environ:
        _write_report(failed, refused=refused, slowest=slowest, seconds=time.monotonic() - begin)

    assert failed == []


@pytest.mark.django_db
def test_every_damaged_mail_is_kept_and_filed_or_set_aside_for_a_reason_of_its_own() -> None:
    mailbox = a_mailbox()

    for name, content in mutants(list(mails()), count=FILED, seed=SEED + 1):
        damaged = content.replace(b"Message-I", b"Message-ID: <\0" + name.encode() + b"@x>\r\nX-I", 1)
        raw = intake.file_one(store_raw(mailbox, damaged, at=timezone.now()))

        assert raw.state != RawMail.State.NEW, name
        assert raw.reason not in {RawMail.Reason.FAILED, RawMail.Reason.READER_FAILED}, name
        assert read_file(raw.file) == damaged, name


def test_the_same_seed_makes_the_same_mutants() -> None:
    paths = list(mails("mail/nodemailer"))

    once, again, others = (list(mutants(paths, count=20, seed=seed)) for seed in (1, 1, 2))

    assert once == again
    assert [raw for _, raw in once] != [raw for _, raw in others]


def _refusal(raw: bytes) -> str:
    """Why the mail was refused, or an empty text."""
    try:
        parse_guarded(raw)
    except OverBudget as over:
        return over.what
    except Unparsable as refusal:
        return f"{refusal.code} {refusal.kind}".strip()
    return ""


def _write_report(failed: list[str], *, refused: int, slowest: float, seconds: float) -> None:
    before, _, _ = REPORT.read_text().partition("<!-- result -->")
    lines = [
        f"{datetime.now(UTC):%d %B %Y, %H:%M} UTC, `MUTANTS={COUNT} SEED={SEED} pytest {Path(__file__).name}`, {'failed' if failed else 'passed'} in {seconds:.0f} s.\n",
        "| what | count |",
        "|---|---|",
        f"| mutants | {COUNT} |",
        f"| read | {COUNT - refused} |",
        f"| refused by name, as no mail or over a limit | {refused - len(failed)} |",
        f"| the reader failed, or ran out of time or memory | {len(failed)} |",
        f"| slowest | {slowest:.2f} s |",
        *(f"\n- {each}" for each in failed[:50]),
    ]
    REPORT.write_text(before + "<!-- result -->\n" + "\n".join(lines) + "\n<!-- end of result -->\n")
