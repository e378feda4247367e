"""Two files of one customer become one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.access.audit.actions import record
from balie.access.permissions.actions import ensure_may
from balie.foundation.errors import Invalid, Outdated
from balie.foundation.events import announce
from balie.foundation.live import nudge
from balie.records.customers.actions.files import FIELDS, locked, set_fields, touch
from balie.records.customers.actions.searching import forget_customer, index_customer
from balie.records.customers.events import CustomersMerged
from balie.records.customers.models import (
    Consent,
    Customer,
    CustomerNote,
    Holding,
    MailAddress,
    Phone,
    PostalAddress,
    Relation,
)
from balie.records.customers.rules import merged_values
from balie.records.taxonomy.queries import home_country

MERGED_FIELDS = tuple(field for field in FIELDS if field not in {"kind", "is_prospect"})
ONCE: dict[type[models.Model], tuple[str, ...]] = {
    Phone: ("number",),
    MailAddress: ("address",),
    PostalAddress: ("kind", "street", "house_number", "box", "postcode", "city", "country"),
    Holding: ("name", "serial_number", "since", "until"),
    Consent: ("purpose", "is_given", "at"),
    CustomerNote: ("text", "at"),
}


@transaction.atomic
def merge_customers(kept: Customer, merged: Customer, *, take: Iterable[str] = (), by: User | None, at: datetime, version: int) -> Customer:
    """Everything of `merged` moves to `kept`, without doubles; its number leads to the kept file from now on.

    `take` are the fields whose value of `merged` is wanted; empty fields of `kept` are filled. The kept file is as closed
    as the more closed of both. Raises `Outdated` for an old `version` of `kept`.
    """
    if kept.pk == merged.pk:
        raise Invalid(field="merged", reason=_("These are the same file. Give the number of the other one."))
    first, second = _both_locked(kept, merged, by=by)
    ensure_may(by, "customers.merge", first)
    ensure_may(by, "customers.merge", second)
    if first.version != version:
        raise Outdated(version=first.version)
    _take_fields(first, second, take, at=at)
    moved = {model._meta.model_name or "": _move(model, columns, first, second) for model, columns in ONCE.items()}
    moved["relation"] = _move_relations(first, second)
    _close(second, first, at=at)
    touch(first, at=at)
    forget_customer(second)
    index_customer(first)
    record("customers.merged", first, by=by, at=at, data={"merged_id": second.pk, "moved": {**moved}})
    record("customers.merged_away", second, by=by, at=at, data={"kept_id": first.pk})
    announce(CustomersMerged(merged_id=second.pk, kept_id=first.pk, by_id=by.pk if by else None, at=at))
    nudge(f"customer:{second.number}")
    return first


def _both_locked(kept: Customer, merged: Customer, *, by: User | None) -> tuple[Customer, Customer]:
    """In the order of their keys, so that two merges never wait for each other."""
    held = {each.pk: locked(each, by=by) for each in sorted((kept, merged), key=lambda each: each.pk)}
    return held[kept.pk], held[merged.pk]


def _take_fields(first: Customer, second: Customer, take: Iterable[str], *, at: datetime) -> None:
    mine, theirs = ({field: getattr(each, field) for field in MERGED_FIELDS} for each in (first, second))
    set_fields(first, merged_values(mine, theirs, take), country=home_country(), at=at)
    first.is_prospect = first.is_prospect and second.is_prospect
    if second.level > first.level:
        first.level, first.team_id = second.level, second.team_id or first.team_id
    first.participant_ids = sorted({*first.participant_ids, *second.participant_ids})


def _close(second: Customer, first: Customer, *, at: datetime) -> None:
    Customer.objects.filter(merged_into=second).update(merged_into=first)
    second.merged_into, second.changed_at = first, at
    second.version += 1
    second.save(update_fields=["merged_into", "changed_at", "version"])


def _move(model: type[models.Model], columns: tuple[str, ...], first: Customer, second: Customer) -> int:
    """How many rows moved; doubles go."""
    rows: models.QuerySet[Any] = model._default_manager.all()
    standing = set(rows.filter(customer=first).values_list(*columns))
    moving = [(pk, tuple(key)) for pk, *key in rows.filter(customer=second).values_list("pk", *columns)]
    wanted = [pk for pk, key in moving if key not in standing]
    if "is_primary" in {field.name for field in model._meta.get_fields()} and standing:
        rows.filter(pk__in=wanted).update(is_primary=False)
    rows.filter(pk__in=wanted).update(customer=first)
    rows.filter(customer=second).delete()
    return len(wanted)


def _move_relations(first: Customer, second: Customer) -> int:
    moved = 0
    for relation in Relation.objects.filter(models.Q(person=second) | models.Q(organisation=second)):
        ends = (relation.person_id, relation.organisation_id)
        person_id, organisation_id = (first.pk if pk == second.pk else pk for pk in ends)
        relation.delete()
        if person_id != organisation_id:
            moved += Relation.objects.get_or_create(role=relation.role, person_id=person_id, organisation_id=organisation_id)[1]
    return moved
