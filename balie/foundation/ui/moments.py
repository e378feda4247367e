"""Dates and times in the form of the language. A form is read once a language; Django reads it letter by letter for each value."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from django.utils import formats, translation
from django.utils.dates import MONTHS

# The letters of Django's formats that balie/config/formats uses, for str.format with the moment and the month's name.
_LETTERS = {
    "d": "{0.day:02}",
    "j": "{0.day}",
    "m": "{0.month:02}",
    "F": "{1}",
    "Y": "{0.year:04}",
    "H": "{0.hour:02}",
    "i": "{0.minute:02}",
}


def written(value: date, form: str) -> str:
    """`value` as the language of the thread writes it; `form` is the name of a format, as `DATE_FORMAT`."""
    return _pattern(translation.get_language(), form).format(value, MONTHS[value.month])


@lru_cache(maxsize=64)
def _pattern(language: str | None, form: str) -> str:
    return "".join(_LETTERS[char] if char.isalpha() else char for char in formats.get_format(form, lang=language))
