"""Verbs on the directory; the only writers of its table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.access.audit.actions import record
from balie.access.permissions.actions import ensure_may
from balie.foundation.errors import Invalid, NotFound, Outdated
from balie.foundation.live import nudge
from balie.foundation.text.labels import LANGUAGES, Label
from balie.foundation.text.normalise import one_line, plain
from balie.records.calendars.actions import slot_words
from balie.records.calendars.holidays import is_place
from balie.records.calendars.models import Calendar
from balie.records.calendars.slots import BadSlot, Week, read_week
from balie.records.customers.values import read_mail_address, read_phone
from balie.records.directory.finding import index_entry
from balie.records.directory.models import Entry
from balie.records.directory.policies import WRITE
from balie.records.taxonomy.models import Category, Purpose
from balie.records.taxonomy.queries import home_country

LONGEST_NAME, LONGEST_WORDS = 120, 500
_is_address = URLValidator(schemes=["http", "https"])


@dataclass(frozen=True)
class Details:
    """All that the directory keeps of a person or a service, as it was typed."""

    name: Mapping[str, str]
    takes: Mapping[str, str]
    place: str = Entry.Place.OUTSIDE.value
    is_person: bool = False
    words: str = ""
    purposes: Sequence[Purpose] = ()
    categories: Sequence[Category] = ()
    languages: Sequence[str] = ()
    phone: str = ""
    mail: str = ""
    website: str = ""
    address: str = ""
    how: Mapping[str, str] = field(default_factory=dict)
    calendar: Calendar | None = None
    always: bool = False
    week: Week = field(default_factory=dict)
    holidays: str = ""
    last_on: date | None = None
    instead: Entry | None = None


@transaction.atomic
def add_entry(details: Details, *, by: User | None, at: datetime) -> Entry:
    """Refer to this person or service from now on. Raises `Invalid` naming the field."""
    ensure_may(by, WRITE)
    return _put(Entry(), details, "added", by=by, at=at)


@transaction.atomic
def change_entry(pk: int, details: Details, *, version: int | None = None, by: User | None, at: datetime) -> Entry:
    """Raises `Invalid` naming the field, `NotFound`, `Outdated`."""
    ensure_may(by, WRITE)
    entry = Entry.objects.select_for_update(of=("self",)).filter(pk=pk).first()
    if entry is None:
        raise NotFound()
    if version is not None and entry.version != version:
        raise Outdated(version=entry.version)
    entry.version += 1
    return _put(entry, details, "changed", by=by, at=at)


def _put(entry: Entry, details: Details, verb: str, *, by: User | None, at: datetime) -> Entry:
    for name, value in _columns(details).items():
        setattr(entry, name, value)
    _ensure_sense(entry)
    entry.changed_at = at
    entry.save()
    entry.purposes.set(details.purposes)
    entry.categories.set(details.categories)
    index_entry(entry)
    record(f"directory.{verb}", entry, by=by, at=at)
    nudge("directory")
    return entry


def _columns(details: Details) -> dict[str, Any]:
    name = _label(details.name, LONGEST_NAME)
    week = _week(details.week)
    is_own = details.calendar is None
    return {
        "name": name,
        "sorts_as": plain(next(iter(name.values()), ""))[:160],
        "takes": _label(details.takes, LONGEST_WORDS),
        "place": details.place,
        "is_person": details.is_person,
        "words": one_line(details.words)[:LONGEST_WORDS],
        "languages": [code for code in LANGUAGES if code in details.languages],
        "phone": read_phone(details.phone, region=home_country()) if details.phone.strip() else "",
        "mail": read_mail_address(details.mail) if details.mail.strip() else "",
        "website": _website(details.website),
        "address": one_line(details.address)[:300],
        "how": _label(details.how, LONGEST_WORDS),
        "calendar": details.calendar,
        "always": is_own and details.always,
        "week": week if is_own and not details.always else {},
        "holidays": details.holidays if is_own and not details.always else "",
        "last_on": details.last_on,
        "instead": details.instead,
    }


def _ensure_sense(entry: Entry) -> None:
    if not entry.name:
        raise Invalid(field="name", reason=_("Give it a name in at least one language."))
    if not entry.takes:
        raise Invalid(field="takes", reason=_("Say with which questions people go there."))
    if not entry.languages:
        raise Invalid(field="languages", reason=_("Say in which languages people are helped there."))
    if not (entry.phone or entry.mail or entry.website or entry.address):
        raise Invalid(field="phone", reason=_("Say how it is reached: a telephone number, a mail address, a website or an address."))
    if entry.holidays and not is_place(entry.holidays):
        raise Invalid(field="holidays", reason=_("No public holidays are known of this place."))
    if entry.instead is not None and entry.last_on is None:
        raise Invalid(field="last_on", reason=_("Say until when it is there, if people go elsewhere after that."))
    if entry.instead is not None and entry.instead.pk == entry.pk:
        raise Invalid(field="instead", reason=_("Choose another one than this."))


def _label(typed: Mapping[str, str], longest: int) -> Label:
    return Label({code: said for code in LANGUAGES if (said := one_line(typed.get(code, ""))[:longest])})


def _week(week: Week) -> dict[str, list[list[str]]]:
    try:
        return read_week(week)
    except BadSlot as bad:
        raise Invalid(field=bad.day, reason=slot_words(bad))


def _website(typed: str) -> str:
    address = one_line(typed)
    if not address:
        return ""
    whole = address if "://" in address else f"https://{address}"
    try:
        _is_address(whole)
    except ValidationError:
        raise Invalid(field="website", reason=_("This is no address of a website. Write it as www.example.be."))
    if len(whole) > 300:
        raise Invalid(field="website", reason=_("This address is longer than 300 characters."))
    return whole
