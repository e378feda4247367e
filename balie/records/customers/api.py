"""The door programs use: customers by number, masked as for the token's user."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema

from balie.access.accounts.doors import team_named, user_named, user_of
from balie.access.permissions.actions import ensure_may
from balie.foundation.search.queries import find
from balie.foundation.web.schemas import Input
from balie.records.customers import actions, queries
from balie.records.customers.models import Customer

router = Router()


class CustomerOut(Schema):
    """A line of a list."""

    number: int
    name: str
    kind: str
    language: str


class CustomerPage(Schema):
    """`next` is passed back as `after`; empty at the end."""

    items: list[CustomerOut]
    next: str


class PhoneOut(Schema):
    number: str
    note: str
    is_primary: bool


class MailOut(Schema):
    address: str
    is_primary: bool


class PlaceOut(Schema):
    kind: str
    text: str
    is_primary: bool


class HoldingOut(Schema):
    name: str
    serial_number: str
    since: date | None
    until: date | None


class FileOut(CustomerOut):
    """The customer's file. Masked fields hold what the caller may read."""

    version: int
    spoken_name: str
    special_needs: str
    customer_type: str
    account_manager: str
    born_on: date | str | None
    vat_number: str
    national_number: str
    iban: str
    is_prospect: bool
    is_incomplete: bool
    level: int
    created_at: datetime
    changed_at: datetime
    phones: list[PhoneOut]
    mail_addresses: list[MailOut]
    postal_addresses: list[PlaceOut]
    holdings: list[HoldingOut]


class AddressIn(Input):
    street: str
    house_number: str
    box: str = ""
    postcode: str
    city: str
    country: str = "BE"


class FieldsIn(Input):
    """Fields of the file; what is left out stays."""

    kind: str | None = None
    given_name: str | None = None
    family_name: str | None = None
    organisation_name: str | None = None
    language: str | None = None
    salutation: str | None = None
    form_of_address: str | None = None
    style: str | None = None
    preferred_channel: str | None = None
    special_needs: str | None = None
    born_on: date | None = None
    vat_number: str | None = None
    national_number: str | None = None
    iban: str | None = None
    is_prospect: bool | None = None
    is_incomplete: bool | None = None


class CustomerIn(FieldsIn):
    phones: list[str] = []
    mail_addresses: list[str] = []
    addresses: list[AddressIn] = []


class ChangeIn(FieldsIn):
    """`version` is the one that was read: an older one is refused with 409."""

    version: int


class PhoneIn(Input):
    number: str
    note: str = ""
    is_primary: bool = False


class MailIn(Input):
    address: str
    is_primary: bool = False


class NoteIn(Input):
    text: str


class LevelIn(Input):
    """`level` 0 (all) to 3 (only `people`); `team` by its key, `people` by their user names; `version` is the one that was read."""

    level: int
    team: str = ""
    people: list[str] = []
    reason: str
    version: int


class LevelOut(Schema):
    """What was set; the file itself may be closed to the caller now."""

    number: int
    level: int
    version: int


class ApartIn(Input):
    """The file `number` was merged into the one addressed."""

    number: int


class MergeIn(Input):
    """The file `number` goes into the one addressed, whose `version` was read."""

    number: int
    version: int


@router.get("", response=CustomerPage, summary="List or search customers")
def customers(
    request: HttpRequest,
    q: Annotated[str, Query(description="as typed: names, pieces of a number, mail address, postcode + house number")] = "",
    after: str = "",
    state: Literal["", "incomplete"] = "",
) -> CustomerPage:
    viewer = user_of(request)
    ensure_may(viewer, "customers.view")
    if q:
        hits = find(viewer, q, kinds=["customer"], most=20)
        ids = [result.object_id for each in hits for result in each.results]
        known = queries.summaries(viewer, ids)
        return CustomerPage(items=[_line(known[pk]) for pk in ids if pk in known], next="")
    page = queries.customers_for(viewer, queries.Filters(at=after, incomplete=state == "incomplete"))
    return CustomerPage(items=[_line(row) for row in page.rows], next=page.after)


@router.post("", response={201: FileOut}, summary="Open a file")
def create(request: HttpRequest, payload: CustomerIn) -> tuple[int, queries.CustomerFile]:
    given = payload.dict(exclude_none=True)
    customer = actions.create_customer(by=user_of(request), at=timezone.now(), **given)
    return 201, queries.file_for(user_of(request), customer.number)


@router.get("/{number}", response=FileOut, summary="Read a file")
def customer(request: HttpRequest, number: int) -> queries.CustomerFile:
    return queries.file_for(user_of(request), number)


@router.patch("/{number}", response=FileOut, summary="Change a file's fields")
def change(request: HttpRequest, number: int, payload: ChangeIn) -> queries.CustomerFile:
    given = payload.dict(exclude_unset=True)
    actions.change_customer(_held(request, number), by=user_of(request), at=timezone.now(), version=given.pop("version"), **given)
    return queries.file_for(user_of(request), number)


@router.post("/{number}/phones", response={201: FileOut}, summary="Add a telephone number")
def add_phone(request: HttpRequest, number: int, payload: PhoneIn) -> tuple[int, queries.CustomerFile]:
    actions.save_phone(_held(request, number), by=user_of(request), at=timezone.now(), **payload.dict())
    return 201, queries.file_for(user_of(request), number)


@router.post("/{number}/mail-addresses", response={201: FileOut}, summary="Add a mail address")
def add_mail_address(request: HttpRequest, number: int, payload: MailIn) -> tuple[int, queries.CustomerFile]:
    actions.save_mail_address(_held(request, number), by=user_of(request), at=timezone.now(), **payload.dict())
    return 201, queries.file_for(user_of(request), number)


@router.post("/{number}/notes", response={201: FileOut}, summary="Add a note for colleagues")
def add_note(request: HttpRequest, number: int, payload: NoteIn) -> tuple[int, queries.CustomerFile]:
    actions.add_note(_held(request, number), text=payload.text, by=user_of(request), at=timezone.now())
    return 201, queries.file_for(user_of(request), number)


@router.put("/{number}/level", response=LevelOut, summary="Set who may see the file, with a reason")
def set_level(request: HttpRequest, number: int, payload: LevelIn) -> Customer:
    given = payload.dict() | {
        "team": team_named(payload.team, field="team"),
        "people": [user_named(name, field="people") for name in payload.people],
    }
    return actions.set_level(_held(request, number), by=user_of(request), at=timezone.now(), **given)


@router.post("/{number}/merge", response=FileOut, summary="Merge another file into this one")
def merge(request: HttpRequest, number: int, payload: MergeIn) -> queries.CustomerFile:
    kept, merged = _held(request, number), _held(request, payload.number)
    actions.merge_customers(kept, merged, by=user_of(request), at=timezone.now(), version=payload.version)
    return queries.file_for(user_of(request), number)


@router.post("/{number}/apart", response=FileOut, summary="Let a file that was merged into this one stand alone again; that one is given")
def take_apart(request: HttpRequest, number: int, payload: ApartIn) -> queries.CustomerFile:
    alone = actions.take_apart(_held(request, number), payload.number, by=user_of(request), at=timezone.now())
    return queries.file_for(user_of(request), alone.number)


def _held(request: HttpRequest, number: int) -> Customer:
    return queries.load(user_of(request), number)


def _line(row: queries.CustomerSummary | object) -> CustomerOut:
    return CustomerOut.from_orm(row)
