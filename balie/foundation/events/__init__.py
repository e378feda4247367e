"""Announce up: an action says what happened; `config/reactions.py` says who answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that happened. Events carry ids and `at`, never text."""

    at: datetime


type Reaction = Callable[[Any], None]
type Reactions = Mapping[type[Event], Sequence[Reaction]]


def announce(event: Event) -> None:
    """Run the reactions to `event` now, in the table's order, inside the caller's transaction."""
    for react in _reactions().get(type(event), ()):
        react(event)


@cache
def _reactions() -> Reactions:
    table: Reactions = import_string(settings.BALIE_REACTIONS)
    return table
