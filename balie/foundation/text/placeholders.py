"""Placeholders in texts: `{customer.salutation}` and its like; a typed list, substitution only, nothing is run."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise

_PLACEHOLDER = re.compile(r"\{([a-z_][a-z0-9_]*(?:\.[a-z_][a-z0-9_]*)*)\}")


@dataclass(frozen=True)
class Placeholder:
    """`name` as it is written between braces; `meaning` and `example` for who writes the text."""

    name: str
    meaning: str | Promise
    example: str


def names_in(text: str) -> set[str]:
    return set(_PLACEHOLDER.findall(text))


def unknown_in(text: str, known: Mapping[str, object] | set[str]) -> list[str]:
    """What stands between braces and is no placeholder, sorted: shown to the writer before publishing."""
    return sorted(names_in(text) - set(known))


def fill(text: str, values: Mapping[str, str]) -> str:
    """`text` with every known placeholder replaced, once: what a value holds is never read again."""
    return _PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), text)
