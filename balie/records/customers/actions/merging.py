"""Two files of one customer become one."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
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
from balie.records.customers.extensions import ALONG, Along
from balie.records.customers.models import (
    Consent,
    Customer,
    CustomerMerge,
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
type Ends = tuple[int, int, str]


@transaction.atomic
def merge_customers(kept: Customer, merged: Customer, *, take: Iterable[str] = (), by: User | None, at: datetime, version: int) -> Customer:
    """Everything of `merged` moves to `kept`, without doubles; its number leads to the kept file from now on, until they are taken apart.

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
    merge = CustomerMerge(kept=first, merged=second, by=by, at=at, take=sorted(take))
    take_fields(merge, first, second)
    for model, columns in ONCE.items():
        name = name_of(model)
        merge.moved[name], merge.primary[name] = move_rows(model, columns, first, second)
    for along in ALONG.fillings():
        merge.moved[name_of(along.model)] = _take_along(along, first, second)
    merge.relations = move_relations(first, second)
    merge.relations["led"] = _close(second, first, at=at)
    touch(first, at=at)
    merge.save()
    forget_customer(second)
    index_customer(first)
    counts = {name: len(ids) for name, ids in merge.moved.items()}
    record("customers.merged", first, by=by, at=at, data={"merged_id": second.pk, "moved": {**counts}})
    record("customers.merged_away", second, by=by, at=at, data={"kept_id": first.pk})
    announce(CustomersMerged(merged_id=second.pk, kept_id=first.pk, by_id=by.pk if by else None, at=at))
    nudge(f"customer:{second.number}")
    return first


def _both_locked(kept: Customer, merged: Customer, *, by: User | None) -> tuple[Customer, Customer]:
    """In the order of their keys, so that two merges never wait for each other."""
    held = {each.pk: locked(each, by=by) for each in sorted((kept, merged), key=lambda each: each.pk)}
    return held[kept.pk], held[merged.pk]


def take_fields(merge: CustomerMerge, first: Customer, second: Customer) -> None:
    """Give the kept file what it takes of the merged one, and note how it stood before and after."""
    merge.before = columns_of(first)
    mine, theirs = ({field: getattr(each, field) for field in MERGED_FIELDS} for each in (first, second))
    set_fields(first, merged_values(mine, theirs, merge.take), country=home_country(), at=merge.at)
    first.is_prospect = first.is_prospect and second.is_prospect
    if second.level > first.level:
        first.level, first.team_id = second.level, second.team_id or first.team_id
    first.participant_ids = sorted({*first.participant_ids, *second.participant_ids})
    merge.after = columns_of(first)


def _close(second: Customer, first: Customer, *, at: datetime) -> list[int]:
    """The ids of earlier files that led to the closed one: they lead to the kept one now."""
    led = sorted(Customer.objects.filter(merged_into=second).values_list("pk", flat=True))
    Customer.objects.filter(pk__in=led).update(merged_into=first)
    second.merged_into, second.changed_at = first, at
    second.version += 1
    second.save(update_fields=["merged_into", "changed_at", "version"])
    return led


def move_rows(
    model: type[models.Model],
    columns: tuple[str, ...],
    first: Customer,
    second: Customer,
    *,
    only: Collection[tuple[Any, ...]] | None = None,
) -> tuple[list[int], list[int]]:
    """The ids of the rows that moved, and which of them were primary; doubles stay with the closed file. `only` these, where given."""
    rows: models.QuerySet[Any] = model._default_manager.all()
    standing = set(rows.filter(customer=first).values_list(*columns))
    moving = [(pk, tuple(key)) for pk, *key in rows.filter(customer=second).order_by("pk").values_list("pk", *columns)]
    wanted = [pk for pk, key in moving if key not in standing and (only is None or key in only)]
    primary: list[int] = []
    if "is_primary" in {field.name for field in model._meta.get_fields()} and standing:
        primary = sorted(rows.filter(pk__in=wanted, is_primary=True).values_list("pk", flat=True))
        rows.filter(pk__in=primary).update(is_primary=False)
    rows.filter(pk__in=wanted).update(customer=first)
    return wanted, primary


def _take_along(along: Along, first: Customer, second: Customer) -> list[int]:
    rows = along.model._default_manager.filter(**{along.field: second})
    ids = sorted(rows.values_list("pk", flat=True))
    rows.update(**{along.field: first})
    return ids


def move_relations(first: Customer, second: Customer, *, without: Collection[Ends] = ()) -> dict[str, list[Any]]:
    """The relations of the closed file that are `gone`, and those `made` instead; none of `without` is made."""
    gone, made = [], []
    for relation in Relation.objects.filter(models.Q(person=second) | models.Q(organisation=second)).order_by("pk"):
        ends = (relation.person_id, relation.organisation_id)
        gone.append([*ends, relation.role])
        relation.delete()
        person_id, organisation_id = instead(ends, first, second)
        if person_id != organisation_id and (person_id, organisation_id, relation.role) not in without:
            _row, is_new = Relation.objects.get_or_create(role=relation.role, person_id=person_id, organisation_id=organisation_id)
            made += [[person_id, organisation_id, relation.role]] if is_new else []
    return {"gone": gone, "made": made}


def instead(ends: tuple[int, int], first: Customer, second: Customer) -> tuple[int, int]:
    """Both ends of a relation, with the kept file for the closed one."""
    person_id, organisation_id = (first.pk if pk == second.pk else pk for pk in ends)
    return person_id, organisation_id


def columns_of(customer: Customer) -> str:
    """Its columns as JSON, but those that only count and name it."""
    values = {field.attname: _text_of(field, customer) for field in kept_fields()}
    return json.dumps(values)


def _text_of(field: models.Field[Any, Any], customer: Customer) -> str | None:
    return None if field.value_from_object(customer) is None else field.value_to_string(customer)


def kept_fields() -> list[models.Field[Any, Any]]:
    return [field for field in Customer._meta.concrete_fields if field.name not in _NEVER_RESTORED]


def name_of(model: type[models.Model]) -> str:
    return model._meta.label_lower


_NEVER_RESTORED = {"id", "number", "version", "created_at", "changed_at", "merged_into"}
