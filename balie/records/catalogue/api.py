"""The door programs use: service contracts, what is used of them, and what a customer is entitled to now."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Schema

from balie.access.accounts.doors import user_of
from balie.access.permissions.actions import ensure_may
from balie.foundation.errors import Invalid
from balie.foundation.files.actions import keep_drafts
from balie.foundation.web.schemas import Input
from balie.records.calendars.models import Calendar
from balie.records.catalogue import actions, queries
from balie.records.catalogue.models import Contract, ContractType, Entitlement, EntitlementKind, Service
from balie.records.catalogue.policies import USE, VIEW
from balie.records.customers.queries import load
from balie.records.taxonomy.queries import find_term

router = Router()


class EntitlementOut(Schema):
    """`quantity` null: as many as needed; then `left` is null too. Counted from `begins_on` to `ends_on`, both in it."""

    id: int
    key: str
    name: str
    quantity: int | None
    period: str
    used: int
    left: int | None
    begins_on: date
    ends_on: date | None


class ContractOut(Schema):
    """`standing`: in_force, coming or over; `same`: numbers of others of its type for its holder in some of the same days."""

    number: int
    version: int
    type: str
    holder: int
    covers: str
    first_on: date
    last_on: date | None
    standing: str
    standing_words: str
    calendar: str
    services: list[str]
    entitlements: list[EntitlementOut]
    same: list[int]
    note: str


class ContractPage(Schema):
    """`next` is passed back as `after`; empty at the end."""

    items: list[ContractOut]
    next: str


class UseOut(Schema):
    """`customer` is who it was for, by number; null where one may not see that file."""

    id: int
    entitlement: str
    quantity: int
    used_on: date
    customer: int | None
    note: str
    at: datetime
    by: str
    is_undone: bool


class DocumentOut(Schema):
    id: uuid.UUID
    name: str
    size: int


class ContractFileOut(ContractOut):
    """The newest 50 uses."""

    uses: list[UseOut]
    documents: list[DocumentOut]


class InForceOut(ContractOut):
    """Support by its calendar now: `is_open`, and in words until or from when."""

    is_open: bool
    support: str


class EntitledToOut(Schema):
    """`holding` are in force; `others` come or ended lately, and entitle to nothing now."""

    holding: list[InForceOut]
    others: list[ContractOut]


class EntitlementIn(Input):
    """`kind` is a key of the list of entitlements; `period`: year, calendar_year, month or term."""

    kind: str
    quantity: int | None = None
    period: str = Entitlement.Period.YEAR.value


class FieldsIn(Input):
    """Keys of the lists and of the calendar; what is left out stays."""

    type: str | None = None
    calendar: str | None = None
    covers: str | None = None
    first_on: date | None = None
    last_on: date | None = None
    services: list[str] | None = None
    entitlements: list[EntitlementIn] | None = None
    note: str | None = None


class ContractIn(FieldsIn):
    customer: int
    type: str
    calendar: str
    first_on: date


class ChangeIn(FieldsIn):
    """`version` is the one that was read: an older one is refused with 409."""

    version: int


class EndIn(Input):
    """The contract holds on its last day too."""

    last_on: date
    version: int


class UseIn(Input):
    """`entitlement` is its key in the contract; for `customer`, else for the holder; today, unless said otherwise."""

    entitlement: str
    quantity: int = 1
    used_on: date | None = None
    customer: int | None = None
    note: str = ""


class DocumentsIn(Input):
    """Ids of files that the caller uploaded."""

    files: list[uuid.UUID]


@router.get("", response=ContractPage, summary="List contracts")
def contracts(request: HttpRequest, customer: int | None = None, after: str = "") -> dict[str, Any]:
    """The newest first; of a customer its own and those that cover it, all at once: in force, then what comes, then what is over."""
    viewer = user_of(request)
    ensure_may(viewer, VIEW)
    on = timezone.localdate()
    if customer is not None:
        return {"items": [_line(each) for each in queries.contracts_of(viewer, load(viewer, customer), on=on)], "next": ""}
    if after and not (after.isascii() and after.isdigit() and len(after) < 19):
        raise Invalid(field="after", reason=_("Pass back what `next` said."))
    lines, following = queries.contracts_page(viewer, on=on, after=int(after or 0))
    return {"items": [_line(each) for each in lines], "next": following}


@router.post("", response={201: ContractFileOut}, summary="Make a contract")
def create(request: HttpRequest, payload: ContractIn) -> tuple[int, dict[str, Any]]:
    viewer = user_of(request)
    given = _read(payload.dict(exclude_unset=True))
    contract = Contract(holder=load(viewer, given.pop("customer")))
    actions.save_contract(contract, by=viewer, at=timezone.now(), **given)
    return 201, _whole(request, contract.number)


@router.get("/of/{number}", response=EntitledToOut, summary="Read what a customer is entitled to now")
def entitled(request: HttpRequest, number: int) -> dict[str, Any]:
    ensure_may(user_of(request), VIEW)
    found = queries.entitled_for(user_of(request), load(user_of(request), number), at=timezone.now())
    holding = [_line(each.line) | {"is_open": each.is_open, "support": each.hours} for each in found.holding]
    return {"holding": holding, "others": [_line(each) for each in found.others]}


@router.get("/{number}", response=ContractFileOut, summary="Read a contract")
def contract(request: HttpRequest, number: int) -> dict[str, Any]:
    return _whole(request, number)


@router.patch("/{number}", response=ContractFileOut, summary="Change a contract")
def change(request: HttpRequest, number: int, payload: ChangeIn) -> dict[str, Any]:
    """What is left out stays; `entitlements` and `services` are given whole."""
    found = queries.find_contract(user_of(request), number)
    given = payload.dict(exclude_unset=True)
    version = given.pop("version")
    actions.save_contract(found, by=user_of(request), at=timezone.now(), version=version, **_standing(found) | _read(given))
    return _whole(request, number)


@router.post("/{number}/end", response=ContractFileOut, summary="Let a contract end")
def end(request: HttpRequest, number: int, payload: EndIn) -> dict[str, Any]:
    actions.end_contract(queries.find_contract(user_of(request), number), by=user_of(request), at=timezone.now(), **payload.dict())
    return _whole(request, number)


@router.post("/{number}/uses", response={201: ContractFileOut}, summary="Note what a customer uses")
def use(request: HttpRequest, number: int, payload: UseIn) -> tuple[int, dict[str, Any]]:
    viewer = user_of(request)
    found = queries.find_contract(viewer, number)
    ensure_may(viewer, USE, found)
    entitlement = found.entitlements.filter(kind__key=payload.entitlement).first()
    if entitlement is None:
        raise Invalid(field="entitlement", reason=_("“{key}” is not in this contract.").format(key=payload.entitlement))
    actions.use_entitlement(
        found,
        entitlement.pk,
        quantity=payload.quantity,
        used_on=payload.used_on or timezone.localdate(),
        customer=load(viewer, payload.customer) if payload.customer else None,
        note=payload.note,
        by=viewer,
        at=timezone.now(),
    )
    return 201, _whole(request, number)


@router.delete("/{number}/uses/{use_id}", response=ContractFileOut, summary="Take a use back")
def undo(request: HttpRequest, number: int, use_id: int) -> dict[str, Any]:
    actions.undo_use(queries.find_contract(user_of(request), number), use_id, by=user_of(request), at=timezone.now())
    return _whole(request, number)


@router.post("/{number}/documents", response=ContractFileOut, summary="Lay uploaded files in a contract")
def documents(request: HttpRequest, number: int, payload: DocumentsIn) -> dict[str, Any]:
    found = queries.find_contract(user_of(request), number)
    with transaction.atomic():
        kept = keep_drafts(payload.files, by=user_of(request))
        actions.attach_documents(found, kept, by=user_of(request), at=timezone.now())
    return _whole(request, number)


@router.delete("/{number}/documents/{file_id}", response=ContractFileOut, summary="Take a file out of a contract")
def remove_document(request: HttpRequest, number: int, file_id: uuid.UUID) -> dict[str, Any]:
    actions.remove_document(queries.find_contract(user_of(request), number), file_id, by=user_of(request), at=timezone.now())
    return _whole(request, number)


def _whole(request: HttpRequest, number: int) -> dict[str, Any]:
    sheet = queries.sheet_for(user_of(request), number, on=timezone.localdate())
    uses = [
        {field: getattr(each, field) for field in UseOut.model_fields if hasattr(each, field)}
        | {"entitlement": each.name, "customer": each.who_number}
        for each in sheet.uses
    ]
    return _line(sheet.line) | {"uses": uses, "documents": sheet.documents}


def _line(line: queries.ContractLine) -> dict[str, Any]:
    same_names = ("number", "version", "covers", "first_on", "last_on", "standing", "entitlements", "same", "note")
    return {name: getattr(line, name) for name in same_names} | {
        "type": line.type_key,
        "holder": line.holder_number,
        "standing_words": line.words,
        "calendar": line.calendar_key,
        "services": line.service_keys,
    }


def _standing(contract: Contract) -> dict[str, Any]:
    """What `save_contract` takes, as the contract stands."""
    entitled = contract.entitlements.select_related("kind").order_by("pk")
    return {field: getattr(contract, field) for field in ("type", "calendar", "covers", "first_on", "last_on", "note")} | {
        "services": list(contract.services.all()),
        "entitlements": [actions.Entitled(each.kind, each.quantity, each.period) for each in entitled],
    }


def _read(given: dict[str, Any]) -> dict[str, Any]:
    """Records for keys. Raises `Invalid` naming the field."""
    found = dict(given)
    if "type" in given:
        found["type"] = _known(find_term(ContractType, given["type"], "type"), "type")
    if "calendar" in given:
        found["calendar"] = _known(Calendar.objects.filter(key=given["calendar"] or "").first(), "calendar")
    if "first_on" in given:
        found["first_on"] = _known(given["first_on"], "first_on")
    if "services" in given:
        found["services"] = [find_term(Service, key, "services") for key in given["services"] or []]
    if "entitlements" in given:
        found["entitlements"] = _entitlements(given["entitlements"] or [])
    return found | {name: given[name] or "" for name in ("covers", "note") if name in given}


def _entitlements(rows: Sequence[dict[str, Any]]) -> list[actions.Entitled]:
    return [actions.Entitled(_kind(row["kind"]), row.get("quantity"), row.get("period", Entitlement.Period.YEAR)) for row in rows]


def _kind(key: str) -> EntitlementKind:
    return _known(find_term(EntitlementKind, key, "entitlements"), "entitlements")


def _known[T](record: T | None, field: str) -> T:
    if record is None:
        raise Invalid(field=field, reason=_("There is no such one: it is gone, or never was."))
    return record
