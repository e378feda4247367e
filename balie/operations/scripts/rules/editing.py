"""Changes to a draft, one part at a time, on the document as JSON holds it. A part that changed since it was seen is not written over."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from balie.operations.scripts.rules.document import Said

type Data = dict[str, Any]

NODES, VARIABLES, OBJECTIONS, CALMING = "nodes", "variables", "objections", "calming"
SECTIONS = (NODES, VARIABLES, OBJECTIONS, CALMING)
ABOUT = ("name", "languages", "start")


class PartChanged(ValueError):
    """Somebody else changed this part since it was seen: `now` is what it is, None when it is gone."""

    def __init__(self, now: object) -> None:
        super().__init__("part_changed")
        self.now = now


class NoSuchPart(ValueError):
    """There is nothing at that place of the document."""


@dataclass(frozen=True)
class Change:
    """One part of `section` becomes `part`; None removes it. `seen` is its mark when it was read, empty for a new one.

    A new node given `after` another is put on that one's way on.
    """

    section: str
    key: str
    part: Data | None
    seen: str = ""
    after: str = ""


def mark_of(part: object) -> str:
    """By which a part is known again: equal marks, equal parts. Empty for none."""
    if part is None:
        return ""
    written = json.dumps(part, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()[:16]


def part_of(content: Data, section: str, key: str) -> Data | None:
    found: Data | None = content.get(section, {}).get(key)
    return found


def about_of(content: Data) -> Data:
    """What the script is called, in which languages it must be said, and where it begins."""
    return {name: content[name] for name in ABOUT if name in content}


def changed(content: Data, change: Change) -> Data:
    """The document with the change in it. Raises `PartChanged`."""
    found = deepcopy(content)
    _ensure_seen(part_of(found, change.section, change.key), change.seen)
    parts: Data = found.setdefault(change.section, {})
    if change.part is None:
        parts.pop(change.key, None)
        return found
    is_new = change.key not in parts
    parts[change.key] = change.part
    if is_new and change.after in parts:
        _put_after(found, change.key, change.after)
    return found


def with_about(content: Data, about: Data, *, seen: str) -> Data:
    """The document with other names, languages or start. Raises `PartChanged`."""
    now = about_of(content)
    _ensure_seen(now, seen)
    return {**{name: each for name, each in content.items() if name not in ABOUT}, **about}


def with_order(content: Data, key: str, places: int) -> Data:
    """A node so many places later (or earlier) in the order of the document. Raises `NoSuchPart`."""
    nodes: Data = content[NODES]
    if key not in nodes:
        raise NoSuchPart(key)
    order = [each for each in nodes if each != key]
    at = max(0, min(len(order), list(nodes).index(key) + places))
    order.insert(at, key)
    return {**content, NODES: {each: nodes[each] for each in order}}


def with_way(content: Data, key: str, go: str, *, when: str = "") -> Data:
    """One way more from a node: with a condition before the others' default, without one in the default's place. Raises `NoSuchPart`."""
    nodes: Data = content[NODES]
    if key not in nodes or go not in nodes or "to" not in nodes[key]:
        raise NoSuchPart(key)
    ways = ways_of(nodes[key])
    asked = [each for each in ways if each.get("when")]
    default = [each for each in ways if not each.get("when")]
    made = [*asked, {"go": go, "when": when}, *default] if when else [*asked, {"go": go}]
    return {**content, NODES: {**nodes, key: {**nodes[key], "to": written_ways(made)}}}


def without_way(content: Data, key: str, go: str) -> Data:
    """No way from a node to the other any more. Raises `NoSuchPart`."""
    nodes: Data = content[NODES]
    ways = ways_of(nodes.get(key, {}))
    left = [each for each in ways if each.get("go") != go]
    if left == ways:
        raise NoSuchPart(key)
    return {**content, NODES: {**nodes, key: {**nodes[key], "to": written_ways(left)}}}


def with_places(content: Data, places: Mapping[str, Sequence[int]]) -> Data:
    """The nodes where they were put in the graph; those that are gone are left out."""
    nodes = {key: {**node, "place": list(places[key])} if key in places else node for key, node in content[NODES].items()}
    return {**content, NODES: nodes}


def without_places(content: Data) -> Data:
    """The nodes where the layout puts them."""
    return {**content, NODES: {key: {name: each for name, each in node.items() if name != "place"} for key, node in content[NODES].items()}}


def ways_of(node: Data) -> list[Data]:
    """The ways on from a node, one way written short as a list too."""
    to = node.get("to", [])
    return [{"go": to}] if isinstance(to, str) else list(to)


def written_ways(ways: Sequence[Data]) -> Any:
    """The ways as short as the format allows."""
    return ways[0]["go"] if len(ways) == 1 and "go" in ways[0] and not ways[0].get("when") else list(ways)


def with_words(content: Data, place: str, said: Said, *, seen: str) -> Data:
    """Other words at a place, as `nodes.greet.words`. Raises `PartChanged`, `NoSuchPart`."""
    found = deepcopy(content)
    *path, last = place.split(".")
    at: Any = found
    for step in path:
        at = _below(at, step)
    _ensure_seen(_below(at, last), seen)
    at[last if isinstance(at, dict) else int(last)] = dict(said)
    return found


def key_for(words: str, taken: Sequence[str], *, other: str) -> str:
    """A key of the format from plain words, numbered when it is taken; `other` where they hold no letter."""
    letters = "".join(each if each.isascii() and each.isalnum() else "_" for each in words)
    base = "_".join(part for part in letters.split("_") if part)[:36].lstrip("0123456789_").rstrip("_") or other
    return next(key for at in range(1, len(taken) + 2) if (key := base if at == 1 else f"{base}_{at}") not in taken)


def named_at(content: Data, key: str) -> Iterator[str]:
    """The nodes that lead to the node `key`."""
    return (each for each, node in content[NODES].items() if any(way.get("go") == key for way in ways_of(node)))


def _put_after(content: Data, key: str, after: str) -> None:
    """The new node takes over the ways on of the one before it, unless it has its own; in the order it stands right behind it."""
    nodes: Data = content[NODES]
    before, made = nodes[after], nodes.pop(key)
    if "to" in before:
        if made.get("kind") != "end":
            made.setdefault("to", before["to"])
        before["to"] = key
    order = list(nodes)
    order.insert(order.index(after) + 1, key)
    nodes[key] = made
    content[NODES] = {each: nodes[each] for each in order}


def _ensure_seen(now: object, seen: str) -> None:
    if mark_of(now) != seen:
        raise PartChanged(now)


def _below(at: Any, step: str) -> Any:
    try:
        return at[int(step)] if isinstance(at, list) else at[step]
    except (KeyError, IndexError, ValueError, TypeError):
        raise NoSuchPart(step) from None
