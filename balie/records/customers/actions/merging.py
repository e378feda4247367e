"""Two files of one customer become one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.access.audit.actions import record
from balie.access.permissions.actions import ensure_may
from balie.foundation.errors import Invalid, Outdated, Refusal
from balie.foundation.events import announce
from balie.foundation.live import nudge
from balie.foundation.text.numbers import group
from balie.records.customers.actions.files import FIELDS, locked, set_fields, touch
from balie.records.customers.actions.searching import forget_customer, index_customer, index_customers
from balie.records.customers.events import CustomersMerged, CustomersTakenApart
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


class NotMerged(Refusal):
    """The file stands alone."""

    code = "not_merged"
    sentence = _("File {number} was not merged into another one, or was taken apart already.")


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
    merge = CustomerMerge(kept=first, merged=second, by=by, at=at, before=_columns(first))
    _take_fields(first, second, take, at=at)
    merge.after = _columns(first)
    for model, columns in ONCE.items():
        name = _name(model)
        merge.moved[name], merge.primary[name] = _move(model, columns, first, second)
    for along in ALONG.fillings():
        merge.moved[_name(along.model)] = _take_along(along, first, second)
    merge.relations = _move_relations(first, second)
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


@transaction.atomic
def take_apart(kept: Customer, merged_number: int, *, by: User | None, at: datetime) -> Customer:
    """Let the file that was merged into `kept` be as it was, with what went along and still stands there; gives it.

    What came to the kept file since stays. A field that was changed since stays too. Raises `NotMerged`.
    """
    first = locked(kept, by=by)
    ensure_may(by, "customers.merge", first)
    merge = CustomerMerge.objects.select_for_update(of=("self",)).filter(kept=first, merged__number=merged_number, undone_at=None).first()
    if merge is None:
        raise NotMerged(number=group(merged_number))
    second = Customer.objects.select_for_update(of=("self",)).get(pk=merge.merged_id)
    for model in ONCE:
        _put_back(model, "customer", merge, first, second)
        if primary := merge.primary.get(_name(model)):
            model._default_manager.filter(pk__in=primary, customer=second).update(is_primary=True)
    for along in ALONG.fillings():
        _put_back(along.model, along.field, merge, first, second)
    _put_relations_back(merge.relations)
    Customer.objects.filter(pk__in=merge.relations["led"], merged_into=first).update(merged_into=second)
    _restore(first, merge)
    second.merged_into, second.changed_at = None, at
    second.version += 1
    second.save(update_fields=["merged_into", "changed_at", "version"])
    touch(first, at=at)
    merge.undone_at = at
    merge.save(update_fields=["undone_at"])
    index_customers([first, second])
    record("customers.taken_apart", first, by=by, at=at, data={"merged_id": second.pk})
    record("customers.stands_alone", second, by=by, at=at, data={"kept_id": first.pk})
    announce(CustomersTakenApart(merged_id=second.pk, kept_id=first.pk, by_id=by.pk if by else None, at=at))
    nudge(f"customer:{second.number}")
    return second


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


def _close(second: Customer, first: Customer, *, at: datetime) -> list[int]:
    """The ids of earlier files that led to the closed one: they lead to the kept one now."""
    led = sorted(Customer.objects.filter(merged_into=second).values_list("pk", flat=True))
    Customer.objects.filter(pk__in=led).update(merged_into=first)
    second.merged_into, second.changed_at = first, at
    second.version += 1
    second.save(update_fields=["merged_into", "changed_at", "version"])
    return led


def _move(model: type[models.Model], columns: tuple[str, ...], first: Customer, second: Customer) -> tuple[list[int], list[int]]:
    """The ids of the rows that moved, and which of them were primary; doubles stay with the closed file."""
    rows: models.QuerySet[Any] = model._default_manager.all()
    standing = set(rows.filter(customer=first).values_list(*columns))
    moving = [(pk, tuple(key)) for pk, *key in rows.filter(customer=second).order_by("pk").values_list("pk", *columns)]
    wanted = [pk for pk, key in moving if key not in standing]
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


def _put_back(model: type[models.Model], field: str, merge: CustomerMerge, first: Customer, second: Customer) -> None:
    """Those that still stand with the kept file."""
    rows = model._default_manager.filter(pk__in=merge.moved.get(_name(model), []), **{field: first})
    rows.update(**{field: second})


def _move_relations(first: Customer, second: Customer) -> dict[str, list[Any]]:
    gone, made = [], []
    for relation in Relation.objects.filter(models.Q(person=second) | models.Q(organisation=second)).order_by("pk"):
        ends = (relation.person_id, relation.organisation_id)
        person_id, organisation_id = (first.pk if pk == second.pk else pk for pk in ends)
        gone.append([*ends, relation.role])
        relation.delete()
        if person_id != organisation_id:
            row, is_new = Relation.objects.get_or_create(role=relation.role, person_id=person_id, organisation_id=organisation_id)
            made += [row.pk] if is_new else []
    return {"gone": gone, "made": made}


def _put_relations_back(relations: Mapping[str, list[Any]]) -> None:
    Relation.objects.filter(pk__in=relations["made"]).delete()
    for person_id, organisation_id, role in relations["gone"]:
        Relation.objects.get_or_create(person_id=person_id, organisation_id=organisation_id, role=role)


def _columns(customer: Customer) -> str:
    """Its columns as JSON, but those that only count and name it."""
    values = {field.attname: _text_of(field, customer) for field in _fields()}
    return json.dumps(values)


def _text_of(field: models.Field[Any, Any], customer: Customer) -> str | None:
    return None if field.value_from_object(customer) is None else field.value_to_string(customer)


def _restore(customer: Customer, merge: CustomerMerge) -> None:
    before, after = json.loads(merge.before), json.loads(merge.after)
    for field in _fields():
        name = field.attname
        if before[name] != after[name] and _text_of(field, customer) == after[name]:
            setattr(customer, name, None if before[name] is None else field.to_python(before[name]))


def _fields() -> list[models.Field[Any, Any]]:
    return [field for field in Customer._meta.concrete_fields if field.name not in _NEVER_RESTORED]


def _name(model: type[models.Model]) -> str:
    return model._meta.label_lower


_NEVER_RESTORED = {"id", "number", "version", "created_at", "changed_at", "merged_into"}
