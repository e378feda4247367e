"""Public holidays by country and region, named in our languages as far as the library names them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

import holidays
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from balie.foundation.text.labels import Label, label

COUNTRIES: Mapping[str, str | Promise] = {
    "BE": _("Belgium"),
    "NL": _("Netherlands"),
    "LU": _("Luxembourg"),
    "FR": _("France"),
    "DE": _("Germany"),
    "AT": _("Austria"),
    "CH": _("Switzerland"),
    "GB": _("United Kingdom"),
    "IE": _("Ireland"),
}
# The library has Belgium's legal holidays only; on these days communities and Brussels close too.
BELGIAN: Mapping[str, tuple[str | Promise, int, int, Label]] = {
    "BE-VLG": (
        _("Flemish Community"),
        7,
        11,
        label(
            "Feestdag van de Vlaamse Gemeenschap",
            "Fête de la Communauté flamande",
            "Day of the Flemish Community",
            "Feiertag der Flämischen Gemeinschaft",
        ),
    ),
    "BE-CFR": (
        _("French Community"),
        9,
        27,
        label(
            "Feestdag van de Franse Gemeenschap",
            "Fête de la Communauté française",
            "Day of the French Community",
            "Feiertag der Französischen Gemeinschaft",
        ),
    ),
    "BE-DG": (
        _("German-speaking Community"),
        11,
        15,
        label(
            "Feestdag van de Duitstalige Gemeenschap",
            "Fête de la Communauté germanophone",
            "Day of the German-speaking Community",
            "Feiertag der Deutschsprachigen Gemeinschaft",
        ),
    ),
    "BE-BRU": (_("Brussels-Capital Region"), 5, 8, label("Irisfeest", "Fête de l’Iris", "Iris Festival", "Irisfest")),
}
_SPOKEN = {"nl": ("nl",), "fr": ("fr",), "en": ("en_GB", "en_IE", "en_US"), "de": ("de",)}


def places() -> list[tuple[str, str]]:
    """Every place to choose, each country before its regions: (“DE-BY”, “Germany, Bayern”)."""
    return [(key, str(name)) for code, country in COUNTRIES.items() for key, name in [(code, country), *_regions(code)]]


def is_place(place: str) -> bool:
    return place in dict(places())


def place_name(place: str) -> str:
    return dict(places()).get(place, place)


@lru_cache(maxsize=512)
def holidays_of(place: str, year: int) -> Mapping[date, Label]:
    """The public holidays of a place in a year, each with its names; none for no place."""
    if not place:
        return {}
    country, region = place[:2], "" if place in BELGIAN else place[3:]
    days = _named(country, region, year)
    if place in BELGIAN:
        _name, month, day, words = BELGIAN[place]
        days.setdefault(date(year, month, day), words)
    return days


def _named(country: str, region: str, year: int) -> dict[date, Label]:
    known = getattr(holidays, country).supported_languages
    days: dict[date, Label] = {}
    for code, spoken in _SPOKEN.items():
        language = next((each for each in spoken if each in known), None)
        if language:
            for on, name in _calendar(country, region, year, language).items():
                days.setdefault(on, Label())[code] = name
    return days


def _calendar(country: str, region: str, year: int, language: str) -> dict[date, str]:
    found = holidays.country_holidays(country, subdiv=region or None, years=year, language=language)
    return {on: name for on, name in sorted(found.items()) if on.year == year}


def _regions(country: str) -> list[tuple[str, str]]:
    if country == "BE":
        return [(key, f"{COUNTRIES[country]}, {words[0]}") for key, words in BELGIAN.items()]
    return sorted(
        ((f"{country}-{code}", f"{COUNTRIES[country]}, {name}") for code, name in _longest_names(country).items()), key=lambda pair: pair[1]
    )


@lru_cache(maxsize=32)
def _longest_names(country: str) -> dict[str, str]:
    """Region → its fullest name: the library gives codes, with names of each as aliases."""
    found = {code: code for code in getattr(holidays, country).subdivisions}
    for alias, code in getattr(getattr(holidays, country), "subdivisions_aliases", {}).items():
        if code in found and len(alias) > len(found[code]):
            found[code] = alias
    return found
