"""Values as a person reads them, in the language of the thread."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any

import phonenumbers
from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from markupsafe import Markup

from balie.foundation.text.rich import as_shown
from balie.foundation.ui import relative
from balie.foundation.ui.moments import written
from balie.foundation.ui.rendering import escaped

HOME_REGION, HOME_CODE = "BE", 32
_PLAINLY_HOME = re.compile(r"\+32[1-9][0-9]{7,8}")
LONG = 12  # letters that fit in the narrowest cell
NOTHING = Markup("")


def datetime(value: dt.datetime | None) -> str:
    """Date and time in the organisation's zone; nothing for nothing."""
    return "" if value is None else written(timezone.localtime(value), "SHORT_DATETIME_FORMAT")


def date(value: dt.date | dt.datetime | None) -> str:
    """The day alone; a moment is first brought to the organisation's zone."""
    if value is None:
        return ""
    day = timezone.localtime(value).date() if isinstance(value, dt.datetime) else value
    return written(day, "DATE_FORMAT")


def time(value: dt.datetime | None) -> str:
    """The time of day in the organisation's zone."""
    return "" if value is None else written(timezone.localtime(value), "TIME_FORMAT")


def ago(value: dt.datetime | None, now: dt.datetime | None = None) -> str:
    """How long since `value`: “12 min ago”; older than a week: the day in figures, which fits a column."""
    if value is None:
        return ""
    return relative.ago(value, now or timezone.now()) or _figures(value)


def until(value: dt.datetime | None, now: dt.datetime | None = None) -> str:
    """How long until `value`: “in 12 min”; further than a week: the day in figures."""
    if value is None:
        return ""
    return relative.until(value, now or timezone.now()) or _figures(value)


def _figures(value: dt.datetime) -> str:
    return written(timezone.localtime(value), "SHORT_DATE_FORMAT")


def left(value: dt.datetime | None, now: dt.datetime | None = None) -> str:
    """What is left of a promise: “12 min left”, “4 min late”."""
    return "" if value is None else relative.left(value, now or timezone.now())


def local_minute(value: dt.datetime | None) -> str:
    """As a field for date and time takes it, in the organisation's zone."""
    return "" if value is None else timezone.localtime(value).strftime("%Y-%m-%dT%H:%M")


def elapsed(value: dt.datetime | None, now: dt.datetime | None = None) -> str:
    """How long since `value`, as a clock counts: “3:07”, “1:02:07”."""
    return "" if value is None else clock((now or timezone.now()) - value)


def clock(span: dt.timedelta | None) -> str:
    """How long, as a clock counts: “3:07”, “1:02:07”."""
    if span is None:
        return ""
    minutes, seconds = divmod(max(0, int(span.total_seconds())), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}" if minutes >= 60 else f"{minutes}:{seconds:02}"


def number(value: object) -> str:
    """A record's number in groups of four, as it is read aloud: `2041 7736`."""
    digits = str(value)
    return "\N{NO-BREAK SPACE}".join([digits[start : start + 4] for start in range(0, len(digits), 4)])


def phone(value: str | None) -> str:
    """An E.164 number: nationally for our own country, else internationally; as it is when it cannot be read."""
    if not value:
        return ""
    form = phonenumbers.PhoneNumberFormat
    if _PLAINLY_HOME.fullmatch(value):  # most numbers: reading them anew costs more than all the rest of their row
        read = phonenumbers.PhoneNumber(country_code=HOME_CODE, national_number=int(value[3:]))
        return phonenumbers.format_number(read, form.NATIONAL)
    try:
        read = phonenumbers.parse(value, HOME_REGION)
    except phonenumbers.NumberParseException:
        return value
    return phonenumbers.format_number(read, form.NATIONAL if read.country_code == HOME_CODE else form.INTERNATIONAL)


def initials(value: object) -> str:
    """Two letters for an avatar: of the first and the last word."""
    words = [word for word in str(value).replace(",", " ").split() if word[0].isalnum()]
    if not words:
        return "?"
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


def dashed(attributes: Mapping[str, object]) -> dict[str, object]:
    """Keyword names as HTML attributes: `hx_post` is `hx-post`, `for_` is `for`; True is bare, False and None are left out."""
    named = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
    return {name: "" if value is True else value for name, value in named.items() if value is not None and value is not False}


def attributes(named: Mapping[str, object], more: Mapping[str, object]) -> Markup:
    """Keywords of a macro (see `dashed`), then `more` by their own names, as HTML; None is left out. Names are of templates."""
    if not named and not more:
        return NOTHING
    pairs = [*dashed(named).items(), *((name, value) for name, value in more.items() if value is not None)]
    return Markup("".join(f' {name}="{escaped(value)}"' for name, value in pairs))  # noqa: S704  just escaped


class Offered(tuple[tuple[Any, Any], ...]):
    """Choices that stay as they are, equal only to themselves: their options are drawn once."""

    __eq__ = object.__eq__
    __hash__ = object.__hash__


def as_options(choices: Iterable[tuple[object, object]], value: object) -> Markup:
    """Pairs of value and words as the options of a select, `value` chosen. In Python, since a page has hundreds."""
    return _options_of(choices, str(value)) if type(choices) is Offered else _options(choices, str(value))


@lru_cache(maxsize=1024)
def _options_of(choices: Offered, chosen: str) -> Markup:
    return _options(choices, chosen)


def _options(choices: Iterable[tuple[object, object]], chosen: str) -> Markup:
    lines = []
    for choice, words in choices:
        mark = " selected" if str(choice) == chosen else ""
        lines.append(f'<option value="{escaped(choice)}"{mark}>{escaped(words)}</option>\n')
    return Markup("".join(lines))  # noqa: S704  just escaped


def hint(words: str) -> Markup:
    """A title attribute with the whole text, for words a cell may cut; nothing for short ones."""
    return Markup(f' title="{escaped(words)}"') if len(words) > LONG else NOTHING  # noqa: S704  just escaped


def language_name(code: str) -> str:
    """A language by its own name: `nl` is “Nederlands”."""
    return dict(settings.LANGUAGES).get(code, code)


def percent(share: float) -> str:
    """A share as it is read here: 0.0235 is “2,4 %”."""
    return f"{number_format(share * 100, 1)}\u00a0%"


def lasted(ms: int) -> str:
    """A length of time as a player shows it: `3:05`, `1:02:09`."""
    minutes, seconds = divmod(round(ms / 1000), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def yes_no(value: object) -> str:
    """A truth as a word."""
    return _("yes") if value else _("no")


def rich(cleaned: str, sources: Mapping[str, str] | None = None) -> Markup:
    """Words of our editor with their formatting, cleaned once more; pictures from `sources`, by the id of their file."""
    return Markup(as_shown(cleaned, sources or {}))  # noqa: S704  nothing but the editor's few elements comes through


FILTERS: Mapping[str, Callable[..., object]] = {
    "ago": ago,
    "as_options": as_options,
    "clock": clock,
    "attributes": attributes,
    "dashed": dashed,
    "date": date,
    "datetime": datetime,
    "elapsed": elapsed,
    "filesize": filesizeformat,
    "hint": hint,
    "initials": initials,
    "language_name": language_name,
    "lasted": lasted,
    "left": left,
    "local_minute": local_minute,
    "number": number,
    "percent": percent,
    "phone": phone,
    "rich": rich,
    "time": time,
    "until": until,
    "yes_no": yes_no,
}
