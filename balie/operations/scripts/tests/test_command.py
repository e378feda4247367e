"""`balie script`: check, import, export and walk."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from balie.conversation.contacts.testing import a_result
from balie.operations.scripts.documents import read_documents, write_script
from balie.operations.scripts.models import Version
from balie.operations.scripts.rules.document import Document
from balie.operations.scripts.testing import a_document, a_fault, a_say, an_end


def _file(tmp_path: Path, *documents: Document) -> str:
    path = tmp_path / "script.yaml"
    path.write_text("---\n".join(write_script(each) for each in documents))
    return str(path)


def _said(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_right_script_is_checked_in_silence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("script", "check", _file(tmp_path, a_fault()))

    assert _said(capsys) == []


def test_what_is_wrong_is_told_line_by_line_and_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = a_document({"greet": a_say(), "alone": a_say(), "end": an_end()})

    with pytest.raises(SystemExit) as end:
        call_command("script", "check", _file(tmp_path, document))

    assert end.value.code == 1
    assert [(each["code"], each["at"]) for each in _said(capsys)] == [("unreachable", "nodes.alone")]


@pytest.mark.usefixtures("in_english")
def test_a_file_that_cannot_be_read_is_refused_with_every_reason(tmp_path: Path) -> None:
    path = tmp_path / "wrong.yaml"
    path.write_text("balie_script: 1\nkey: talk\ncolour: red\n")

    with pytest.raises(CommandError) as refusal:
        call_command("script", "check", str(path))

    assert "line 3: colour" in str(refusal.value)
    assert "nodes" in str(refusal.value)


def test_a_walk_tells_each_step_and_the_result(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("script", "walk", _file(tmp_path, a_fault()), "--answers", '{"fault": "light", "helped": "solved"}', "--language", "fr")

    lines = _said(capsys)
    assert [line.get("node") for line in lines] == ["greet", "what", "lamp", "done", None]
    assert (lines[-1]["result"], lines[-1]["end"]) == ("answered", "done")


def test_a_walk_takes_the_answers_from_a_file_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answers = tmp_path / "answers.json"
    answers.write_text('{"fault": "light", "helped": "solved"}')

    call_command("script", "walk", _file(tmp_path, a_fault()), "--answers", str(answers))

    assert _said(capsys)[-1]["result"] == "answered"


def test_a_walk_with_a_wrong_answer_names_the_variable(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="fault: "):
        call_command("script", "walk", _file(tmp_path, a_fault()), "--answers", '{"fault": "purple"}')


def test_a_script_that_runs_through_the_next_one_of_the_file_is_walked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    outer = a_document({"talk": {"kind": "script", "script": "talk", "to": "end"}, "end": an_end()}, key="outer")

    call_command("script", "walk", _file(tmp_path, outer, a_document()))

    assert [line.get("node") for line in _said(capsys)] == ["talk.greet", "end", None]


@pytest.mark.django_db
def test_what_is_imported_is_a_draft_and_is_exported_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    a_result()
    call_command("script", "import", _file(tmp_path, a_fault()))
    assert _said(capsys) == [{"key": "fault", "version": 1, "state": "draft", "findings": 0}]

    call_command("script", "export", "fault")

    assert read_documents(capsys.readouterr().out.encode()) == [a_fault()]


@pytest.mark.django_db
def test_what_is_not_right_is_kept_and_not_published(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        call_command("script", "import", "--publish", _file(tmp_path, a_document()))

    assert {each["code"] for each in _said(capsys)[:-1]} == {"unknown_result"}
    assert Version.objects.get(script__key="talk").state == "draft"


@pytest.mark.django_db
def test_what_is_right_is_published_when_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    a_result()

    call_command("script", "import", "--publish", _file(tmp_path, a_document()))

    assert _said(capsys)[-1]["state"] == "published"
