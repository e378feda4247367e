"""`balie mail ingest`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from balie.conversation.email.models import Mailbox
from balie.conversation.email.testing import a_mailbox, a_raw_mail

pytestmark = pytest.mark.django_db


@pytest.fixture
def mailbox() -> Mailbox:
    return a_mailbox(name="energie")


def ingest(capsys: Any, *files: Path, **options: str) -> list[dict[str, Any]]:
    """The answers, a line each."""
    named = [f"--{name}={value}" for name, value in options.items()]
    call_command("mail", "ingest", *named, *(str(file) for file in files))
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_each_mail_is_filed_without_a_worker_and_answered_by_a_line(mailbox: Mailbox, tmp_path: Path, capsys: Any) -> None:
    for name, raw in {
        "1.eml": a_raw_mail(),
        "2.eml": b"\0" * 50,
        "3.eml": a_raw_mail(headers={"Auto-Submitted": "auto-generated"}),
    }.items():
        (tmp_path / name).write_bytes(raw)
    files = sorted(tmp_path.iterdir())

    first, again = ingest(capsys, *files), ingest(capsys, files[0], mailbox="ENERGIE")

    assert [line["state"] for line in first] == ["filed", "quarantined", "automatic"]
    assert [line["file"] for line in first] == [str(file) for file in files]
    assert (first[0]["matched_by"], again[0]["state"], again[0]["ticket"]) == ("new", "duplicate", first[0]["ticket"])


def test_a_missing_file_is_named_and_the_exit_code_is_one(mailbox: Mailbox, tmp_path: Path, capsys: Any) -> None:
    with pytest.raises(SystemExit) as end:
        ingest(capsys, tmp_path / "none.eml")

    assert end.value.code == 1
    assert "No such file" in json.loads(capsys.readouterr().out)["error"]


def test_an_unknown_mailbox_is_refused(mailbox: Mailbox, tmp_path: Path, capsys: Any) -> None:
    with pytest.raises(SystemExit) as end:
        ingest(capsys, tmp_path / "none.eml", mailbox="elders")

    assert end.value.code == 1
    assert "elders" in capsys.readouterr().err
