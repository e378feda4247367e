"""What keeps a script from being published: each flaw is found, where it is."""

from __future__ import annotations

import time
from typing import Any

import pytest

from balie.operations.scripts.rules.checks import Finding, Surroundings, findings
from balie.operations.scripts.rules.document import Document
from balie.operations.scripts.testing import a_choice, a_document, a_fault, a_say, a_variable, an_ask, an_end, said

COLOUR = {"colour": a_choice("red", "blue")}


def _codes(document: Document, **around: Any) -> set[tuple[str, str]]:
    scripts = around.pop("scripts", {})
    return {(each.code, each.at) for each in findings(document, Surroundings(scripts, **around))}


def _asks(to: Any, **more: Any) -> Document:
    return a_document({"ask": an_ask("colour", to=to), "red": an_end(), "blue": an_end(), **more}, variables=COLOUR)


def test_a_right_script_has_no_findings() -> None:
    assert findings(a_fault(), Surroundings({})) == []


def test_a_node_nothing_leads_to_is_unreachable() -> None:
    document = a_document({"greet": a_say(), "alone": a_say(), "end": an_end()})

    assert _codes(document) == {("unreachable", "nodes.alone")}


def test_a_round_without_a_question_is_endless() -> None:
    document = a_document({"one": a_say(to="two"), "two": a_say(to="one"), "end": an_end()})

    assert {("endless", "nodes.one"), ("endless", "nodes.two"), ("no_way_out", "nodes.one")} <= _codes(document)


def test_a_round_that_asks_is_none_and_what_lies_between_two_rounds_is_not_on_one() -> None:
    ways = [{"when": 'colour == "red"', "go": "end"}, {"go": "say"}]
    asking = a_document({"ask": an_ask("colour", to=ways), "say": a_say(to="ask"), "end": an_end()}, variables=COLOUR)
    back = [{"when": 'customer.style == "expert"', "go": "a"}, {"go": "between"}]
    on = [{"when": 'customer.style == "expert"', "go": "b"}, {"go": "end"}]
    between = a_document({"a": a_say(to=back), "between": a_say(to="b"), "b": a_say(to=on), "end": an_end()})

    assert _codes(asking) == set()
    assert _codes(between) == {("endless", "nodes.a"), ("endless", "nodes.b")}


@pytest.mark.parametrize(
    ("to", "code"),
    [
        ([{"when": 'colour == "red"', "go": "red"}, {"when": 'colour == "blue"', "go": "blue"}], "no_default"),
        ([{"go": "red"}, {"go": "blue"}], "two_defaults"),
        ([{"go": "red"}, {"when": 'colour == "blue"', "go": "blue"}], "default_not_last"),
        ([{"when": 'colour == "red" && colour == "blue"', "go": "red"}, {"go": "blue"}], "never_taken"),
        (
            [{"when": 'colour != "green"', "go": "blue"}, {"when": 'colour == "red"', "go": "red"}, {"go": "blue"}],
            "never_taken",
        ),
        ([{"when": 'color == "red"', "go": "red"}, {"go": "blue"}], "no_such_variable"),
        ([{"when": "colour == 1", "go": "red"}, {"go": "blue"}], "wrong_condition"),
        ([{"when": "colour", "go": "red"}, {"go": "blue"}], "wrong_condition"),
        ([{"when": "colour ==", "go": "red"}, {"go": "blue"}], "wrong_condition"),
        ([{"when": 'colour == "red"', "go": "green"}, {"go": "blue"}], "dead_link"),
    ],
)
def test_ways_that_contradict_one_another_are_found(to: Any, code: str) -> None:
    assert (code, "nodes.ask") in _codes(_asks(to))


def test_a_variable_nobody_asks_or_that_is_asked_only_later_is_never_set() -> None:
    ways = [{"when": 'colour == "red"', "go": "end"}, {"go": "later"}]
    unasked = a_document(variables=COLOUR)
    too_late = a_document({"early": a_say(to=ways), "later": an_ask("colour"), "end": an_end()}, variables=COLOUR)
    in_words = a_document({"early": a_say("{colour}", to="later"), "later": an_ask("colour"), "end": an_end()}, variables=COLOUR)

    assert _codes(unasked) == {("never_set", "variables.colour")}
    assert ("never_set", "nodes.early") in _codes(too_late)
    assert ("never_set", "nodes.early") in _codes(in_words)


def test_a_missing_language_is_found_wherever_it_is() -> None:
    words = {"nl": "Dag", "fr": "Bonjour", "en": "Hello"}
    variants = [{"audience": {"style": "expert"}, "words": words}]
    document = a_document({"greet": a_say(variants=variants) | {"words": words}, "end": an_end()})

    assert _codes(document) == {("language_missing", "nodes.greet.words"), ("language_missing", "nodes.greet.variants.0.words")}


def test_a_script_in_one_language_is_right_when_that_is_all_it_is_for() -> None:
    only = {"nl": "Dag"}
    document = a_document({"end": an_end() | {"title": only}}, languages=["nl"], name=only)

    assert findings(document, Surroundings({})) == []


@pytest.mark.parametrize("words", ["<b>Hello</b>", "Hello <script>", "a &amp; b", "< /p>"])
def test_html_in_what_is_said_is_refused(words: str) -> None:
    assert ("html", "nodes.greet.words") in _codes(a_document({"greet": a_say(words), "end": an_end()}))


def test_less_than_and_ampersands_are_words() -> None:
    assert _codes(a_document({"greet": a_say("5 < 6 & 7 > 3, Marks & Spencer"), "end": an_end()})) == set()


def test_legal_words_that_can_be_passed_by_are_found() -> None:
    ways = [{"when": 'colour == "red"', "go": "legal"}, {"go": "end"}]
    legal = {"kind": "legal", "words": said("So it is."), "to": "end"}
    document = a_document({"ask": an_ask("colour", to=ways), "legal": legal, "end": an_end()}, variables=COLOUR)

    assert findings(document, Surroundings({})) == [Finding("bypassable", "nodes.legal", "end")]


def test_unknown_names_are_told_where_they_stand() -> None:
    nodes = {"greet": a_say("{customer.shoe_size}", objections=["dear"], to="act"), "act": {"kind": "action", "do": "fly", "to": "end"}}
    document = a_document({**nodes, "end": an_end("nowhere", links=[{"name": said("x"), "address": "/nowhere/"}])})

    assert _codes(document, actions={"ticket"}, results={"answered"}, addresses={"/here/"}) == {
        ("unknown_placeholder", "nodes.greet.words"),
        ("no_such_objection", "nodes.greet"),
        ("unknown_action", "nodes.act"),
        ("unknown_result", "nodes.end"),
        ("dead_link", "nodes.end"),
    }


def test_scripts_that_run_through_one_another_are_found() -> None:
    mine = a_document({"sub": {"kind": "script", "script": "other", "to": "end"}, "end": an_end()}, key="mine")
    other = a_document({"sub": {"kind": "script", "script": "mine", "to": "end"}, "end": an_end()}, key="other")

    assert _codes(mine, scripts={"other": other}) == {("runs_itself", "nodes.sub")}
    assert _codes(mine) == {("unknown_script", "nodes.sub")}


def test_variables_that_make_no_sense_are_found() -> None:
    wrong = {
        "colour": a_variable("choice"),
        "size": a_variable("number", least=5, most=1),
        "code": a_variable(pattern="(["),
        "name": a_variable(known_as="customer.shoe_size"),
    }
    document = a_document({"ask": an_ask(*wrong), "end": an_end()}, variables=wrong)

    assert {code for code, _ in _codes(document)} == {"no_choices", "bounds_crossed", "wrong_pattern", "unknown_fact"}


def test_five_hundred_nodes_are_checked_within_two_seconds() -> None:
    nodes: dict[str, Any] = {}
    for at in range(250):
        ways = [{"when": 'colour == "red"', "go": f"say{at}"}, {"go": f"ask{at + 1}" if at < 249 else "end"}]
        nodes[f"ask{at}"] = an_ask("colour", to=ways)
        nodes[f"say{at}"] = a_say("{colour}", to=f"ask{at + 1}" if at < 249 else "end")
    document = a_document({**nodes, "end": an_end()}, variables=COLOUR)
    begun = time.perf_counter()

    found = findings(document, Surroundings({}))

    assert found == []
    assert time.perf_counter() - begun < 2
