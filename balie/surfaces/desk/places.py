"""Where a user may go: what the rail and the palette list."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import get_language

from balie.access.accounts.models import User
from balie.foundation.ui.addresses import url
from balie.surfaces.desk.queries import commands_for


@dataclass(frozen=True)
class Place:
    """A command in the language of who looks; `key` is what is typed to go there."""

    label: str
    icon: str
    address: str
    key: str
    in_rail: bool


def places_for(viewer: User) -> tuple[Place, ...]:
    """The commands the viewer holds the verb of, in the table's order."""
    return _places(get_language(), frozenset(viewer.granted) if viewer.is_active else frozenset())


# Remembered by all it depends on: the table of commands is fixed, and colleagues of one role share an entry.
@lru_cache(maxsize=512)
def _places(_language: str | None, held: frozenset[str]) -> tuple[Place, ...]:
    return tuple(
        Place(str(each.name), each.icon, url(each.url), f"g {each.key}" if each.key else "", each.in_rail) for each in commands_for(held)
    )
