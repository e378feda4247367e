"""Translations for templates. A text of ours is looked up once a language: catalogues do not change while a process runs."""

from __future__ import annotations

from functools import lru_cache

from django.utils import translation
from markupsafe import Markup


def gettext(message: str, /, **values: object) -> Markup:
    """The text in the language of the thread, its places filled by `values`, escaped; %% is a percent sign."""
    language = translation.get_language()
    return _text(language, "", message) % values if values else _filled(language, "", message)


def pgettext(context: str, message: str, /, **values: object) -> Markup:
    """As `gettext`, for a word that `context` sets apart."""
    language = translation.get_language()
    return _text(language, context, message) % values if values else _filled(language, context, message)


@lru_cache(maxsize=8192)
def _filled(language: str | None, context: str, message: str) -> Markup:
    return _text(language, context, message) % {}


@lru_cache(maxsize=8192)
def _text(_language: str | None, context: str, message: str) -> Markup:
    text = translation.pgettext(context, message) if context else translation.gettext(message)
    return Markup(text)  # noqa: S704  a translator's text, as trusted as the template it stands in
