"""What must be right before a script is published, and is told node by node. Nothing here is run against a customer."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

from balie.foundation.text.placeholders import names_in as placeholders_in
from balie.operations.scripts.rules.document import (
    Act,
    Ask,
    Document,
    Edge,
    End,
    Info,
    Legal,
    Node,
    Say,
    SubScript,
    Variable,
    all_said,
)
from balie.operations.scripts.rules.expressions import FACTS, WrongCondition, ensure_condition, holds, matches, names_in
from balie.operations.scripts.rules.graph import CannotJoin, Graph, asked_in, graph_of
from balie.operations.scripts.rules.values import Value, choices_of

HTML = re.compile(r"<\s*[a-zA-Z/!?]|&(?:[a-zA-Z]{2,8}|#\d{1,6});")
UNDECLARED = re.compile(r"undeclared reference to '([^']*)'")
GREETING, OPERATOR = "greeting", "operator.name"
MOST_COMBINATIONS = 512
SPOKEN = (Say, Info, Legal, Ask)


@dataclass(frozen=True)
class Finding:
    """What is wrong: `code`, `at` which part of the document, about `what`."""

    code: str
    at: str
    what: str = ""


@dataclass(frozen=True)
class Surroundings:
    """What the organisation has that a script may name; None was not looked at."""

    scripts: Mapping[str, Document]
    actions: Collection[str] | None = None
    results: Collection[str] | None = None
    addresses: Collection[str] | None = None


def findings(script: Document, around: Surroundings) -> list[Finding]:
    """All that keeps the script from being published; what stands first in the document comes first."""
    found = [*_words(script), *_variables(script), *_links(script, around), *_named(script)]
    try:
        graph = graph_of(script, around.scripts)
    except CannotJoin as cannot:
        return [*found, Finding(cannot.code, f"nodes.{cannot.at}", cannot.what)]
    if any(each.code in {"dead_link", "no_such_variable"} for each in found):
        return found
    return [*found, *_conditions(graph), *_ways(graph)]


def _words(script: Document) -> Iterator[Finding]:
    known = {*script.variables, *FACTS, GREETING, OPERATOR}
    for place, said in all_said(script):
        for code in script.languages:
            if code not in said:
                yield Finding("language_missing", place, code)
        for code, words in said.items():
            if HTML.search(words):
                yield Finding("html", place, code)
            yield from (Finding("unknown_placeholder", place, name) for name in sorted(placeholders_in(words) - known))
    for key, node in script.nodes.items():
        if isinstance(node, SPOKEN) and not node.words:
            yield Finding("says_nothing", f"nodes.{key}")


def _variables(script: Document) -> Iterator[Finding]:
    for name, variable in script.variables.items():
        at = f"variables.{name}"
        if variable.type in {"choice", "choices"} and not variable.choices:
            yield Finding("no_choices", at)
        if variable.type not in {"choice", "choices"} and variable.choices:
            yield Finding("needless_choices", at)
        if variable.known_as and variable.known_as not in FACTS:
            yield Finding("unknown_fact", at, variable.known_as)
        if name in script.nodes and isinstance(script.nodes[name], SubScript):
            yield Finding("same_name", at, name)
        if variable.least is not None and variable.most is not None and variable.least > variable.most:
            yield Finding("bounds_crossed", at)
        if variable.pattern:
            yield from _pattern(at, variable.pattern)


def _pattern(at: str, pattern: str) -> Iterator[Finding]:
    try:
        matches(pattern, "")
    except WrongCondition as wrong:
        yield Finding("wrong_pattern", at, wrong.reason)


def _links(script: Document, around: Surroundings) -> Iterator[Finding]:
    """Everything that names something which is not there."""
    if script.start not in script.nodes:
        yield Finding("dead_link", "start", script.start)
    for key, node in script.nodes.items():
        at = f"nodes.{key}"
        for edge in _edges(node):
            if edge.go not in script.nodes:
                yield Finding("dead_link", at, edge.go)
        yield from (Finding("no_such_objection", at, each) for each in node.objections if each not in script.objections)
        if isinstance(node, Legal):
            yield from (Finding("dead_link", at, each) for each in node.required_for if each not in script.nodes)
        if isinstance(node, Act) and around.actions is not None and node.do not in around.actions:
            yield Finding("unknown_action", at, node.do)
        if isinstance(node, End) and around.results is not None and node.result not in around.results:
            yield Finding("unknown_result", at, node.result)
        for link in node.links:
            if around.addresses is not None and link.address.startswith("/") and link.address not in around.addresses:
                yield Finding("dead_link", at, link.address)


def _named(script: Document) -> Iterator[Finding]:
    for key, node in script.nodes.items():
        if isinstance(node, Ask):
            yield from (Finding("no_such_variable", f"nodes.{key}", name) for name in node.ask if name not in script.variables)


def _conditions(graph: Graph) -> Iterator[Finding]:
    """What is said or asked of variables is known where it is: their questions lie before it on some way."""
    known = {name: _reached(graph, nodes) for name, nodes in asked_in(graph).items()}
    for key, node in _own(graph):
        named: set[str] = set().union(*(placeholders_in(words) for words in _words_at(node)))
        for edge in _edges(node):
            if edge.when is not None:
                named |= names_in(edge.when)
                yield from _condition(graph, f"nodes.{key}", edge.when)
        unset = (name for name in sorted(named & graph.variables.keys()) if name in known and key not in known[name])
        yield from (Finding("never_set", f"nodes.{key}", name) for name in unset)


def _condition(graph: Graph, at: str, condition: str) -> Iterator[Finding]:
    try:
        ensure_condition(condition, graph.types)
    except WrongCondition as wrong:
        undeclared = UNDECLARED.search(wrong.reason)
        yield Finding("no_such_variable", at, undeclared[1]) if undeclared else Finding("wrong_condition", at, wrong.reason)


def _words_at(node: Node) -> Iterator[str]:
    yield from node.words.values()
    for variant in node.variants:
        yield from variant.words.values()


def _ways(graph: Graph) -> Iterator[Finding]:
    reached = _reached(graph, [graph.start])
    own = [key for key, _ in _own(graph)]
    yield from (Finding("unreachable", f"nodes.{key}") for key in own if key not in reached)
    if not graph.ends:
        yield Finding("no_end", "nodes")
    towards = _leading_to(graph, graph.ends)
    yield from (Finding("no_way_out", f"nodes.{key}") for key in own if key in reached and key not in towards)
    for key, node in _own(graph):
        yield from _defaults(graph, f"nodes.{key}", tuple(_edges(node)))
    rounds = _round(graph)
    yield from (Finding("endless", f"nodes.{key}") for key in own if key in rounds)
    for key, node in _own(graph):
        if isinstance(node, Legal):
            around = _reached(graph, [graph.start], without=key)
            yield from (Finding("bypassable", f"nodes.{key}", each) for each in graph.required_for(key, node) if each in around)
    yield from (Finding("never_set", f"variables.{name}", name) for name in sorted(graph.variables.keys() - asked_in(graph).keys()))


def _defaults(graph: Graph, at: str, edges: tuple[Edge, ...]) -> Iterator[Finding]:
    defaults = [place for place, edge in enumerate(edges) if edge.when is None]
    if not edges:
        return
    if not defaults:
        yield Finding("no_default", at)
    elif len(defaults) > 1:
        yield Finding("two_defaults", at)
    elif defaults[0] != len(edges) - 1:
        yield Finding("default_not_last", at)
    yield from (Finding("never_taken", at, edge.when or "") for edge in _never_taken(graph, edges))


def _never_taken(graph: Graph, edges: tuple[Edge, ...]) -> Iterator[Edge]:
    """Edges no answer opens, as far as that hangs on choices alone: those before take all, or the condition contradicts itself."""
    left = [edge for edge in edges if edge.when is not None]
    combinations = _combinations(graph, [edge.when or "" for edge in left])
    if combinations is None:
        return
    taken: set[int] = set()
    try:
        for values in combinations:
            first = next((at for at, edge in enumerate(left) if holds(edge.when or "", graph.types, values)), None)
            taken |= {first} if first is not None else set()
    except WrongCondition:
        return
    yield from (edge for at, edge in enumerate(left) if at not in taken)


def _combinations(graph: Graph, conditions: Iterable[str]) -> list[dict[str, Value]] | None:
    """Every way to answer the choices that the conditions hang on; None where they hang on more than some choices."""
    names: set[str] = set().union(*(names_in(each) for each in conditions))
    known = names & graph.variables.keys()
    if not known or known != {name for name in names if name in dict(graph.types)}:
        return None
    offered = {name: _offered(graph.variables[name]) for name in sorted(known)}
    total = 1
    for values in offered.values():
        total *= len(values)
    if not 0 < total <= MOST_COMBINATIONS:
        return None
    return [{name: value for name, value in zip(offered, each, strict=True) if value is not None} for each in product(*offered.values())]


def _offered(variable: Variable) -> list[Any]:
    """All that may be answered, and nothing; empty where that is without end."""
    if variable.type == "yes_no":
        return [True, False, None]
    if variable.type in {"choice", "outcome"}:
        return [*choices_of(variable), None]
    return []


def _own(graph: Graph) -> Iterator[tuple[str, Node]]:
    """The nodes of the script itself: those it runs through were checked when they were published."""
    return ((key, node) for key, node in graph.nodes.items() if "." not in key)


def _edges(node: Node) -> tuple[Edge, ...]:
    return () if isinstance(node, End) else node.edges


def _reached(graph: Graph, starts: Iterable[str], without: str = "") -> set[str]:
    found, left = set(), [each for each in starts if each != without]
    while left:
        key = left.pop()
        if key in found:
            continue
        found.add(key)
        left += [edge.go for edge in graph.edges[key] if edge.go != without]
    return found


def _leading_to(graph: Graph, ends: Iterable[str]) -> set[str]:
    before: dict[str, list[str]] = {}
    for key, edges in graph.edges.items():
        for edge in edges:
            before.setdefault(edge.go, []).append(key)
    found: set[str] = set()
    left = list(ends)
    while left:
        key = left.pop()
        if key not in found:
            found.add(key)
            left += before.get(key, [])
    return found


def _round(graph: Graph) -> set[str]:
    """Nodes on a round that holds no question."""
    left = {key for key, node in graph.nodes.items() if not isinstance(node, Ask)}
    onward = {key: [edge.go for edge in graph.edges[key] if edge.go in left] for key in left}
    while dead := {key for key, ways in onward.items() if not ways}:
        onward = {key: [go for go in ways if go not in dead] for key, ways in onward.items() if key not in dead}
    return {key for key in onward if _comes_back(onward, key)}


def _comes_back(onward: Mapping[str, list[str]], key: str) -> bool:
    found, left = set(), list(onward[key])
    while left:
        at = left.pop()
        if at == key:
            return True
        if at not in found:
            found.add(at)
            left += onward[at]
    return False
