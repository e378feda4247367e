"""A run is the fold of what happened: answers go stale and return, nothing is deleted, a fresh replay gives the same."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from balie.operations.scripts.library import starters
from balie.operations.scripts.rules import runs
from balie.operations.scripts.rules.document import Ask, End
from balie.operations.scripts.rules.graph import Graph, graph_of
from balie.operations.scripts.rules.runs import CannotGo, Event, State
from balie.operations.scripts.rules.values import WrongAnswer, choices_of
from balie.operations.scripts.testing import a_choice, a_document, a_fault, a_say, a_variable, an_ask, an_end, said

GRAPH = graph_of(a_fault())
ALL = {each.key: each for each in starters()}


def _started(**facts: Any) -> Event:
    return Event(runs.STARTED, data={"language": "nl", "facts": facts})


def _answer(node: str, **values: Any) -> Event:
    return Event(runs.ANSWERED, node, {"values": values})


def _on(node: str, outcome: str = "read") -> Event:
    return Event(runs.WENT_ON, node, {"outcome": outcome})


BACK = Event(runs.BACK)
TO_STORY = (_started(), _on("greet"), _answer("what", fault="light"), _answer("lamp", helped="not_solved"))


def _state(*events: Event, graph: Graph = GRAPH) -> State:
    return runs.replay(graph, events)


@pytest.mark.decree("A2.1", "A5.1")
def test_answers_lead_to_the_next_step() -> None:
    assert _state(_started()).node == "greet"
    assert _state(_started(), _on("greet"), _answer("what", fault="heat")).node == "story"
    assert _state(*TO_STORY).node == "story"


def test_going_back_deletes_nothing_and_what_followed_is_stale_until_the_path_returns() -> None:
    back = _state(*TO_STORY, BACK, BACK)
    other = _state(*TO_STORY, BACK, BACK, _answer("what", fault="heat"))
    again = _state(*TO_STORY, BACK, BACK, _answer("what", fault="heat"), BACK, _answer("what", fault="light"))

    assert (back.node, runs.stale_of(GRAPH, back)) == ("what", {"helped": "not_solved"})
    assert (other.node, runs.values_of(GRAPH, other)) == ("story", {"fault": "heat"})
    assert runs.stale_of(GRAPH, other) == {"helped": "not_solved"}
    assert (again.node, runs.prefilled(GRAPH, again)) == ("lamp", {"helped": ("not_solved", "before")})
    assert runs.stale_of(GRAPH, again) == {}


def test_there_is_nothing_before_the_start() -> None:
    with pytest.raises(CannotGo, match="at_the_start"):
        _state(_started(), BACK)


def test_a_later_question_answered_early_is_closed_and_passed() -> None:
    early = Event(runs.EARLY, data={"values": {"helped": "solved"}})

    state = _state(_started(), early, _on("greet"), _answer("what", fault="light"))

    assert state.node == "done"
    assert [stop.node for stop in state.trail if stop.is_passed] == ["lamp"]
    assert _state(_started(), early, _on("greet"), _answer("what", fault="light"), BACK).node == "what"


def test_only_what_is_asked_later_is_answered_early() -> None:
    with pytest.raises(CannotGo, match="not_asked_later"):
        _state(_started(), _on("greet"), Event(runs.EARLY, data={"values": {"fault": "light"}}))


def test_known_facts_are_prefilled_and_asked_as_a_confirmation() -> None:
    variables = {"place": a_variable(known_as="customer.postcode")}
    graph = graph_of(a_document({"ask": an_ask("place"), "end": an_end()}, variables=variables))

    state = _state(_started(**{"customer.postcode": "9000"}), graph=graph)

    assert (state.node, runs.prefilled(graph, state)) == ("ask", {"place": ("9000", "known")})


def test_a_jump_needs_a_reason_and_tells_what_was_left_unread() -> None:
    nodes = {"first": a_say(to="middle", mandatory=True), "middle": a_say(to="last"), "last": a_say(), "end": an_end()}
    graph = graph_of(a_document(nodes))
    jump = Event(runs.JUMPED, "last", {"reason": "in a hurry"})

    state = _state(_started(), jump, graph=graph)

    assert (state.node, runs.unread_of(graph, state)) == ("last", ["first"])
    assert _state(_started(), jump, BACK, graph=graph).node == "first"
    assert _state(_started(), _on("first"), _on("middle"), Event(runs.JUMPED, "first", {"reason": "again"}), graph=graph).trail == (
        runs.Stop("first", 1),
    )
    with pytest.raises(CannotGo, match="no_reason"):
        _state(_started(), Event(runs.JUMPED, "last", {"reason": " "}), graph=graph)


def test_a_skip_needs_a_reason_and_takes_the_default_way() -> None:
    state = _state(_started(), _on("greet"), Event(runs.SKIPPED, "what", {"reason": "does not know"}))

    assert (state.node, state.skipped) == ("story", {("what", 1): "does not know"})
    with pytest.raises(CannotGo, match="no_reason"):
        _state(_started(), Event(runs.SKIPPED, "greet", {}))


def test_what_asks_for_legal_words_is_not_reached_without_them() -> None:
    with pytest.raises(CannotGo, match="legal_not_read") as cannot:
        _state(*TO_STORY, Event(runs.JUMPED, "ticket", {"reason": "in a hurry"}))
    state = _state(*TO_STORY, _answer("story", story="it broke"), _on("terms"))

    assert cannot.value.what == "terms"
    assert (state.node, runs.read_words(GRAPH, state)) == ("ticket", ["terms"])
    with pytest.raises(CannotGo, match="legal_not_read"):
        _state(*TO_STORY, _answer("story", story="it broke"), Event(runs.SKIPPED, "terms", {"reason": "no time"}))


def test_another_language_keeps_the_answers() -> None:
    state = _state(*TO_STORY, Event(runs.LANGUAGE, data={"language": "fr"}))

    assert (state.language, state.node) == ("fr", "story")
    assert runs.values_of(GRAPH, state) == runs.values_of(GRAPH, _state(*TO_STORY))


def test_an_answer_of_the_wrong_type_is_refused_and_names_its_variable() -> None:
    with pytest.raises(WrongAnswer) as wrong:
        _state(_started(), _on("greet"), _answer("what", fault="purple"))

    assert (wrong.value.name, wrong.value.code) == ("fault", "no_choice")


def test_an_event_about_a_step_that_is_no_longer_in_front_is_refused() -> None:
    with pytest.raises(CannotGo, match="elsewhere"):
        _state(_started(), _on("greet"), _on("greet"))


def test_an_action_is_done_or_skipped_and_not_just_passed() -> None:
    at_ticket = (*TO_STORY, _answer("story", story="it broke"), _on("terms"))

    with pytest.raises(CannotGo, match="not_done"):
        _state(*at_ticket, Event(runs.WENT_ON, "ticket"))
    assert _state(*at_ticket, _on("ticket", "2041")).node == "end"


def test_it_ends_once_and_at_an_end() -> None:
    done = (_started(), _on("greet"), _answer("what", fault="light"), _answer("lamp", helped="solved"))

    assert _state(*done, Event(runs.FINISHED, "done")).status == runs.ENDED
    with pytest.raises(CannotGo, match="not_at_the_end"):
        _state(_started(), Event(runs.FINISHED, "greet"))
    with pytest.raises(CannotGo, match="over"):
        _state(*done, Event(runs.FINISHED, "done"), BACK)


def test_a_paused_run_goes_on_where_it_was() -> None:
    paused = (*TO_STORY, Event(runs.PAUSE))

    with pytest.raises(CannotGo, match="paused"):
        _state(*paused, BACK)
    assert _state(*paused, Event(runs.RESUMED)).trail == _state(*TO_STORY).trail


def test_a_script_that_is_run_through_is_no_step_and_its_end_is_known() -> None:
    inner = a_document({"who": an_ask("name", to="known"), "known": an_end()}, variables={"name": a_variable()}, key="inner")
    ways = [{"when": 'sub == "known"', "go": "thanks"}, {"go": "end"}]
    nodes = {"sub": {"kind": "script", "script": "inner", "to": ways}, "thanks": a_say("{name}"), "end": an_end()}
    graph = graph_of(a_document(nodes), {"inner": inner})

    state = _state(_started(), _answer("sub.who", name="An"), graph=graph)

    assert (state.node, runs.values_of(graph, state)) == ("thanks", {"name": "An", "sub": "known"})
    assert _state(_started(), _answer("sub.who", name="An"), BACK, graph=graph).node == "sub.who"


def test_the_words_fit_the_customer() -> None:
    variants = [
        {"audience": {"style": "expert"}, "words": said("expert")},
        {"audience": {"style": "expert", "address": "informal"}, "words": said("both")},
        {"audience": {"customer_types": ["company"]}, "words": said("company")},
    ]
    graph = graph_of(a_document({"greet": a_say("usual", variants=variants), "end": an_end()}))

    def said_to(**facts: str) -> str:
        return runs.said_here(graph, _state(_started(**{f"customer.{name}": value for name, value in facts.items()}), graph=graph))

    assert said_to() == "usual"
    assert said_to(style="expert") == "expert"
    assert said_to(style="expert", address="informal") == "both"
    assert said_to(type="company") == "company"


def test_a_question_that_comes_round_again_is_answered_anew() -> None:
    ways = [{"when": 'more == "no"', "go": "end"}, {"go": "again"}]
    nodes = {"again": an_ask("thing", to="more"), "more": an_ask("more", to=ways), "end": an_end()}
    graph = graph_of(a_document(nodes, variables={"thing": a_variable(), "more": a_choice("yes", "no")}))
    round_one = (_started(), _answer("again", thing="a"), _answer("more", more="yes"), _answer("again", thing="b"))

    assert runs.values_of(graph, _state(*round_one, graph=graph))["thing"] == "b"
    assert runs.values_of(graph, _state(*round_one, BACK, BACK, graph=graph))["thing"] == "a"


def _tried(graph: Graph, state: State, event: Event) -> State | None:
    try:
        return runs.after(graph, state, event)
    except (CannotGo, WrongAnswer):
        return None


def _possible(graph: Graph, state: State, draw: st.DrawFn) -> Event:
    """Something an operator may do here, right or not."""
    kind = draw(
        st.sampled_from(["answer", "answer", "answer", "on", "back", "jump", "skip", "language", "early", "known", "pause", "finish"])
    )
    nodes = list(graph.nodes)
    node = graph.nodes[state.node]
    match kind:
        case "answer" if isinstance(node, Ask):
            return _answer(state.node, **{name: _drawn(graph, name, draw) for name in node.ask})
        case "back":
            return BACK
        case "jump":
            return Event(runs.JUMPED, draw(st.sampled_from(nodes)), {"reason": "because"})
        case "skip":
            return Event(runs.SKIPPED, state.node, {"reason": "because"})
        case "language":
            return Event(runs.LANGUAGE, data={"language": draw(st.sampled_from(["nl", "fr", "en", "de", "es"]))})
        case "early":
            name = draw(st.sampled_from(list(graph.variables)))
            return Event(runs.EARLY, data={"values": {name: _drawn(graph, name, draw)}})
        case "known":
            return Event(runs.KNOWN, data={"facts": {"customer.is_known": draw(st.booleans())}})
        case "pause":
            return Event(draw(st.sampled_from([runs.PAUSE, runs.RESUMED])))
        case "finish" if isinstance(node, End):
            return Event(runs.FINISHED, state.node)
    return _on(state.node)


def _drawn(graph: Graph, name: str, draw: st.DrawFn) -> Any:
    variable = graph.variables[name]
    known = {"text": "some words", "date": "2026-11-23", "number": "3", "phone": "0470123456"}
    return draw(st.sampled_from([*choices_of(variable), known.get(variable.type, "x"), None]))


@st.composite
def _histories(draw: st.DrawFn) -> tuple[Graph, Sequence[Event], Sequence[State]]:
    """A script, what happened in it, and the states that were seen on the way."""
    graph = draw(st.sampled_from([GRAPH, *(graph_of(each, ALL) for each in starters())]))
    happened: list[Event] = [_started()]
    states = [runs.replay(graph, happened)]
    for _ in range(draw(st.integers(0, 25))):
        event = _possible(graph, states[-1], draw)
        state = _tried(graph, states[-1], event)
        if state is not None:
            happened.append(event)
            states.append(state)
    return graph, happened, states


@given(_histories())
@settings(max_examples=200, deadline=None)
def test_any_sequence_ends_where_a_fresh_replay_of_what_was_kept_ends(history: tuple[Graph, Sequence[Event], Sequence[State]]) -> None:
    graph, happened, states = history
    kept = json.loads(json.dumps([[each.kind, each.node, each.data] for each in happened]))

    assert runs.replay(graph, [Event(*each) for each in kept]) == states[-1]


@given(_histories())
@settings(max_examples=200, deadline=None)
def test_no_answer_is_ever_lost(history: tuple[Graph, Sequence[Event], Sequence[State]]) -> None:
    graph, _happened, states = history

    for before, after in pairwise(states):
        assert before.given.keys() <= after.given.keys()
        assert before.early.keys() <= after.early.keys()
        assert before.done.keys() <= after.done.keys()
        assert after.node in graph.nodes
        assert not graph.is_passed(after.node)
        assert len({stop.key for stop in after.trail}) == len(after.trail)


@given(_histories())
@settings(max_examples=100, deadline=None)
def test_back_and_the_same_answer_again_is_where_one_was(history: tuple[Graph, Sequence[Event], Sequence[State]]) -> None:
    graph, happened, states = history
    if happened[-1].kind != runs.ANSWERED or states[-1].trail == states[-2].trail or len(states[-1].trail) != len(states[-2].trail) + 1:
        return

    again = runs.replay(graph, [*happened, BACK, happened[-1]])

    assert again.trail == states[-1].trail
    assert runs.values_of(graph, again) == runs.values_of(graph, states[-1])
