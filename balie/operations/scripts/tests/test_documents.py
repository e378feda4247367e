"""Scripts as YAML: read with clear reasons, written so that they read back the same."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from balie.operations.scripts.documents import Unreadable, data_of, read_data, read_documents, schema, write_script
from balie.operations.scripts.library import starters
from balie.operations.scripts.rules.document import Document
from balie.operations.scripts.testing import a_fault
from balie.operations.scripts.words import fault_in_words

SCHEMA = Path(__file__).parents[4] / "docs" / "reference" / "script.schema.json"
SHORT = """balie_script: 1
key: talk
name: {nl: Praten}
languages: [nl]
start: end
nodes:
  end: {kind: end, result: answered}
"""


def _faults(text: str) -> list[tuple[str, str, int]]:
    with pytest.raises(Unreadable) as unreadable:
        read_documents(text.encode())
    assert all(fault_in_words(fault) for fault in unreadable.value.faults)
    return [(fault.code, fault.at, fault.line) for fault in unreadable.value.faults]


@pytest.mark.parametrize("document", [a_fault(), *starters()], ids=lambda each: each.key)
def test_what_is_written_reads_back_the_same(document: Document) -> None:
    assert read_documents(write_script(document).encode()) == [document]
    assert read_data(json.loads(json.dumps(data_of(document)))) == document


def test_several_documents_of_a_file_are_read_in_order() -> None:
    two = SHORT + "---\n" + SHORT.replace("key: talk", "key: other")

    assert [each.key for each in read_documents(two.encode())] == ["talk", "other"]


@pytest.mark.parametrize("words", ["0470", "08", "010", "1:30", "~x", "1_000"])
def test_digits_that_begin_with_a_nought_and_the_like_are_words(words: str) -> None:
    [read] = read_documents(SHORT.replace("Praten", words).encode())

    assert read.name["nl"] == words


def test_yes_and_no_and_dates_are_words() -> None:
    text = (
        SHORT.replace("Praten", "2026-01-01")
        + "variables:\n  ok: {type: choice, label: {nl: no}, choices: {yes: {nl: yes}, no: {nl: no}}}\n"
    )

    read = read_documents(text.encode())[0]

    assert list(read.variables["ok"].choices) == ["yes", "no"]
    assert read.name["nl"] == "2026-01-01"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", ("empty", "", 1)),
        ("a: [", ("yaml", "", 2)),
        ("- a", ("model_type", "", 1)),
        (SHORT + "nodes: {}\n", ("double_key", "nodes", 8)),
        (SHORT + "colour: red\n", ("extra_forbidden", "colour", 8)),
        (SHORT.replace("kind: end", "kind: dance"), ("union_tag_invalid", "nodes.end", 7)),
        (SHORT.replace("result: answered", "results: answered"), ("missing", "nodes.end.result", 7)),
        (SHORT.replace("key: talk", "key: 'Talk to me'"), ("string_pattern_mismatch", "key", 2)),
        (SHORT.replace("name: {nl: Praten}", "name: {nl: &a Praten, fr: *a}"), ("anchor", "", 3)),
        (SHORT.replace("balie_script: 1", "balie_script: 2"), ("literal_error", "balie_script", 1)),
        ("a: " + "[" * 40 + "]" * 40, ("too_deep", "", 1)),
    ],
)
def test_a_file_that_is_no_script_is_refused_with_its_line_and_the_reason(text: str, fault: tuple[str, str, int]) -> None:
    assert fault in _faults(text)


def test_an_expression_of_ten_thousand_characters_is_refused() -> None:
    text = (
        SHORT.replace("start: end", "start: say") + f"  say: {{kind: say, words: {{nl: Dag}}, to: [{{go: end, when: '{'x' * 10_000}'}}]}}\n"
    )

    assert ("string_too_long", "nodes.say.to.0.when", 8) in _faults(text)


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(Unreadable):
        read_documents(b"\xff\xfe\x00")


def test_the_schema_in_the_reference_is_the_one_that_is_read_by() -> None:
    assert json.loads(SCHEMA.read_text()) == json.loads(json.dumps(schema()))


def test_every_kind_of_node_stands_in_the_schema() -> None:
    kinds: dict[str, Any] = schema()["$defs"]

    assert {"Say", "Info", "Ask", "Legal", "Verify", "Act", "Recording", "SubScript", "End"} <= set(kinds)
