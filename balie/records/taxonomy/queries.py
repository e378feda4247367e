"""Reads of the organisation's words. Lists are short: a query each, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from balie.foundation.errors import Invalid
from balie.foundation.statements.prepared import Prepared
from balie.foundation.text.labels import LANGUAGES
from balie.records.taxonomy.models import Category, Organisation, Term
from balie.records.taxonomy.rules import tree_order, tree_paths, upwards

HOME_COUNTRY = "BE"


def organisation() -> Organisation | None:
    """The organisation; None before the first start has made it."""
    return Organisation.objects.first()


def home_country() -> str:
    """The country numbers and addresses are in when nothing else is said."""
    return Organisation.objects.values_list("country", flat=True).first() or HOME_COUNTRY


def choices(model: type[Term], *, keep: int | None = None) -> list[tuple[int, str]]:
    """(id, name) for a select, in the organisation's order; retired ones only when `keep` already uses it."""
    rows = model._default_manager.filter(Q(is_retired=False) | Q(pk=keep)).order_by("position", "pk")
    return [(row.pk, str(row)) for row in rows]


_CATEGORIES = Prepared(lambda: Category.objects.order_by("position", "pk"))


def category_choices(*, keep: int | None = None) -> list[tuple[int, str]]:
    """(id, "Energy › Meter") in tree order; a category below a retired one stays choosable."""
    rows: list[Category] = _CATEGORIES.records()
    named = {row.pk: row for row in rows}
    paths = tree_paths({row.pk: row.parent_id for row in rows}, {row.pk: str(row) for row in rows})
    return [(pk, path) for pk, path in paths if not named[pk].is_retired or pk == keep]


def category_paths() -> dict[int, str]:
    """Id → "Energy › Meter", the retired ones too."""
    rows: list[Category] = _CATEGORIES.records()
    return dict(tree_paths({row.pk: row.parent_id for row in rows}, {row.pk: str(row) for row in rows}))


def category_line(category_id: int) -> list[int]:
    """The category and all it stands under, the nearest first."""
    return category_lines([category_id])[category_id]


def category_lines(ids: Iterable[int]) -> dict[int, list[int]]:
    """Category → as `category_line` gives it, in one query."""
    parents = {row.pk: row.parent_id for row in _CATEGORIES.records()}
    return {each: upwards(each, parents, parents) for each in ids}


@dataclass(frozen=True)
class Row:
    """A term as its settings page shows it; `missing` are the languages without a text."""

    term: Term
    depth: int
    missing: list[str]


def rows(model: type[Term]) -> list[Row]:
    """All terms, in tree order for categories, those in use before the retired ones."""
    terms = list(model._default_manager.order_by("is_retired", "position", "pk"))
    if model is not Category:
        return [_row(term, 0) for term in terms]
    named = {term.pk: term for term in terms}
    walked = tree_order({term.pk: getattr(term, "parent_id", None) for term in terms}, list(named))
    return [_row(named[pk], depth) for pk, depth in walked]


def _row(term: Term, depth: int) -> Row:
    return Row(term, depth, [code for code in LANGUAGES if not term.name.get(code, "").strip()])


def find_term[T: Term](model: type[T], key: str | None, field: str) -> T | None:
    """The word in use with this key; None for no key. Raises `Invalid` naming `field`."""
    if not key:
        return None
    term = model._default_manager.filter(key=key, is_retired=False).first()
    if term is None:
        raise Invalid(field=field, reason=_("“{key}” is not in the list.").format(key=key))
    return term
