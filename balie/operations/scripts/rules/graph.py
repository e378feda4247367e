"""The graph that is run: a script with the scripts it runs through written out in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from balie.operations.scripts.rules.document import (
    Ask,
    Calming,
    Document,
    Edge,
    End,
    Legal,
    Node,
    Objection,
    OnwardStep,
    SubScript,
    Variable,
    edges_of,
    title_of,
)
from balie.operations.scripts.rules.expressions import Types, types_of

DEEPEST = 5


class CannotJoin(ValueError):
    """Scripts cannot be written out in one another; `code` says why, at the node `at`, about `what`."""

    def __init__(self, code: str, at: str, what: str) -> None:
        super().__init__(f"{code}: {at}: {what}")
        self.code, self.at, self.what = code, at, what


@dataclass(frozen=True)
class Return:
    """The end of a script that another one runs through: `node` did so, and hears that it ended as `end`."""

    node: str
    end: str


@dataclass(frozen=True)
class Graph:
    """Nodes by key, in order; those of a script run through at `x` are `x.key`. `returns` are ends that lead back."""

    start: str
    nodes: Mapping[str, Node]
    edges: Mapping[str, tuple[Edge, ...]]
    variables: Mapping[str, Variable]
    objections: Mapping[str, Objection]
    calming: Mapping[str, Calming]
    languages: tuple[str, ...]
    returns: Mapping[str, Return] = field(default_factory=dict)

    @cached_property
    def types(self) -> Types:
        scripts = {key.rpartition(".")[2] for key, node in self.nodes.items() if isinstance(node, SubScript)}
        return types_of(self.variables, tuple(sorted(scripts)))

    @cached_property
    def ends(self) -> tuple[str, ...]:
        return tuple(key for key, node in self.nodes.items() if isinstance(node, End) and key not in self.returns)

    @cached_property
    def guards(self) -> Mapping[str, tuple[str, ...]]:
        """Node → the legal nodes that must have been read before it is reached."""
        found: dict[str, tuple[str, ...]] = {}
        for key, node in self.nodes.items():
            if isinstance(node, Legal):
                for guarded in self.required_for(key, node):
                    found[guarded] = (*found.get(guarded, ()), key)
        return found

    def stops(self, language: str) -> Sequence[tuple[str, str]]:
        """The nodes somebody may stop at, with what they are called; worked out once a language."""
        if language not in self._stops:
            named = ((key, title_of(node, language)) for key, node in self.nodes.items() if not self.is_passed(key))
            self._stops[language] = [(key, title or key) for key, title in named]
        return self._stops[language]

    @cached_property
    def _stops(self) -> dict[str, Sequence[tuple[str, str]]]:
        return {}

    def required_for(self, key: str, node: Legal) -> tuple[str, ...]:
        """What is not reached without these legal words: what they name, else every end."""
        prefix = key.rpartition(".")[0]
        named = tuple(f"{prefix}.{each}" if prefix else each for each in node.required_for)
        return named or self.ends

    def is_passed(self, key: str) -> bool:
        """Whether nobody stops there: it only leads into another script, or back from it."""
        return key in self.returns or isinstance(self.nodes[key], SubScript)


def graph_of(script: Document, others: Mapping[str, Document] | None = None) -> Graph:
    """The script with those of `others` that it runs through written out. Raises `CannotJoin`."""
    graph = _plain(script)
    return _joined(graph, script, others or {}, (script.key,))


def named_scripts(script: Document) -> Iterator[tuple[str, str]]:
    """(node, key of the script it runs through)."""
    return ((key, node.script) for key, node in script.nodes.items() if isinstance(node, SubScript))


def _plain(script: Document) -> Graph:
    return Graph(
        start=script.start,
        nodes=script.nodes,
        edges={key: tuple(edges_of(node)) for key, node in script.nodes.items()},
        variables=script.variables,
        objections=script.objections,
        calming=script.calming,
        languages=script.languages,
    )


def _joined(graph: Graph, script: Document, others: Mapping[str, Document], above: tuple[str, ...]) -> Graph:
    for at, key in named_scripts(script):
        if key in above:
            raise CannotJoin("runs_itself", at, key)
        if key not in others:
            raise CannotJoin("unknown_script", at, key)
        if len(above) >= DEEPEST:
            raise CannotJoin("too_deep", at, key)
        graph = _with(graph, at, _inner(others[key], others, (*above, key), at))
    return graph


def _inner(script: Document, others: Mapping[str, Document], above: tuple[str, ...], at: str) -> Graph:
    try:
        return _joined(_plain(script), script, others, above)
    except CannotJoin as cannot:
        raise CannotJoin(cannot.code, at, cannot.what) from None


def _with(graph: Graph, at: str, inner: Graph) -> Graph:
    """The graph with the inner one in the place of the node `at`."""
    for name in graph.variables.keys() & inner.variables.keys():
        if graph.variables[name].type != inner.variables[name].type:
            raise CannotJoin("other_type", at, name)
    onward = graph.nodes[at]
    assert isinstance(onward, OnwardStep)
    below = {f"{at}.{key}": node for key, node in inner.nodes.items()}
    edges = {f"{at}.{key}": tuple(edge.model_copy(update={"go": f"{at}.{edge.go}"}) for edge in ways) for key, ways in inner.edges.items()}
    ends = {f"{at}.{key}": Return(at, key) for key in inner.ends}
    deeper = {f"{at}.{key}": Return(f"{at}.{each.node}", each.end) for key, each in inner.returns.items()}
    back = dict.fromkeys(ends, graph.edges[at])
    return Graph(
        start=graph.start,
        nodes={**graph.nodes, **below},
        edges={**graph.edges, **edges, **back, at: (Edge.model_construct(go=f"{at}.{inner.start}", when=None),)},
        variables={**inner.variables, **graph.variables},
        objections={**inner.objections, **graph.objections},
        calming={**inner.calming, **graph.calming},
        languages=graph.languages,
        returns={**graph.returns, **ends, **deeper},
    )


def asked_in(graph: Graph) -> dict[str, list[str]]:
    """Variable → the nodes that ask it."""
    found: dict[str, list[str]] = {}
    for key, node in graph.nodes.items():
        if isinstance(node, Ask):
            for name in node.ask:
                found.setdefault(name, []).append(key)
    return found
