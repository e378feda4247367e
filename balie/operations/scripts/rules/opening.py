"""Which script opens for a contact: the one whose opening asks most and fits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields


@dataclass(frozen=True)
class Asked:
    """What an opening asks of a contact, and what is known of one; empty asks nothing. In the order of what weighs most."""

    number: str = ""
    queue: str = ""
    purpose: str = ""
    brand: str = ""
    direction: str = ""
    channel: str = ""
    language: str = ""


def opens(openings: Iterable[tuple[Asked, int]], contact: Asked) -> int | None:
    """The script (id) that opens: the closest that fits, then the one that was there first; None when none does."""
    fitting = [(asked, script) for asked, script in openings if _fits(asked, contact)]
    best = max(fitting, key=lambda each: (_weight(each[0]), -each[1]), default=None)
    return best[1] if best else None


def _fits(asked: Asked, contact: Asked) -> bool:
    return all(getattr(asked, each.name) in {"", getattr(contact, each.name)} for each in fields(Asked))


def _weight(asked: Asked) -> tuple[bool, ...]:
    return tuple(getattr(asked, each.name) != "" for each in fields(Asked))
