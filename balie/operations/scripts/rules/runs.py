"""A run of a script: what happened, one event after the other, and where it stands because of that.

The state is nothing but the fold of the events over the graph: replaying them anew gives the same. The trail is the way
from the start to where the operator is. An answer belongs to the visit of the node that asked for it: leave the trail and
it is stale, walk the same way again and it is back. What was answered before its question came is `early`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from balie.operations.scripts.rules.document import Act, Ask, Audience, Edge, End, Legal, Node, Verify, words_of
from balie.operations.scripts.rules.expressions import holds
from balie.operations.scripts.rules.graph import Graph
from balie.operations.scripts.rules.values import Value, WrongAnswer, read_value

GOING, PAUSED, ENDED, LEFT = "going", "paused", "ended", "left"
STARTED, KNOWN, ANSWERED, EARLY, WENT_ON, SKIPPED = "started", "known", "answered", "early", "went_on", "skipped"
BACK, JUMPED, LANGUAGE, OBJECTION, CALMED = "back", "jumped", "language", "objection", "calmed"
PAUSE, RESUMED, HANDED_OVER, FINISHED, LEFT_OFF = "paused", "resumed", "handed_over", "finished", "left"
LEAST_REASON, LONGEST_REASON = 3, 300

type Values = Mapping[str, Value]
type Visit = tuple[str, int]


@dataclass(frozen=True)
class Event:
    """One thing that happened, at a node. `data` as JSON holds it."""

    kind: str
    node: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Stop:
    """A node on the trail, for the `visit`-th time; one that `is_passed` was not stopped at."""

    node: str
    visit: int
    is_passed: bool = False

    @property
    def key(self) -> Visit:
        return self.node, self.visit


@dataclass(frozen=True)
class State:
    """Where a run stands. `given` holds what each visit answered, `done` what each that asked no answer brought, `skipped` why."""

    language: str
    status: str = GOING
    trail: tuple[Stop, ...] = ()
    facts: Values = field(default_factory=dict)
    given: Mapping[Visit, Values] = field(default_factory=dict)
    early: Values = field(default_factory=dict)
    done: Mapping[Visit, str] = field(default_factory=dict)
    skipped: Mapping[Visit, str] = field(default_factory=dict)

    @property
    def node(self) -> str:
        """Where the operator is."""
        return self.trail[-1].node

    @property
    def here(self) -> Visit:
        return self.trail[-1].key


class CannotGo(ValueError):
    """The run cannot take this event now; `code` says why, `what` about what."""

    def __init__(self, code: str, what: str = "") -> None:
        super().__init__(code)
        self.code, self.what = code, what


def replay(graph: Graph, events: Iterable[Event]) -> State:
    """Where the run stands after all that happened. Raises `CannotGo` for what could not have happened."""
    state = State(language=graph.languages[0])
    for event in events:
        state = after(graph, state, event)
    return state


def after(graph: Graph, state: State, event: Event) -> State:
    """The state once the event happened. Raises `CannotGo` when it cannot."""
    if event.kind == STARTED:
        return _started(graph, event)
    if state.status in {ENDED, LEFT}:
        raise CannotGo("over")
    if state.status == PAUSED and event.kind not in {RESUMED, KNOWN, LEFT_OFF, HANDED_OVER}:
        raise CannotGo("paused")
    return _HAPPENINGS[event.kind](graph, state, event)


def values_of(graph: Graph, state: State) -> dict[str, Value]:
    """What is known now: early answers, then those along the trail, the last one of each; and how scripts run through ended."""
    found: dict[str, Value] = dict(state.early)
    for stop in state.trail:
        found |= state.given.get(stop.key, {})
        if back := graph.returns.get(stop.node):
            found[back.node.rpartition(".")[2]] = back.end
    return found


def stale_of(graph: Graph, state: State) -> dict[str, Value]:
    """Answers that count no more, since their questions are not on the trail; they are back when those are."""
    walked = {stop.key for stop in state.trail}
    known = values_of(graph, state)
    stale: dict[str, Value] = {}
    for visit, values in state.given.items():
        if visit not in walked:
            stale |= {name: value for name, value in values.items() if name not in known}
    return stale


def prefilled(graph: Graph, state: State) -> dict[str, tuple[Value, str]]:
    """What stands in the fields of the question in front, and whence: `before`, answered once; else `known`, a fact to be confirmed."""
    node = graph.nodes[state.node]
    if not isinstance(node, Ask):
        return {}
    before, known = {**values_of(graph, state), **state.given.get(state.here, {})}, state.facts
    found: dict[str, tuple[Value, str]] = {}
    for name in node.ask:
        fact = graph.variables[name].known_as
        if name in before:
            found[name] = before[name], "before"
        elif fact and known.get(fact) not in {None, ""}:
            found[name] = known[fact], "known"
    return found


def ways_on(graph: Graph, state: State) -> str | None:
    """The node that comes next, as things stand; None where no way is open."""
    known = values_of(graph, state) | dict(state.facts)
    return next((edge.go for edge in graph.edges[state.node] if _is_open(graph, edge, known)), None)


def unread_of(graph: Graph, state: State) -> list[str]:
    """Mandatory nodes that were left without being read or answered, in the order of the graph."""
    settled = {node for node, _ in (*state.given, *state.done)}
    left = {stop.node for stop in state.trail[:-1] if not stop.is_passed} | {node for node, _ in state.skipped}
    return [key for key, node in graph.nodes.items() if key in left - settled and (node.mandatory or isinstance(node, Legal))]


def read_words(graph: Graph, state: State) -> list[str]:
    """The legal nodes on the trail whose words were read."""
    return [stop.node for stop in state.trail if stop.key in state.done and isinstance(graph.nodes[stop.node], Legal)]


def lacking_for(graph: Graph, state: State, node: str) -> str | None:
    """The first legal node that must have been read before `node` is reached; None when nothing is lacking."""
    read = set(read_words(graph, state))
    return next((key for key in graph.guards.get(node, ()) if key not in read), None)


def said_here(graph: Graph, state: State) -> str:
    """The words of the node in front for this customer, placeholders still in them."""
    return words_of(graph.nodes[state.node], language=state.language, audience=audience_of(state.facts))


def audience_of(facts: Values) -> Audience:
    """The customer as far as variants of words ask."""
    style, address, kind = (facts.get(f"customer.{name}") for name in ("style", "address", "type"))
    return Audience(
        style="expert" if style == "expert" else "plain",
        address="informal" if address == "informal" else "formal",
        customer_types=(str(kind),) if kind else (),
    )


def later_questions(graph: Graph, state: State) -> list[str]:
    """The variables that are asked from here on, and may be answered early, in the order of the graph."""
    here = graph.nodes[state.node]
    asked_here = set(here.ask) if isinstance(here, Ask) else set()
    ahead = _reachable(graph, state.node) - {state.node}
    asked = [name for key, node in graph.nodes.items() if key in ahead and isinstance(node, Ask) for name in node.ask]
    answered = values_of(graph, state)
    return [name for name in dict.fromkeys(asked) if name not in asked_here and (name in state.early or name not in answered)]


def _started(graph: Graph, event: Event) -> State:
    state = State(language=event.data["language"], facts=dict(event.data.get("facts", {})))
    return _arrived(graph, state, graph.start)


def _known(_graph: Graph, state: State, event: Event) -> State:
    return replace(state, facts=dict(event.data["facts"]))


def _answered(graph: Graph, state: State, event: Event) -> State:
    node = _in_front(graph, state, event)
    if not isinstance(node, Ask):
        raise CannotGo("asks_nothing")
    values = _read(graph, node.ask, event.data["values"])
    return _gone_on(graph, replace(state, given={**state.given, state.here: values}))


def _early(graph: Graph, state: State, event: Event) -> State:
    names = tuple(event.data["values"])
    if not names or not set(names) <= set(later_questions(graph, state)):
        raise CannotGo("not_asked_later")
    return replace(state, early={**state.early, **_read(graph, names, event.data["values"])})


def _went_on(graph: Graph, state: State, event: Event) -> State:
    node = _in_front(graph, state, event)
    if isinstance(node, Ask):
        raise CannotGo("asks_an_answer")
    if isinstance(node, End):
        raise CannotGo("is_the_end")
    if isinstance(node, Act | Verify) and not event.data.get("outcome"):
        raise CannotGo("not_done")
    return _gone_on(graph, replace(state, done={**state.done, state.here: event.data.get("outcome", "read")}))


def _skipped(graph: Graph, state: State, event: Event) -> State:
    if isinstance(_in_front(graph, state, event), End):
        raise CannotGo("is_the_end")
    return _gone_on(graph, replace(state, skipped={**state.skipped, state.here: _reason(event)}))


def _back(_graph: Graph, state: State, _event: Event) -> State:
    before = list(state.trail[:-1])
    while before and before[-1].is_passed:
        before.pop()
    if not before:
        raise CannotGo("at_the_start")
    return replace(state, trail=tuple(before))


def _jumped(graph: Graph, state: State, event: Event) -> State:
    """To a node of the trail is going back to it; to another one is a step on from here."""
    _reason(event)
    if event.node not in graph.nodes or graph.is_passed(event.node):
        raise CannotGo("no_such_step", event.node)
    for at in range(len(state.trail) - 1, -1, -1):
        if state.trail[at].node == event.node:
            stopped = replace(state.trail[at], is_passed=False)
            return replace(state, trail=(*state.trail[:at], stopped))
    return _stopped_at(graph, state, event.node)


def _language(graph: Graph, state: State, event: Event) -> State:
    if event.data["language"] not in graph.languages:
        raise CannotGo("no_such_language", event.data["language"])
    return replace(state, language=event.data["language"])


def _told(graph: Graph, state: State, event: Event) -> State:
    known = graph.objections if event.kind == OBJECTION else graph.calming
    if event.data["key"] not in known:
        raise CannotGo("no_such_words", event.data["key"])
    return state


def _paused(_graph: Graph, state: State, _event: Event) -> State:
    return replace(state, status=PAUSED)


def _resumed(_graph: Graph, state: State, _event: Event) -> State:
    return replace(state, status=GOING)


def _handed_over(_graph: Graph, state: State, _event: Event) -> State:
    return state


def _finished(graph: Graph, state: State, event: Event) -> State:
    if not isinstance(_in_front(graph, state, event), End):
        raise CannotGo("not_at_the_end")
    return replace(state, status=ENDED)


def _left(_graph: Graph, state: State, event: Event) -> State:
    _reason(event)
    return replace(state, status=LEFT)


_HAPPENINGS = {
    KNOWN: _known,
    ANSWERED: _answered,
    EARLY: _early,
    WENT_ON: _went_on,
    SKIPPED: _skipped,
    BACK: _back,
    JUMPED: _jumped,
    LANGUAGE: _language,
    OBJECTION: _told,
    CALMED: _told,
    PAUSE: _paused,
    RESUMED: _resumed,
    HANDED_OVER: _handed_over,
    FINISHED: _finished,
    LEFT_OFF: _left,
}


def _in_front(graph: Graph, state: State, event: Event) -> Node:
    """The node in front, when it is the one the event is about: another screen may have gone on meanwhile."""
    if event.node != state.node:
        raise CannotGo("elsewhere", state.node)
    return graph.nodes[state.node]


def _read(graph: Graph, names: Iterable[str], given: Mapping[str, object]) -> dict[str, Value]:
    """The answers as values. Raises `WrongAnswer` with the name of the first that is none."""
    read: dict[str, Value] = {}
    for name in names:
        try:
            value = read_value(graph.variables[name], given.get(name))
        except WrongAnswer as wrong:
            raise wrong.about(name)
        if value is not None:
            read[name] = value
    return read


def _reason(event: Event) -> str:
    reason = str(event.data.get("reason", "")).strip()
    if not LEAST_REASON <= len(reason) <= LONGEST_REASON:
        raise CannotGo("no_reason")
    return reason


def _gone_on(graph: Graph, state: State) -> State:
    """At the next node; where no way is open the run stays."""
    following = ways_on(graph, state)
    return _arrived(graph, state, following) if following else state


def _arrived(graph: Graph, state: State, key: str) -> State:
    """At the node, or past it and on as long as nobody need stop."""
    state = _stopped_at(graph, state, key)
    for _ in graph.nodes:
        if not _needs_no_stop(graph, state):
            return state
        passed = replace(state.trail[-1], is_passed=True)
        following = ways_on(graph, state)
        if following is None:
            return state
        state = _stopped_at(graph, replace(state, trail=(*state.trail[:-1], passed)), following)
    raise CannotGo("goes_round", key)


def _stopped_at(graph: Graph, state: State, key: str) -> State:
    lacking = lacking_for(graph, state, key)
    if lacking:
        raise CannotGo("legal_not_read", lacking)
    visit = 1 + sum(stop.node == key for stop in state.trail)
    return replace(state, trail=(*state.trail, Stop(key, visit)))


def _needs_no_stop(graph: Graph, state: State) -> bool:
    """It only leads elsewhere, or all it asks was answered early, and it comes by for the first time."""
    node, here = graph.nodes[state.node], state.trail[-1]
    if graph.is_passed(state.node):
        return True
    return isinstance(node, Ask) and here.visit == 1 and here.key not in state.given and set(node.ask) <= set(state.early)


def _is_open(graph: Graph, edge: Edge, known: Mapping[str, Any]) -> bool:
    return edge.when is None or holds(edge.when, graph.types, known)


def _reachable(graph: Graph, start: str) -> set[str]:
    found, left = {start}, [start]
    while left:
        for edge in graph.edges[left.pop()]:
            if edge.go not in found:
                found.add(edge.go)
                left.append(edge.go)
    return found
