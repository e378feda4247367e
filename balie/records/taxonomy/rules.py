"""Pure decisions about lists of words: keys, order and the shape of the tree."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping, Sequence

LONGEST_KEY = 40


def key_for(words: str, taken: Iterable[str]) -> str:
    """A key from plain `words` ("Te laat!" → `te-laat`), numbered when it is taken, at most forty characters."""
    used = set(taken)
    base = re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")[: LONGEST_KEY - 4].strip("-") or "term"
    return next(key for at in range(1, len(used) + 2) if (key := base if at == 1 else f"{base}-{at}") not in used)


def moved(order: Sequence[int], which: int, step: int) -> list[int]:
    """`order` with `which` one place earlier (`step` < 0) or later; at an end, or unknown, nothing changes."""
    ids = list(order)
    if which not in ids:
        return ids
    here = ids.index(which)
    there = min(max(here + (1 if step > 0 else -1), 0), len(ids) - 1)
    ids.insert(there, ids.pop(here))
    return ids


def tree_order(parents: Mapping[int, int | None], order: Sequence[int]) -> list[tuple[int, int]]:
    """(id, depth) with every child right below its parent, siblings in the order of `order`.

    What hangs under something unknown, or in a ring, comes last at depth 0: nothing disappears.
    """
    children: dict[int | None, list[int]] = {}
    for each in order:
        children.setdefault(parents.get(each), []).append(each)
    walked: list[tuple[int, int]] = []
    stack = [(each, 0) for each in reversed(children.get(None, []))]
    while stack:
        each, depth = stack.pop()
        walked.append((each, depth))
        stack += [(child, depth + 1) for child in reversed(children.get(each, []))]
    reached = {each for each, _depth in walked}
    return walked + [(each, 0) for each in order if each not in reached]


def tree_paths(parents: Mapping[int, int | None], names: Mapping[int, str]) -> list[tuple[int, str]]:
    """(id, "Energy › Meter") of all names, in `tree_order`; what hangs under something unknown begins at itself."""
    walked = tree_order(parents, list(names))
    return [(each, " › ".join(names[step] for step in reversed(upwards(each, parents, names)))) for each, _depth in walked]


def upwards(child: int, parents: Mapping[int, int | None], known: Container[int]) -> list[int]:
    """`child` and what stands above it, the nearest first, as far as it is known; a ring is walked once."""
    steps: list[int] = []
    at: int | None = child
    while at is not None and at in known and at not in steps:
        steps.append(at)
        at = parents.get(at)
    return steps


def would_ring(parents: Mapping[int, int | None], child: int, parent: int | None) -> bool:
    """Whether hanging `child` under `parent` makes it its own ancestor."""
    seen: set[int] = set()
    at: int | None = parent
    while at is not None and at not in seen:
        if at == child:
            return True
        seen.add(at)
        at = parents.get(at)
    return False
