"""The macros as one object: the Jinja global `ui`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from django.utils import translation

# Drawn once: what a call with one word shows depends on that word, and on the language where the value says so.
REMEMBERED = {"icon": False, "key": True}
# Drawn once for equal words: mostly the same on every page.
KNOWN_AGAIN = ("attachments", "button", "checkbox", "editor_tool", "input", "textarea")


class Components:
    """Every macro as an attribute. It exists before they do, so that a macro may use another as `ui.icon(…)`."""

    def fill(self, macros: Mapping[str, Callable[..., Any]]) -> None:
        vars(self).update(macros)
        vars(self).update({name: remembered(macros[name], is_spoken=is_spoken) for name, is_spoken in REMEMBERED.items()})
        vars(self).update({name: known_again(macros[name]) for name in KNOWN_AGAIN})


def remembered(macro: Callable[..., Any], *, is_spoken: bool) -> Callable[..., Any]:
    """`macro` drawn once for each word, and language: such a call holds nothing but a word of our own templates.

    A call with more than one word is drawn each time: a label may hold a person's name.
    """

    # Typed, so that markup and the same characters as plain text are two.
    @lru_cache(maxsize=1024, typed=True)
    def drawn(word: str, _language: str | None = None) -> Any:
        return macro(word)

    def draw(word: str, *more: object, **named: object) -> Any:
        if more or named:
            return macro(word, *more, **named)
        return drawn(word, translation.get_language()) if is_spoken else drawn(word)

    return draw


def known_again(macro: Callable[..., Any]) -> Callable[..., Any]:
    """`macro` drawn once for equal words and language. With a value somebody typed, or `attrs`, it is drawn each time."""

    # Typed, so that markup and the same characters as plain text are two.
    @lru_cache(maxsize=2048, typed=True)
    def drawn(_language: str | None, *words: object, **named: object) -> Any:
        return macro(*words, **named)

    def draw(*words: object, **named: object) -> Any:
        if "attrs" in named or named.get("value"):
            return macro(*words, **named)
        return drawn(translation.get_language(), *words, **named)

    return draw


def kept(macro: Callable[..., Any], *args: object) -> Any:
    """`macro(*args)` drawn once for equal arguments and language; for the rows of a list, fetched again at each nudge.

    The macro comes from a template of its own, imported without context, and reads no clock: what it shows follows from `args`.
    """
    return _drawn(macro, translation.get_language(), *args)


@lru_cache(maxsize=4096, typed=True)
def _drawn(macro: Callable[..., Any], _language: str | None, *args: object) -> Any:
    return macro(*args)


def kept_whole(macro: Callable[..., Any], *args: object) -> Any:
    """As `kept`, for a whole list: a nudge makes everyone who has it open fetch the same. Few are kept, since each is long."""
    return _drawn_whole(macro, translation.get_language(), *args)


@lru_cache(maxsize=64, typed=True)
def _drawn_whole(macro: Callable[..., Any], _language: str | None, *args: object) -> Any:
    return macro(*args)
