"""What is worth suggesting to who writes, found by the words: always for a viewer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from balie.foundation.errors import NotFound
from balie.foundation.search.extensions import Result
from balie.foundation.search.queries import candidates_of, read, shares_of
from balie.foundation.search.ranking import Asked
from balie.foundation.suggestions.extensions import PLACES, SUGGESTED, Situation, SuggestionKind
from balie.foundation.suggestions.models import Taken
from balie.foundation.suggestions.rules import asked_in, shared_out, worth_showing
from balie.foundation.text.numbers import whole

LOOKED_AT = 20  # of a kind: those below are no suggestion any more


@dataclass(frozen=True)
class Suggestion:
    """One thing worth a look, as the viewer may see it."""

    kind: SuggestionKind
    result: Result


def situation_of(viewer: Any, about: str) -> Situation:
    """`about` is a topic and a number: `contact:40120011`. Raises `NotFound`, and what the place refuses."""
    topic, _colon, number = about.partition(":")
    place = next((each for each in PLACES.fillings() if each.topic == topic), None)
    if place is None:
        raise NotFound()
    return place.find(viewer, whole(number))


def kind_of(key: str) -> SuggestionKind:
    """Raises `NotFound`."""
    found = next((each for each in SUGGESTED.fillings() if each.key == key), None)
    if found is None:
        raise NotFound()
    return found


def find_suggestion(viewer: Any, situation: Situation, kind: SuggestionKind, object_id: int) -> Result:
    """One thing of the kind, where the viewer may see it here. Raises `NotFound`."""
    found = kind.load(viewer, situation, [object_id])
    if not found:
        raise NotFound()
    return found[0]


def suggestions_for(viewer: Any, situation: Situation, text: str) -> list[Suggestion]:
    """At most six, of each kind the best first, without what the viewer put away here."""
    kinds = list(SUGGESTED.fillings())
    asked = read(asked_in(text), kinds=sorted({kind.kind for kind in kinds if kind.among is None}), language=situation.language)
    if not asked.says:
        return []
    ranks = candidates_of(asked)
    away = _put_away(viewer, situation)
    found = [_of_kind(viewer, situation, kind, _shares(viewer, situation, kind, asked, ranks), away) for kind in kinds]
    counts = shared_out([len(each) for each in found])
    return [each for those, count in zip(found, counts, strict=True) for each in those[:count]]


def _shares(
    viewer: Any, situation: Situation, kind: SuggestionKind, asked: Asked, ranks: Mapping[tuple[str, int], float]
) -> dict[int, float]:
    if kind.among is not None:
        return shares_of(asked, kind.kind, kind.among(viewer, situation))
    return {pk: rank / asked.says for (name, pk), rank in ranks.items() if name == kind.kind}


def _of_kind(
    viewer: Any, situation: Situation, kind: SuggestionKind, shares: Mapping[int, float], away: set[tuple[str, int]]
) -> list[Suggestion]:
    ids = [pk for pk in worth_showing(shares) if (kind.key, pk) not in away][:LOOKED_AT]
    results = kind.load(viewer, situation, ids) if ids else []
    return [Suggestion(kind, each) for each in sorted(results, key=lambda each: ids.index(each.object_id))]


def _put_away(viewer: Any, situation: Situation) -> set[tuple[str, int]]:
    rows = Taken.objects.filter(by=viewer, topic=situation.topic, topic_id=situation.object_id, deed=Taken.Did.DISMISSED)
    return set(rows.values_list("key", "object_id"))
