"""What can be found: each app above describes its kinds here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise

from balie.foundation.extensions import ExtensionPoint
from balie.foundation.statements.together import Asked


@dataclass(frozen=True)
class Result:
    """A hit as a viewer may see it, masked. `object_id` is the document's, so that order is kept.

    Of `text`, the words of the thing as far as this viewer may read them, the search shows the piece around what was typed.
    """

    object_id: int
    title: str
    url: str
    number: int | None = None
    detail: str = ""
    at: datetime | None = None
    text: str = ""


@dataclass(frozen=True)
class Narrowing:
    """What is asked of the things of a kind: whether they are open, when they began (from `first` to before `after`), whose they are.

    `ids`: among these; None with `whose`, the ids of people, of whom the newest are asked.
    """

    state: str = ""
    first: datetime | None = None
    after: datetime | None = None
    whose: Sequence[int] | None = None
    ids: Sequence[int] | None = None


@dataclass(frozen=True)
class SearchKind:
    """`load` gives the results a viewer may see among `ids`, in any order, at most one query each.

    Of most kinds the newest are looked at. One that stands `apart` is asked for by itself, however old: its app gives
    `search_document` a GIN index of `vector` for this kind alone. Of a kind that `learns` it is kept by which words its things were
    opened, and they come higher for those words; not for what is found by the names of people. One that goes `by_name` is meant when it
    has every word: then none of its kind that has only some of them stands beside it. `narrow` gives the ids of what a viewer may see and
    what fits, newest first; a kind without it is not looked at where filters are said. `asked` is what `load` will ask of the database,
    to be sent beside what other kinds ask.
    """

    kind: str
    name: str | Promise
    icon: str
    load: Callable[[Any, Sequence[int]], list[Result]]
    asked: Callable[[Any, Sequence[int]], Asked] | None = None
    apart: bool = False
    learns: bool = False
    by_name: bool = False
    narrow: Callable[[Any, Narrowing], Sequence[int]] | None = None


SEARCHABLE: ExtensionPoint[SearchKind] = ExtensionPoint("search.searchable")
