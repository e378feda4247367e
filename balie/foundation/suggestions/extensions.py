"""What is suggested beside a text being written, and where it is written: the apps above fill both in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from balie.foundation.extensions import ExtensionPoint
from balie.foundation.search.extensions import Result, SearchKind


@dataclass(frozen=True)
class Situation:
    """What is at hand while somebody writes. `topic` and `object_id` name it; `whose` is the file it belongs to, `subject` the thing itself."""

    topic: str
    object_id: int
    subject: Any
    whose: int | None = None
    language: str = ""


@dataclass(frozen=True)
class Place:
    """Where is written: `find(viewer, number)` is the situation. Raises a refusal for what the viewer may not see."""

    topic: str
    find: Callable[[Any, int], Situation]


@dataclass(frozen=True)
class SuggestionKind:
    """Things of the search kind `kind`. `load` gives those a viewer may see among `ids`, at most one query, and only what suits the situation.

    `among` names the few that are looked at, however old; without it, the best the search finds. `words` are what is put into a text for the
    other side, where there is something to put in. Of a kind that `learns` it is kept by which words its things helped.
    """

    key: str
    kind: str
    name: str | Promise
    icon: str
    load: Callable[[Any, Situation, Sequence[int]], list[Result]]
    among: Callable[[Any, Situation], Sequence[int]] | None = None
    words: Callable[[Any, Situation, int], str] | None = None
    learns: bool = False


def as_suggestion(found: SearchKind) -> SuggestionKind:
    """A kind of the search as a kind of suggestion: whatever of it the viewer may see suits every situation."""
    return SuggestionKind(
        found.kind, found.kind, found.name, found.icon, lambda viewer, _situation, ids: found.load(viewer, ids), learns=found.learns
    )


PLACES: ExtensionPoint[Place] = ExtensionPoint("suggestions.places")
SUGGESTED: ExtensionPoint[SuggestionKind] = ExtensionPoint("suggestions.suggested")
