"""A file that went up in another stands alone again; what other merges brought stays.

A merge stands on those before it: of a telephone number that two files had, only the first came along. So those after the one that is taken
back are laid anew.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.access.audit.actions import record
from balie.access.permissions.actions import ensure_may
from balie.foundation.errors import Refusal
from balie.foundation.events import announce
from balie.foundation.live import nudge
from balie.foundation.text.numbers import group
from balie.records.customers.actions.files import locked, touch
from balie.records.customers.actions.merging import (
    ONCE,
    Ends,
    columns_of,
    instead,
    kept_fields,
    move_relations,
    move_rows,
    name_of,
    take_fields,
)
from balie.records.customers.actions.searching import index_customers
from balie.records.customers.events import CustomersTakenApart
from balie.records.customers.extensions import ALONG
from balie.records.customers.models import Customer, CustomerMerge, Relation


class NotMerged(Refusal):
    """The file stands alone."""

    code = "not_merged"
    sentence = _("File {number} was not merged into another one, or was taken apart already.")


@transaction.atomic
def take_apart(kept: Customer, merged_number: int, *, by: User | None, at: datetime) -> Customer:
    """Let the file that was merged into `kept` be as it was, with what went along and still stands there; gives it.

    The kept file is as if only the other files had been merged into it. What came to it since stays, and so does a field that was changed
    since. Raises `NotMerged`.
    """
    first = locked(kept, by=by)
    ensure_may(by, "customers.merge", first)
    merge = CustomerMerge.objects.select_for_update(of=("self",)).filter(kept=first, merged__number=merged_number, undone_at=None).first()
    if merge is None:
        raise NotMerged(number=group(merged_number))
    second = Customer.objects.select_for_update(of=("self",)).get(pk=merge.merged_id)
    later = list(CustomerMerge.objects.filter(kept=first, undone_at=None, pk__gt=merge.pk).select_related("merged").order_by("pk"))
    for model, columns in ONCE.items():
        _put_rows_back(model, columns, merge, first, second, later)
    for along in ALONG.fillings():
        _put_back(along.model, along.field, merge, first, second)
    _put_relations_back(merge, first, later)
    Customer.objects.filter(pk__in=merge.relations["led"], merged_into=first).update(merged_into=second)
    _restore(first, merge, later)
    CustomerMerge.objects.bulk_update(later, ["moved", "primary", "relations", "before", "after"])
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


def _put_rows_back(
    model: type[models.Model],
    columns: tuple[str, ...],
    merge: CustomerMerge,
    first: Customer,
    second: Customer,
    later: Sequence[CustomerMerge],
) -> None:
    """Those that still stand with the kept file go back; their doubles in files merged later come in their place."""
    rows: models.QuerySet[Any] = model._default_manager.all()
    name = name_of(model)
    going = rows.filter(pk__in=merge.moved.get(name, []), customer=first)
    keys = set(going.values_list(*columns))
    _put_back(model, "customer", merge, first, second)
    if primary := merge.primary.get(name):
        rows.filter(pk__in=primary, customer=second).update(is_primary=True)
    for each in later:
        moved, primary = move_rows(model, columns, first, each.merged, only=keys)
        each.moved[name], each.primary[name] = [*each.moved.get(name, []), *moved], [*each.primary.get(name, []), *primary]
    if any(each.primary.get(name) for each in later):
        _choose_primary(model, first, [each.primary.get(name, []) for each in later])


def _choose_primary(model: type[models.Model], first: Customer, candidates: Sequence[Sequence[int]]) -> None:
    """Where the primary one went back, that of the next file merged is it."""
    rows: models.QuerySet[Any] = model._default_manager.filter(customer=first)
    if not rows.filter(is_primary=True).exists():
        found = next((each for each in candidates if rows.filter(pk__in=each).exists()), [])
        rows.filter(pk__in=found).update(is_primary=True)


def _put_back(model: type[models.Model], field: str, merge: CustomerMerge, first: Customer, second: Customer) -> None:
    """Those that still stand with the kept file."""
    rows = model._default_manager.filter(pk__in=merge.moved.get(name_of(model), []), **{field: first})
    rows.update(**{field: second})


def _put_relations_back(merge: CustomerMerge, first: Customer, later: Sequence[CustomerMerge]) -> None:
    """Those of the merge, under those of the later ones; what somebody took away since stays away."""
    missing = {each.pk: _missing(each, first) for each in later}
    for each in (*reversed(later), merge):
        for person_id, organisation_id, role in each.relations["made"]:
            Relation.objects.filter(person_id=person_id, organisation_id=organisation_id, role=role).delete()
        for person_id, organisation_id, role in each.relations["gone"]:
            Relation.objects.get_or_create(person_id=person_id, organisation_id=organisation_id, role=role)
    for each in later:
        each.relations |= move_relations(first, each.merged, without=missing[each.pk])


def _missing(merge: CustomerMerge, first: Customer) -> set[Ends]:
    """What the merge gave the kept file and is not there any more."""
    given = {(*instead((person, organisation), first, merge.merged), role) for person, organisation, role in merge.relations["gone"]}
    here = Relation.objects.filter(models.Q(person=first) | models.Q(organisation=first))
    return given - set(here.values_list("person_id", "organisation_id", "role"))


def _restore(customer: Customer, merge: CustomerMerge, later: Sequence[CustomerMerge]) -> None:
    """Its columns before the merge, with on top what people changed and later merges brought since, in that order."""
    now, left = json.loads(columns_of(customer)), json.loads(merge.after)
    _set(customer, json.loads(merge.before))
    for each in later:
        _set(customer, _changed(left, json.loads(each.before)))
        left = json.loads(each.after)
        take_fields(each, customer, each.merged)
    _set(customer, _changed(left, now))


def _changed(before: Mapping[str, str | None], after: Mapping[str, str | None]) -> dict[str, str | None]:
    return {name: value for name, value in after.items() if value != before[name]}


def _set(customer: Customer, columns: Mapping[str, str | None]) -> None:
    for field in kept_fields():
        if field.attname in columns:
            value = columns[field.attname]
            setattr(customer, field.attname, None if value is None else field.to_python(value))
