"""Contracts as lists and pages show them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BigIntegerField, OuterRef, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce, JSONObject
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from balie.access.accounts.models import User
from balie.access.audit.models import AuditLine
from balie.access.permissions.masking import Mask
from balie.foundation.errors import NotFound
from balie.foundation.statements.prepared import Given, Prepared
from balie.foundation.text.labels import Label
from balie.foundation.text.numbers import WrongNumber, group, is_number
from balie.records.catalogue import rules, words
from balie.records.catalogue.models import Contract, ContractFile, ContractQuerySet, Entitlement, Use
from balie.records.customers.models import Customer
from balie.records.customers.queries.finding import masked_names, name_in_list, name_parts

MOST_USES, MOST_CHANGES, A_PAGE = 50, 50, 50
MOST_KEY = 2**63 - 1


@dataclass(frozen=True)
class EntitledLine:
    """What a contract entitles to and what is left of it in the period of today; `share` is used, 0 to 1, None without a limit."""

    id: int
    key: str
    name: str
    quantity: int | None
    period: str
    says: str
    used: int
    left: int | None
    begins_on: date
    ends_on: date | None
    brief: str
    words: str
    share: float | None


@dataclass(frozen=True)
class ContractLine:
    """A contract as it stands today. `standing` is in_force, coming or over; `same` are numbers of others of its type that hold in the same days."""

    id: int
    number: int
    version: int
    type: str
    type_key: str
    holder: str
    holder_number: int
    covers: str
    covers_words: str
    first_on: date
    last_on: date | None
    standing: str
    tag: str
    tone: str
    words: str
    calendar_id: int
    calendar: str
    calendar_key: str
    services: Sequence[str]
    service_keys: Sequence[str]
    entitlements: Sequence[EntitledLine]
    same: Sequence[int]
    note: str


@dataclass(frozen=True)
class UseLine:
    """`who` it was for, nobody where the viewer may not see that file; `by` who noted it; one that was taken back says by whom."""

    id: int
    name: str
    quantity: int
    used_on: date
    who: str
    who_number: int | None
    note: str
    at: datetime
    by: str
    is_undone: bool
    undone_by: str


@dataclass(frozen=True)
class DocumentLine:
    id: uuid.UUID
    name: str
    size: int


@dataclass(frozen=True)
class Change:
    at: datetime
    who: str
    what: str
    detail: str


@dataclass(frozen=True)
class ContractSheet:
    """All that the page of one contract shows."""

    contract: Contract
    line: ContractLine
    uses: list[UseLine]
    documents: list[DocumentLine]
    changes: list[Change]


def find_contract(viewer: User, number: int) -> Contract:
    """The contract, if the viewer may know of it. Raises `WrongNumber` or `NotFound`."""
    return _found(_PLAIN, viewer, number)


def contract_with_parts(viewer: User, number: int) -> Contract:
    """As `find_contract`, with what stands in it beside the row, for `parts_of`."""
    return _found(_WHOLE, viewer, number)


def parts_of(contract: Contract) -> tuple[list[int], list[tuple[int, int | None, str]]]:
    """The ids of its services, and (kind, quantity, period) of what it entitles to."""
    beside = vars(contract)
    return [row["id"] for row in beside["_services"]], [(row["kind"], row["quantity"], row["period"]) for row in beside["_entitlements"]]


def contract_for(viewer: User, number: int, *, on: date) -> ContractLine:
    """One contract as it stands on a day. Raises as `find_contract`."""
    return line_of(_found(_WHOLE, viewer, number), Mask(viewer), on)


def sheet_for(viewer: User, number: int, *, on: date) -> ContractSheet:
    """The page of a contract in two queries. Raises as `find_contract`."""
    contract, mask = _found(_SHEET, viewer, number), Mask(viewer)
    beside = vars(contract)
    return ContractSheet(
        contract,
        line_of(contract, mask, on),
        [_use(row, mask) for row in beside["_use_rows"]],
        [DocumentLine(uuid.UUID(row["id"]), mask.text(row["name"]), row["size"]) for row in beside["_documents"]],
        _changes(contract),
    )


def contracts_of(viewer: User, customer: Customer, *, on: date) -> list[ContractLine]:
    """The customer's own contracts and those that cover it, those in force first, then what comes, then what is over; one query."""
    mask = Mask(viewer)
    lines = [line_of(row, mask, on) for row in _COVERING.records(viewer, customer=customer.pk)]
    order = (rules.IN_FORCE, rules.COMING, rules.OVER)
    return sorted(lines, key=lambda line: (order.index(line.standing), -(line.last_on or date.max).toordinal(), line.number))


def contracts_page(viewer: User, *, on: date, after: int = 0) -> tuple[list[ContractLine], str]:
    """Contracts, the newest first, below the key `after`; and the key to go on from, empty at the end."""
    mask = Mask(viewer)
    rows: list[Contract] = _PAGE.records(viewer, after=after or MOST_KEY)
    return [line_of(row, mask, on) for row in rows[:A_PAGE]], str(rows[A_PAGE - 1].pk) if len(rows) > A_PAGE else ""


def line_of(contract: Contract, mask: Mask, on: date) -> ContractLine:
    """Of a row with its parts beside it."""
    beside = vars(contract)
    standing = rules.standing(contract.first_on, contract.last_on, on)
    return ContractLine(
        id=contract.pk,
        number=contract.number,
        version=contract.version,
        type=str(contract.type.name),
        type_key=contract.type.key,
        holder=masked_names(contract.holder, mask)[0],
        holder_number=contract.holder.number,
        covers=contract.covers,
        covers_words=contract.get_covers_display(),
        first_on=contract.first_on,
        last_on=contract.last_on,
        standing=standing,
        tag=words.standing_tag(standing),
        tone=words.STANDING_TONES[standing],
        words=words.standing_words(contract.first_on, contract.last_on, on),
        calendar_id=contract.calendar_id,
        calendar=str(contract.calendar.name),
        calendar_key=contract.calendar.key,
        services=[str(Label(row["name"])) for row in beside["_services"]],
        service_keys=[row["key"] for row in beside["_services"]],
        entitlements=[_entitled(row, _uses_of(beside["_uses"], row["id"]), contract, on) for row in beside["_entitlements"]],
        same=beside["_same"],
        note=mask(Contract, "note", contract.note),
    )


def with_parts(contracts: ContractQuerySet) -> QuerySet[Contract]:
    """What `line_of` needs, beside the rows."""
    mine = {"contract": OuterRef("pk")}
    services = Contract.services.through._default_manager.filter(**mine).order_by("service__position", "service_id")
    uses = Use.objects.filter(entitlement__contract=OuterRef("pk"), undone_at=None).order_by().values("entitlement_id", "used_on")
    others = Contract.objects.filter(
        Q(last_on=None) | Q(last_on__gte=OuterRef("first_on")),
        holder=OuterRef("holder"),
        type=OuterRef("type"),
        first_on__lte=Coalesce(OuterRef("last_on"), Value(date.max)),
    ).exclude(pk=OuterRef("pk"))
    return contracts.select_related("holder", "type", "calendar").annotate(
        _services=ArraySubquery(services.values(row=JSONObject(id="service_id", key="service__key", name="service__name"))),
        _entitlements=ArraySubquery(
            Entitlement.objects.filter(**mine)
            .order_by("kind__position", "pk")
            .values(row=JSONObject(id="pk", kind="kind_id", key="kind__key", name="kind__name", quantity="quantity", period="period"))
        ),
        _uses=ArraySubquery(
            uses.annotate(total=Sum("quantity")).values(row=JSONObject(entitlement="entitlement_id", on="used_on", quantity="total"))
        ),
        _same=ArraySubquery(others.order_by("number").values("number")),
    )


def _with_all(contracts: ContractQuerySet, viewer: User) -> QuerySet[Contract]:
    mine = {"contract": OuterRef("pk")}
    use = JSONObject(
        id="pk",
        name="entitlement__kind__name",
        quantity="quantity",
        used_on="used_on",
        number="customer__number",
        who=name_parts(viewer, "customer_id"),
        note="note",
        at="at",
        by="by__name",
        undone_at="undone_at",
        undone_by="undone_by__name",
    )
    return with_parts(contracts).annotate(
        _use_rows=ArraySubquery(
            Use.objects.filter(entitlement__contract=OuterRef("pk")).order_by("-used_on", "-pk").values(row=use)[:MOST_USES]
        ),
        _documents=ArraySubquery(
            ContractFile.objects.filter(**mine).order_by("pk").values(row=JSONObject(id="file_id", name="file__name", size="file__size"))
        ),
    )


def _numbered(contracts: QuerySet[Contract]) -> QuerySet[Contract]:
    return contracts.filter(number=Given("number", BigIntegerField()))


def _visible(viewer: User) -> ContractQuerySet:
    return Contract.objects.visible_to(viewer)


_PLAIN = Prepared(lambda viewer: _numbered(_visible(viewer).select_related("holder", "type", "calendar")))
_WHOLE = Prepared(lambda viewer: _numbered(with_parts(_visible(viewer))))
_SHEET = Prepared(lambda viewer: _numbered(_with_all(_visible(viewer), viewer)))
_PAGE = Prepared(lambda viewer: with_parts(_visible(viewer)).filter(pk__lt=Given("after", BigIntegerField())).order_by("-pk")[: A_PAGE + 1])
_COVERING = Prepared(lambda viewer: with_parts(_visible(viewer).covering(Given("customer", BigIntegerField()))))


def _found(rows: Prepared, viewer: User, number: int) -> Contract:
    if not is_number(number, Contract.KIND_DIGIT):
        raise WrongNumber(group(number))
    found: list[Contract] = rows.records(viewer, number=number)
    if not found:
        raise NotFound()
    return found[0]


def _uses_of(rows: Iterable[Mapping[str, Any]], entitlement_id: int) -> dict[date, int]:
    return {date.fromisoformat(row["on"]): row["quantity"] for row in rows if row["entitlement"] == entitlement_id}


def _entitled(row: Mapping[str, Any], uses: Mapping[date, int], contract: Contract, on: date) -> EntitledLine:
    period = rules.period_of(row["period"], contract.first_on, contract.last_on, on)
    quantity, used = row["quantity"], rules.used_in(period, uses)
    return EntitledLine(
        id=row["id"],
        key=row["key"],
        name=str(Label(row["name"])),
        quantity=quantity,
        period=row["period"],
        says=words.entitled_words(quantity, row["period"]),
        used=used,
        left=rules.left(quantity, used),
        begins_on=period.begins_on,
        ends_on=period.ends_on,
        brief=words.left_brief(quantity, used),
        words=words.left_words(quantity, used, period),
        share=None if quantity is None else min(1.0, used / quantity),
    )


def _use(row: Mapping[str, Any], mask: Mask) -> UseLine:
    at = parse_datetime(row["at"])
    if at is None:
        raise ValueError(row["at"])
    return UseLine(
        id=row["id"],
        name=str(Label(row["name"])),
        quantity=row["quantity"],
        used_on=date.fromisoformat(row["used_on"]),
        who=name_in_list(row["who"], mask),
        who_number=row["number"] if row["who"] else None,
        note=mask(Use, "note", row["note"]),
        at=at,
        by=row["by"] or _("Balie"),
        is_undone=row["undone_at"] is not None,
        undone_by=row["undone_by"] or "",
    )


def _changes(contract: Contract) -> list[Change]:
    """Who did what to the contract, newest first; fields by name, never their values."""
    lines = AuditLine.objects.filter(subject_kind="catalogue.contract", subject_id=str(contract.pk)).select_related("actor")
    return [_change(line) for line in lines.order_by("-id")[:MOST_CHANGES]]


def _change(line: AuditLine) -> Change:
    verb = line.verb.removeprefix("catalogue.")
    detail = ", ".join(str(words.FIELDS[name]) for name in line.data.get("fields", []) if name in words.FIELDS)
    return Change(
        line.at,
        line.actor.name if line.actor else _("Balie"),
        str(words.DONE.get(verb, verb)),
        "" if verb == "contract_created" else detail,
    )
