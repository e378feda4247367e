"""What another version of a script says differently, part by part. Where a node was put in the graph is no difference."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from balie.operations.scripts.rules.document import Said
from balie.operations.scripts.rules.editing import ABOUT, SECTIONS, Data, ways_of

ADDED, REMOVED, CHANGED = "added", "removed", "changed"


@dataclass(frozen=True)
class Leaf:
    """One thing that differs within a part; None where it is not there."""

    place: str
    old: str | None
    new: str | None


@dataclass(frozen=True)
class Difference:
    """A part that is not the same: `kind` added, removed or changed; `old` and `new` whole, `leaves` what differs."""

    kind: str
    section: str
    key: str
    old: Data | None
    new: Data | None
    leaves: tuple[Leaf, ...]


def differences(old: Data, new: Data) -> list[Difference]:
    """In the order of the format, parts that are gone after those that are there."""
    return [*_section("about", {"about": _about(old)}, {"about": _about(new)}), *_parts(old, new)]


def outdated_languages(said: Said, before: Said | None) -> list[str]:
    """The languages whose words stayed as they were while those of another changed, and so may say something else now."""
    if before is None or said == before:
        return []
    return [code for code, words in said.items() if before.get(code) == words]


def _parts(old: Data, new: Data) -> Iterator[Difference]:
    for section in SECTIONS:
        yield from _section(section, old.get(section, {}), new.get(section, {}))


def _section(section: str, old: Data, new: Data) -> Iterator[Difference]:
    for key in (*new, *(key for key in old if key not in new)):
        before, after = old.get(key), new.get(key)
        found = tuple(_leaves(before, after))
        if found:
            yield Difference(ADDED if before is None else REMOVED if after is None else CHANGED, section, key, before, after, found)


def _about(content: Data) -> Data:
    return {name: content[name] for name in ABOUT if name in content}


def _leaves(old: Data | None, new: Data | None) -> Iterator[Leaf]:
    before, after = dict(_flat(_written_out(old))), dict(_flat(_written_out(new)))
    for place in (*after, *(place for place in before if place not in after)):
        if before.get(place) != after.get(place):
            yield Leaf(place, before.get(place), after.get(place))


def _written_out(part: Data | None) -> Data:
    """Ways always as a list, so that one more way is one more leaf; without the place in the graph."""
    if part is None:
        return {}
    bare = {name: value for name, value in part.items() if name != "place"}
    return {**bare, "to": ways_of(part)} if "to" in part else bare


def _flat(value: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """(place, what stands there) of everything below."""
    if isinstance(value, dict):
        for name, each in value.items():
            yield from _flat(each, f"{place}.{name}" if place else str(name))
    elif isinstance(value, list) and any(isinstance(each, dict) for each in value):
        for at, each in enumerate(value, start=1):
            yield from _flat(each, f"{place}.{at}")
    else:
        yield place, ", ".join(str(each) for each in value) if isinstance(value, list) else str(value)
