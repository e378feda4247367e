"""A script walked with answers at hand."""

from __future__ import annotations

from typing import Any

import pytest

from balie.operations.scripts.rules.graph import graph_of
from balie.operations.scripts.rules.runs import CannotGo
from balie.operations.scripts.rules.values import WrongAnswer
from balie.operations.scripts.rules.walking import walk
from balie.operations.scripts.testing import a_choice, a_document, a_fault, a_say, a_variable, an_ask, an_end


def _walk(answers: dict[str, Any], **facts: Any) -> list[dict[str, Any]]:
    return list(walk(graph_of(a_fault()), answers, language="nl", facts=facts))


def test_the_steps_are_told_in_order_and_then_the_result() -> None:
    lines = _walk({"fault": "light", "helped": "solved"})

    assert [line.get("node") for line in lines] == ["greet", "what", "lamp", "done", None]
    assert lines[-1] == {
        "result": "answered",
        "end": "done",
        "diagnosis": "The lamp",
        "steps": 4,
        "answers": {"fault": "light", "helped": "solved"},
    }


def test_an_answer_that_is_missing_or_wrong_or_not_asked_is_refused() -> None:
    with pytest.raises(WrongAnswer, match="missing"):
        _walk({"fault": "light"})
    with pytest.raises(WrongAnswer, match="no_choice"):
        _walk({"fault": "purple"})
    with pytest.raises(CannotGo, match="no_such_variable"):
        _walk({"colour": "red"})


def test_a_list_answers_one_time_after_the_other() -> None:
    ways = [{"when": 'more == "no"', "go": "end"}, {"go": "again"}]
    nodes = {"again": an_ask("thing", to="more"), "more": an_ask("more", to=ways), "end": an_end()}
    graph = graph_of(a_document(nodes, variables={"thing": a_variable(), "more": a_choice("yes", "no")}))

    lines = list(walk(graph, {"thing": ["a", "b"], "more": ["yes", "no"]}, language="nl", facts={}))

    assert [line["answers"] for line in lines[:-2]] == [{"thing": "a"}, {"more": "yes"}, {"thing": "b"}, {"more": "no"}]


def test_a_walk_that_never_ends_is_given_up() -> None:
    graph = graph_of(a_document({"one": a_say(to="two"), "two": a_say(to="one"), "end": an_end()}))

    *_, last = walk(graph, {}, language="nl", facts={})

    assert (last["result"], last["reason"]) == (None, "too_long")
