"""Verbs on the organisation and its words; all of them take the right to change settings, and are audited."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import Team, User
from balie.access.audit.actions import record
from balie.access.permissions.actions import ensure_may
from balie.foundation.errors import Invalid
from balie.foundation.live import nudge
from balie.foundation.text.labels import LANGUAGES, Label
from balie.records.taxonomy import defaults
from balie.records.taxonomy.models import Category, Cause, CustomerType, Organisation, Purpose, Result, Term
from balie.records.taxonomy.rules import key_for, moved, would_ring

MANAGE = "settings.manage"
FIELDS = ("name", "languages", "zone", "mail_domain", "country")


@transaction.atomic
def create_organisation(
    *,
    name: str,
    languages: Sequence[str] = LANGUAGES,
    zone: str = "Europe/Brussels",
    mail_domain: str = "",
    country: str = "BE",
    by: User | None,
    at: datetime,
) -> Organisation:
    """Make the one organisation with the words it starts with; when it exists, change it."""
    ensure_may(by, MANAGE)
    organisation = Organisation.objects.first() or Organisation()
    values = {"name": name, "languages": list(languages), "zone": zone, "mail_domain": mail_domain, "country": country}
    _fill(organisation, values)
    record("taxonomy.organisation_created", organisation, by=by, at=at)
    install_taxonomy(at)
    return organisation


@transaction.atomic
def change_organisation(organisation: Organisation, values: Mapping[str, object], *, by: User | None, at: datetime) -> None:
    """Set name, languages, zone, mail_domain or country. Raises `Invalid` naming the field."""
    ensure_may(by, MANAGE)
    _fill(organisation, values)
    record("taxonomy.organisation_changed", organisation, by=by, at=at, data={"fields": [*sorted(values)]})


@transaction.atomic
def add_term[T: Term](model: type[T], *, name: Mapping[str, str], by: User | None, at: datetime, key: str = "", **extra: Any) -> T:
    """A new word at the end of its list; the key comes of its first name unless given."""
    ensure_may(by, MANAGE)
    label = _label(name)
    taken = list(model._default_manager.values_list("key", flat=True))
    term = model(key=key or key_for(label.in_language("en") or str(label), taken), name=label, position=len(taken) + 1)
    _set_extra(term, extra)
    term.save()
    _recorded("added", term, by=by, at=at)
    return term


@transaction.atomic
def known_term[T: Term](model: type[T], key: str, *, name: Mapping[str, str], at: datetime, **extra: Any) -> T:
    """The word that Balie itself uses under this key, made when it is first needed; what people called it since is kept."""
    found = model._default_manager.filter(key=key).first()
    return found or add_term(model, name=name, by=None, at=at, key=key, **extra)


@transaction.atomic
def change_term(term: Term, *, name: Mapping[str, str], by: User | None, at: datetime, **extra: object) -> None:
    """Rename, and set what the list keeps beside the name (team, parent, applies_to …)."""
    ensure_may(by, MANAGE)
    term.name = _label(name)
    _set_extra(term, extra)
    term.save()
    _recorded("changed", term, by=by, at=at)


@transaction.atomic
def move_term(term: Term, step: int, *, by: User | None, at: datetime) -> None:
    """One place earlier (−1) or later (+1) among the terms in use; in the tree, among its siblings."""
    ensure_may(by, MANAGE)
    model: type[Term] = type(term)
    siblings: QuerySet[Any] = model._default_manager.filter(is_retired=term.is_retired)
    if isinstance(term, Category):
        siblings = siblings.filter(parent=term.parent_id)
    order = moved(list(siblings.order_by("position", "pk").values_list("pk", flat=True)), term.pk, step)
    for position, pk in enumerate(order, start=1):
        model._default_manager.filter(pk=pk).update(position=position)
    _recorded("moved", term, by=by, at=at)


@transaction.atomic
def retire_term(term: Term, *, by: User | None, at: datetime) -> None:
    """Offer it no more; what carries it keeps it."""
    _set_retired(term, "retired", is_retired=True, by=by, at=at)


@transaction.atomic
def restore_term(term: Term, *, by: User | None, at: datetime) -> None:
    _set_retired(term, "restored", is_retired=False, by=by, at=at)


@transaction.atomic
def install_taxonomy(at: datetime) -> None:
    """Make the words an organisation starts with that are missing by key; those that exist keep their names."""
    lists: list[tuple[type[Term], dict[str, Label], dict[str, str]]] = [
        (Purpose, defaults.PURPOSES, {}),
        (Result, defaults.CONTACT_RESULTS, {"applies_to": Result.AppliesTo.CONTACT}),
        (Result, defaults.TICKET_RESULTS, {"applies_to": Result.AppliesTo.TICKET}),
        (Cause, defaults.CAUSES, {}),
        (CustomerType, defaults.CUSTOMER_TYPES, {}),
        (Category, defaults.CATEGORIES, {}),
    ]
    for model, words, extra in lists:
        start = model._default_manager.count()
        terms = [model(key=key, name=name, position=start + place, **extra) for place, (key, name) in enumerate(words.items(), start=1)]
        for term in terms:
            _set_extra(term, defaults.ASKS_FOR.get(term.key, {}) if model is Purpose else {})
        model._default_manager.bulk_create(terms, ignore_conflicts=True)


def _fill(organisation: Organisation, values: Mapping[str, object]) -> None:
    for field in FIELDS:
        if field in values:
            setattr(organisation, field, values[field])
    _check(organisation)
    organisation.save()


def _check(organisation: Organisation) -> None:
    if not organisation.name.strip():
        raise Invalid(field="name", reason=_("Give the organisation a name."))
    if not organisation.languages or not set(organisation.languages) <= set(LANGUAGES):
        raise Invalid(field="languages", reason=_("Choose at least one language."))
    try:
        ZoneInfo(organisation.zone)
    except (ZoneInfoNotFoundError, ValueError):
        raise Invalid(field="zone", reason=_("This time zone is not known. Write it as Europe/Brussels."))


def _label(name: Mapping[str, str]) -> Label:
    texts = {code: name[code].strip() for code in LANGUAGES if name.get(code, "").strip()}
    if not texts:
        raise Invalid(field="name", reason=_("Give it a name in at least one language."))
    return Label(texts)


def _set_extra(term: Term, extra: Mapping[str, object]) -> None:
    """Columns of the one list; a category may not hang below itself."""
    parent = extra.get("parent")
    if isinstance(term, Category) and term.pk and isinstance(parent, Category):
        parents = dict(Category.objects.values_list("pk", "parent_id"))
        if would_ring(parents, term.pk, parent.pk):
            raise Invalid(field="parent", reason=_("A category cannot be placed below itself. Choose another place."))
    team = extra.get("team")
    if isinstance(team, Team) and not team.is_active:
        raise Invalid(field="team", reason=_("This team is no longer in use. Choose another one."))
    for field, value in extra.items():
        setattr(term, field, value)


def _set_retired(term: Term, verb: str, *, is_retired: bool, by: User | None, at: datetime) -> None:
    ensure_may(by, MANAGE)
    term.is_retired = is_retired
    term.save(update_fields=["is_retired"])
    _recorded(verb, term, by=by, at=at)


def _recorded(verb: str, term: Term, *, by: User | None, at: datetime) -> None:
    record(f"taxonomy.{verb}", term, by=by, at=at, data={"key": term.key})
    nudge("taxonomy")
