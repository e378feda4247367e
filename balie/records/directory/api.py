"""The door programs use: whom customers can be referred to, and keeping who stands there."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Schema

from balie.access.accounts.doors import user_of
from balie.access.permissions.actions import ensure_may
from balie.foundation.errors import Invalid
from balie.foundation.text.numbers import whole
from balie.foundation.web.schemas import Input
from balie.records.calendars.models import Calendar
from balie.records.directory import actions, queries
from balie.records.directory.actions import Details
from balie.records.directory.models import Entry
from balie.records.directory.policies import VIEW
from balie.records.directory.queries import EntryLine, Filters
from balie.records.taxonomy.models import Category, Purpose
from balie.records.taxonomy.queries import find_term

router = Router()


class EntryOut(Schema):
    """`is_open` null and `hours` empty: its hours are not known. `instead` is who took its place once it `is_gone`."""

    id: int
    version: int
    name: str
    takes: str
    how: str
    is_inside: bool
    is_person: bool
    languages: list[str]
    categories: list[str]
    purposes: list[str]
    phone: str
    mail: str
    website: str
    address: str
    is_open: bool | None
    hours: str
    last_on: date | None
    is_gone: bool
    instead: int | None
    changed_at: datetime


class EntryPage(Schema):
    """`next` is passed back as `after`; empty at the end."""

    items: list[EntryOut]
    next: str


class FieldsIn(Input):
    """Categories and purposes by key, `calendar` too; `week` as a calendar's. What is left out stays."""

    name: dict[Literal["nl", "fr", "en", "de"], str] | None = None
    takes: dict[Literal["nl", "fr", "en", "de"], str] | None = None
    how: dict[Literal["nl", "fr", "en", "de"], str] | None = None
    place: Literal["inside", "outside"] | None = None
    is_person: bool | None = None
    words: str | None = None
    categories: list[str] | None = None
    purposes: list[str] | None = None
    languages: list[Literal["nl", "fr", "en", "de"]] | None = None
    phone: str | None = None
    mail: str | None = None
    website: str | None = None
    address: str | None = None
    calendar: str | None = None
    always: bool | None = None
    week: dict[str, list[list[str]]] | None = None
    holidays: str | None = None
    last_on: date | None = None
    instead: int | None = None


class EntryIn(FieldsIn):
    name: dict[Literal["nl", "fr", "en", "de"], str]
    takes: dict[Literal["nl", "fr", "en", "de"], str]


class ChangeIn(FieldsIn):
    version: int


@router.get("", response=EntryPage, summary="List people and services by name, or find them by words")
def entries(
    request: HttpRequest, q: str = "", category: str = "", language: str = "", gone: Literal["", "1"] = "", after: str = ""
) -> dict[str, Any]:
    viewer = user_of(request)
    ensure_may(viewer, VIEW)
    about = find_term(Category, category, "category")
    filters = Filters(typed=q[:200], category=about.pk if about else None, language=language, is_gone=gone == "1")
    pk, _tilde, name = after.partition("~")
    found = queries.entries_for(viewer, filters, at=timezone.now(), after=(name, whole(pk)) if whole(pk) else None)
    shown = found[: queries.PAGE]
    return {
        "items": [_told(line) for line in shown],
        "next": f"{shown[-1].id}~{shown[-1].sorts_as}" if len(found) > len(shown) else "",
    }


@router.post("", response={201: EntryOut}, summary="Add a person or service to refer to")
def add(request: HttpRequest, payload: EntryIn) -> tuple[int, dict[str, Any]]:
    details = Details(**_read({"name": {}, "takes": {}} | payload.dict(exclude_unset=True)))
    made = actions.add_entry(details, by=user_of(request), at=timezone.now())
    return 201, _entry(request, made.pk)


@router.get("/{pk}", response=EntryOut, summary="Read one, with whether it is open now")
def entry(request: HttpRequest, pk: int) -> dict[str, Any]:
    ensure_may(user_of(request), VIEW)
    return _entry(request, pk)


@router.patch("/{pk}", response=EntryOut, summary="Change what is kept of one")
def change(request: HttpRequest, pk: int, payload: ChangeIn) -> dict[str, Any]:
    given = payload.dict(exclude_unset=True)
    version = given.pop("version")
    details = replace(_standing(queries.find_entry(user_of(request), pk)), **_read(given))
    actions.change_entry(pk, details, version=version, by=user_of(request), at=timezone.now())
    return _entry(request, pk)


def _entry(request: HttpRequest, pk: int) -> dict[str, Any]:
    return _told(queries.line_of(queries.find_entry(user_of(request), pk), at=timezone.now()))


def _told(line: EntryLine) -> dict[str, Any]:
    same = [name for name in EntryOut.model_fields if hasattr(line, name) and name != "instead"]
    more = {"is_open": line.opening.is_open, "hours": line.opening.words, "instead": line.instead_id}
    return {name: getattr(line, name) for name in same} | more


def _standing(found: Entry) -> Details:
    """The entry as it is."""
    same = [name for name in Details.__dataclass_fields__ if name not in {"categories", "purposes"}]
    about = {"categories": list(found.categories.all()), "purposes": list(found.purposes.all())}
    return Details(**{name: getattr(found, name) for name in same} | about)


def _read(given: dict[str, Any]) -> dict[str, Any]:
    """Records for keys and numbers. Raises `Invalid` naming the field."""
    found = {name: value for name, value in given.items() if value is not None or name in {"last_on", "calendar", "instead"}}
    for name, model in (("categories", Category), ("purposes", Purpose)):
        if name in found:
            found[name] = [find_term(model, key, name) for key in found[name]]
    if found.get("calendar"):
        found["calendar"] = _known(Calendar.objects.filter(key=found["calendar"]).first(), "calendar")
    if found.get("instead"):
        found["instead"] = _known(Entry.objects.filter(pk=found["instead"]).first(), "instead")
    return found


def _known[T](record: T | None, field: str) -> T:
    if record is None:
        raise Invalid(field=field, reason=_("This is not in the list."))
    return record
