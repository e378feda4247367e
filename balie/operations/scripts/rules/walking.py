"""A script walked with the answers at hand, as somebody would who presses on at every step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from balie.operations.scripts.rules import runs
from balie.operations.scripts.rules.document import Act, Ask, End, Verify, said_in, title_of
from balie.operations.scripts.rules.graph import Graph
from balie.operations.scripts.rules.runs import Event, State

LONGEST_WALK = 5000


@dataclass
class Answers:
    """What is answered: a value for a variable, or a list of them, one for each time it is asked. `used` counts those."""

    given: Mapping[str, Any]
    used: dict[str, int] = field(default_factory=dict)

    def take(self, graph: Graph, name: str) -> object:
        """The next answer; None when there is none (any more). The last one of a list is not given twice."""
        value = self.given.get(name)
        if not isinstance(value, list) or graph.variables[name].type == "choices":
            return value
        at = self.used.get(name, 0)
        self.used[name] = at + 1
        return value[at] if at < len(value) else None


def walk(graph: Graph, answers: Mapping[str, Any], *, language: str, facts: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Each step that is passed, then how it ended; or at what it stopped, and why. Raises `WrongAnswer`."""
    unknown = answers.keys() - graph.variables.keys()
    if unknown:
        raise runs.CannotGo("no_such_variable", min(unknown))
    left = Answers(answers)
    state = runs.after(graph, State(language=language), Event(runs.STARTED, data={"language": language, "facts": dict(facts)}))
    for number in range(1, LONGEST_WALK + 1):
        event = _next(graph, state, left)
        yield _step(graph, state, number, event)
        node = graph.nodes[state.node]
        if isinstance(node, End):
            yield _result(graph, state, node, number)
            return
        before = state
        state = runs.after(graph, state, event)
        if state.trail == before.trail:
            yield _stopped(graph, state, "no_way_on", number)
            return
    yield _stopped(graph, state, "too_long", LONGEST_WALK)


def _next(graph: Graph, state: State, answers: Answers) -> Event:
    node = graph.nodes[state.node]
    if isinstance(node, Ask):
        known = runs.prefilled(graph, state)
        given = {name: answers.take(graph, name) for name in node.ask}
        confirmed = {name: known[name][0] for name in node.ask if given[name] is None and name in known and known[name][1] == "known"}
        return Event(
            runs.ANSWERED, state.node, {"values": {name: value for name, value in (given | confirmed).items() if value is not None}}
        )
    if isinstance(node, Act | Verify):
        return Event(runs.WENT_ON, state.node, {"outcome": "done"})
    return Event(runs.WENT_ON, state.node)


def _step(graph: Graph, state: State, number: int, event: Event) -> dict[str, Any]:
    node = graph.nodes[state.node]
    line: dict[str, Any] = {"step": number, "node": state.node, "kind": node.kind, "title": title_of(node, state.language)}
    line["words"] = runs.said_here(graph, state)
    if isinstance(node, Ask):
        line["answers"] = event.data["values"]
    return line


def _result(graph: Graph, state: State, node: End, steps: int) -> dict[str, Any]:
    diagnosis = said_in(node.diagnosis, state.language)
    known = runs.values_of(graph, state)
    return {"result": node.result, "end": state.node, "diagnosis": diagnosis, "steps": steps, "answers": known}


def _stopped(graph: Graph, state: State, code: str, steps: int) -> dict[str, Any]:
    return {"result": None, "stopped_at": state.node, "reason": code, "steps": steps, "answers": runs.values_of(graph, state)}
