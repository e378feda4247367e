"""Translations for templates. A text of ours is looked up once a language: catalogues do not change while a process runs."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache, partial, wraps
from typing import Any

from django.http import HttpRequest
from django.utils import translation
from markupsafe import Markup

from balie.foundation.ui.rendering import escaped


def gettext(message: str, /, **values: object) -> Markup:
    """The text in the language of the thread, its places filled by `values`, escaped; %% is a percent sign."""
    return _said(translation.get_language(), message, **values)


def pgettext(context: str, message: str, /, **values: object) -> Markup:
    """As `gettext`, for a word that `context` sets apart."""
    return _said_in(translation.get_language(), context, message, **values)


def once_a_language[T](said: Callable[[], T]) -> Callable[[], T]:
    """Of words of ours that hang on nothing but the language of the thread: looked up the first time. What comes is shared, so only read it."""
    kept: dict[str | None, T] = {}

    @wraps(said)
    def in_this_language() -> T:
        language = translation.get_language()
        if language not in kept:
            kept[language] = said()
        return kept[language]

    return in_this_language


def in_language(_request: HttpRequest) -> dict[str, Any]:
    """Context processor: the same two for one page, which has one language: Django takes longer to tell it than we to find the text."""
    return _speaking(translation.get_language())


@cache
def _speaking(language: str | None) -> dict[str, Any]:
    said = partial(_said, language)
    return {"_": said, "gettext": said, "pgettext": partial(_said_in, language)}


def _said(language: str | None, message: str, /, **values: object) -> Markup:
    return _said_in(language, "", message, **values)


def _said_in(language: str | None, context: str, message: str, /, **values: object) -> Markup:
    if not values:
        return _filled(language, context, message)
    safe = {name: value if type(value) is int else escaped(value) for name, value in values.items()}
    return Markup(_text(language, context, message) % safe)  # noqa: S704  escaped in a translator's text, trusted as the template


@lru_cache(maxsize=8192)
def _filled(language: str | None, context: str, message: str) -> Markup:
    return Markup(_text(language, context, message) % {})  # noqa: S704  a translator's text


@lru_cache(maxsize=8192)
def _text(_language: str | None, context: str, message: str) -> str:
    return translation.pgettext(context, message) if context else translation.gettext(message)
