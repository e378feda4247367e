"""Procedures that somebody else wrote, as scripts: every step is reached, in the order it was written."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import accumulate

from hypothesis import given, settings
from hypothesis import strategies as st

from balie.operations.scripts.documents import read_documents, write_script
from balie.operations.scripts.rules.checks import Surroundings, findings
from balie.operations.scripts.rules.document import Document
from balie.operations.scripts.rules.graph import graph_of
from balie.operations.scripts.rules.walking import walk
from tests.parts.corpora import corpus

PROCEDURES, STEPS = 55, 255
# What stands in words as something of ours: the beginning of a placeholder, of HTML.
OURS = str.maketrans({"{": "(", "}": ")", "<": "‹", ">": "›", "&": "+"})


def converted(name: str, steps: Sequence[str]) -> Document:
    """A list of steps as a script in one language: each is told, and leads to the next."""
    nodes = {f"step_{at}": {"kind": "info", "words": {"en": words}, "to": f"step_{at + 1}"} for at, words in enumerate(steps, 1)}
    nodes[f"step_{len(steps)}"]["to"] = "done"
    end = {"kind": "end", "result": "answered", "title": {"en": "Done"}}
    head = {"balie_script": 1, "key": "procedure", "name": {"en": name}, "languages": ["en"], "start": "step_1"}
    return Document.model_validate({**head, "nodes": {**nodes, "done": end}})


def told(document: Document) -> list[str]:
    """What is told on the walk from the start to the end, of the script as it reads back from YAML."""
    [read] = read_documents(write_script(document).encode())
    *steps, last = walk(graph_of(read), {}, language="en", facts={})
    assert last["end"] == "done"
    return [step["words"] for step in steps[:-1]]


def test_procedures_of_strings_that_break_things_are_passed_step_by_step_in_order() -> None:
    found = json.loads((corpus("strings") / "blns.json").read_text())
    texts = [each.translate(OURS).strip() for each in found]
    steps = [each for each in texts if each][:STEPS]
    assert len(steps) == STEPS
    lengths = [5] * (STEPS - 4 * PROCEDURES) + [4] * (5 * PROCEDURES - STEPS)
    procedures = [steps[end - length : end] for end, length in zip(accumulate(lengths), lengths, strict=True)]

    assert (len(procedures), sum(map(len, procedures))) == (PROCEDURES, STEPS)
    for at, procedure in enumerate(procedures):
        document = converted(f"Procedure {at}", procedure)
        assert findings(document, Surroundings({}, results={"answered"})) == []
        assert told(document) == procedure


@settings(max_examples=50, deadline=None)
@given(
    st.lists(
        st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Co"]), min_size=1, max_size=80), min_size=1, max_size=40
    )
)
def test_any_list_of_steps_is_passed_in_order(steps: list[str]) -> None:
    assert told(converted("Any", steps)) == steps
