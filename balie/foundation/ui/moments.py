"""Dates and times in the form of the language. A form is read once a language; Django reads it letter by letter for each value."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import lru_cache

from django.utils import formats, timezone, translation
from django.utils.dates import MONTHS
from markupsafe import Markup

from balie.foundation.ui import relative

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


_RELATIVE: Mapping[str, Callable[[datetime, datetime, str | None], str]] = {
    "ago": relative.ago,
    "until": relative.until,
    "left": relative.left,
}


def time(at: datetime | None, how: str = "ago", tone: str = "") -> Markup:
    """The component `ui.time`: a moment in words that tick, the exact one on hover; nothing for nothing."""
    return clock()(at, how, tone)


def clock() -> Callable[..., Markup]:
    """`ui.time` for the many rows of a list: language, zone and now are asked for once. In Python, since every row has one."""
    language, zone, now = translation.get_language(), timezone.get_current_timezone(), timezone.now()
    short, day = _writer(language, "SHORT_DATETIME_FORMAT"), _writer(language, "DATE_FORMAT")

    def tag(at: datetime | None, how: str = "ago", tone: str = "") -> Markup:
        if not at:
            return Markup("")
        local, ticks = at.astimezone(zone), ""
        if how in _RELATIVE:
            words = _RELATIVE[how](at, now, language) or day(local)
            ticks = f' data-relative="{how}" title="{short(local)}"'
        else:
            words = day(local) if how == "day" else short(local)
        kind = f"time tone--{tone}" if tone else "time"
        # Of what is not our own word only the moment goes in.
        return Markup(f'<time class="{kind}" datetime="{at.isoformat()}"{ticks}>{words}</time>')  # noqa: S704

    return tag


def written(value: date, form: str) -> str:
    """`value` as the language of the thread writes it; `form` is the name of a format, as `DATE_FORMAT`."""
    return _writer(translation.get_language(), form)(value)


@lru_cache(maxsize=64)
def _writer(language: str | None, form: str) -> Callable[[date], str]:
    pattern = "".join(_LETTERS[char] if char.isalpha() else char for char in formats.get_format(form, lang=language))
    months = {number: str(name) for number, name in MONTHS.items()}
    return lambda value: pattern.format(value, months[value.month])
