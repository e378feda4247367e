"""Dates and times in the form of the language. A form is read once a language; Django reads it letter by letter for each value."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from operator import attrgetter

from django.utils import formats, timezone, translation
from django.utils.dates import MONTHS
from markupsafe import Markup

from balie.foundation.ui import relative

ABOUT = timedelta(seconds=10)
# The letters of Django's formats that balie/config/formats uses: how each is written, and of what. F is the month's name.
_LETTERS = {
    "d": ("%02d", "day"),
    "j": ("%d", "day"),
    "m": ("%02d", "month"),
    "Y": ("%04d", "year"),
    "H": ("%02d", "hour"),
    "i": ("%02d", "minute"),
}
_RELATIVE: Mapping[str, Callable[[datetime, datetime, str | None], str]] = {
    "ago": relative.ago,
    "until": relative.until,
    "left": relative.left,
}


def time(at: datetime | None, how: str = "ago", tone: str = "") -> Markup:
    """The component `ui.time`: a moment in words that tick, the exact one on hover; nothing for nothing."""
    return clock()(at, how, tone)


def about_now() -> datetime:
    """Now, rounded up to ten seconds: within them the same list reads the same. Up, so that nothing lies ahead of it."""
    now = timezone.now()
    return now.replace(second=now.second // 10 * 10, microsecond=0) + ABOUT


def clock(now: datetime | None = None) -> Callable[..., Markup]:
    """`ui.time` for the many rows of a list: language, zone and now are asked for once. In Python, since every row has one."""
    language, zone = translation.get_language(), timezone.get_current_timezone()
    now = now or timezone.now()
    short, day, figures = (_writer(language, form) for form in ("SHORT_DATETIME_FORMAT", "DATE_FORMAT", "SHORT_DATE_FORMAT"))

    def tag(at: datetime | None, how: str = "ago", tone: str = "") -> Markup:
        if not at:
            return Markup("")
        local, ticks = at.astimezone(zone), ""
        if how in _RELATIVE:
            words = _RELATIVE[how](at, now, language) or figures(local)
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
    """A function that writes in this form: a pattern for each month, with its name in it, and the numbers to fill in."""
    letters = str(formats.get_format(form, lang=language))
    read = attrgetter(*[_LETTERS[char][1] for char in letters if char.isalpha() and char != "F"])
    patterns = {
        month: "".join(str(name) if char == "F" else _LETTERS[char][0] if char.isalpha() else char for char in letters)
        for month, name in MONTHS.items()
    }
    return lambda value: patterns[value.month] % read(value)
