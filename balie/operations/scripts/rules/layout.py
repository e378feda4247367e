"""Where the nodes of a script stand in its graph: in layers from the start down, few ways crossing; what somebody put somewhere stays there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from balie.operations.scripts.rules.document import Document, edges_of

WIDTH, HEIGHT, ACROSS, DOWN = 220, 64, 260, 130
SWEEPS = 6

type Ways = Mapping[str, Sequence[str]]
type Place = tuple[int, int]


def places_of(document: Document) -> dict[str, Place]:
    """Node → the corner of its box, x and y."""
    ways = {key: [edge.go for edge in edges_of(node) if edge.go in document.nodes] for key, node in document.nodes.items()}
    laid = _laid(ways, document.start)
    return {key: node.place or laid[key] for key, node in document.nodes.items()}


def _laid(ways: Ways, start: str) -> dict[str, Place]:
    layers = _ordered(_layers(ways, start), ways)
    widest = max((len(layer) for layer in layers), default=1)
    found: dict[str, Place] = {}
    for depth, layer in enumerate(layers):
        first = (widest - len(layer)) * ACROSS // 2
        found |= {key: (first + at * ACROSS, depth * DOWN) for at, key in enumerate(layer)}
    return found


def _layers(ways: Ways, start: str) -> list[list[str]]:
    """Each node as deep as its longest way from the start, ways back left out; what is never reached below all others."""
    order, back = _walked(ways, start)
    depth = dict.fromkeys(order, 0)
    for key in order:
        for go in ways[key]:
            if (key, go) not in back:
                depth[go] = max(depth[go], depth[key] + 1)
    deepest = max(depth.values(), default=-1)
    found: list[list[str]] = [[] for _ in range(deepest + 1)]
    for key in order:
        found[depth[key]].append(key)
    stray = [key for key in ways if key not in depth]
    return [*found, *([stray] if stray else [])]


def _walked(ways: Ways, start: str) -> tuple[list[str], set[tuple[str, str]]]:
    """(the nodes that are reached, each before those it leads to; the ways that lead back)."""
    done: list[str] = []
    back: set[tuple[str, str]] = set()
    seen, above = {start}, {start}
    left: list[tuple[str, Iterator[str]]] = [(start, iter(ways.get(start, ())))] if start in ways else []
    while left:
        key, onward = left[-1]
        go = next(onward, None)
        if go is None:
            left.pop()
            above.discard(key)
            done.append(key)
        elif go in above:
            back.add((key, go))
        elif go not in seen:
            seen.add(go)
            above.add(go)
            left.append((go, iter(ways[go])))
    return done[::-1], back


def _ordered(layers: list[list[str]], ways: Ways) -> list[list[str]]:
    """Each layer by where its neighbours in the layer before stand on average, down and up again some times."""
    before: dict[str, list[str]] = {}
    for key, onward in ways.items():
        for go in onward:
            before.setdefault(go, []).append(key)
    found = [list(layer) for layer in layers]
    for sweep in range(SWEEPS):
        down = sweep % 2 == 0
        steps = range(1, len(found)) if down else range(len(found) - 2, -1, -1)
        for depth in steps:
            beside = {key: at for at, key in enumerate(found[depth - 1 if down else depth + 1])}
            found[depth] = _by_neighbours(found[depth], before if down else ways, beside)
    return found


def _by_neighbours(layer: Sequence[str], neighbours: Ways, beside: Mapping[str, int]) -> list[str]:
    def middle(at: int, key: str) -> float:
        places = [beside[each] for each in neighbours.get(key, ()) if each in beside]
        return sum(places) / len(places) if places else at

    return [key for _middle, _at, key in sorted((middle(at, key), at, key) for at, key in enumerate(layer))]
