"""The desk's own terms that rules are made of, in one query."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import BigIntegerField, BooleanField, Case, CharField, F, IntegerField, JSONField, QuerySet, Value, When
from django.db.models.functions import Cast, JSONObject
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balie.access.accounts.models import Team, User
from balie.access.permissions.levels import Level
from balie.casework.tickets.models import StateReason, Ticket
from balie.casework.tickets.queries.terms import Term
from balie.casework.tickets.words import PRIORITIES, URGENCIES
from balie.conversation.contacts.models import Contact
from balie.foundation.text.labels import LANGUAGES, Label
from balie.foundation.ui.filters import language_name
from balie.operations.automations.rules import NONE
from balie.records.calendars.models import Calendar
from balie.records.taxonomy.models import Brand, Category, CustomerType, Purpose, Result
from balie.records.taxonomy.rules import tree_paths

type Choices = list[tuple[str, str]]
# What is said where nothing is chosen; a field without it is never empty.
NOTHING: Mapping[str, str | Promise] = {
    "team": gettext_lazy("no team"),
    "owner": gettext_lazy("nobody"),
    "category": gettext_lazy("no category"),
    "purpose": gettext_lazy("no purpose"),
    "brand": gettext_lazy("no brand"),
    "customer_type": gettext_lazy("no customer type"),
    "channel": gettext_lazy("no contact"),
}


@dataclass(frozen=True)
class Vocabulary:
    """`choices`: field or list → (code, name) of what may be chosen; `names`: the same with what is retired, to read by."""

    choices: Mapping[str, Choices]
    names: Mapping[str, Mapping[str, str]]
    reasons: Sequence[Term]

    def name(self, kind: str, code: str) -> str:
        """The code in words; as it stands when nobody knows it any more."""
        if code == NONE:
            return str(NOTHING.get(kind, _("nothing")))
        return self.names.get(kind, {}).get(code, code)

    def reasons_for(self, state: str) -> Choices:
        return [(term.key, term.name) for term in self.reasons if term.extra == state and not term.is_retired]


def read_vocabulary() -> Vocabulary:
    """In the organisation's order; people, teams and calendars by name, categories as their path."""
    terms = [Term(kind, pk, key, str(Label(name)), *rest) for kind, pk, key, name, *rest in _rows_of_all()]
    by_kind: dict[str, list[Term]] = {}
    for term in terms:
        by_kind.setdefault(term.kind, []).append(term)
    for kind in ("team", "owner", "calendar", "reason"):
        by_kind.setdefault(kind, []).sort(key=lambda term: term.name.casefold())
    named = {kind: [(each.key, each.name, each.is_retired) for each in found] for kind, found in by_kind.items()}
    named["category"] = _paths(by_kind.get("category", []))
    fixed = _fixed()
    choices: dict[str, Choices] = {kind: [(key, name) for key, name, retired in found if not retired] for kind, found in named.items()}
    names = {kind: {key: name for key, name, _retired in found} for kind, found in named.items()}
    return Vocabulary(
        {**choices, **fixed}, {**names, **{kind: dict(found) for kind, found in fixed.items()}}, tuple(by_kind.get("reason", []))
    )


def _fixed() -> dict[str, Choices]:
    """What does not come from the database."""
    return {
        "state": [(code, str(name)) for code, name in Ticket.State.choices],
        "priority": [(str(code), str(name)) for code, name in PRIORITIES.items()],
        "urgency": [(str(code), str(name)) for code, name in URGENCIES.items()],
        "impact": [(str(code), str(name)) for code, name in Ticket.Grade.choices],
        "language": [(code, language_name(code)) for code in LANGUAGES],
        "level": [(str(code), str(name).partition(":")[0]) for code, name in Level.choices],
        "channel": [(code, str(name)) for code, name in Contact.Channel.choices],
    }


def _paths(terms: list[Term]) -> list[tuple[str, str, bool]]:
    named = {term.pk: term for term in terms}
    paths = tree_paths({term.pk: term.parent for term in terms}, {term.pk: term.name for term in terms})
    return [(named[pk].key, path, named[pk].is_retired) for pk, path in paths]


def _rows_of_all() -> list[Any]:
    people = User.objects.filter(is_service=False, granted__contains=["tickets.take"])
    first, *others = [
        _rows("purpose", Purpose.objects.all()),
        _rows("category", Category.objects.all(), parent=F("parent_id")),
        _rows("result", Result.objects.exclude(applies_to=Result.AppliesTo.CONTACT)),
        _rows("brand", Brand.objects.all()),
        _rows("customer_type", CustomerType.objects.all()),
        _rows("reason", StateReason.objects.all(), extra=F("state"), place=None),
        _rows("team", Team.objects.all(), place=None, is_retired=_not("is_active")),
        _rows("owner", people, key=Cast("pk", CharField()), name=JSONObject(nl="name"), place=None, is_retired=_not("is_active")),
        _rows("calendar", Calendar.objects.all(), key=Cast("pk", CharField()), place=None, is_retired=Value(value=False)),
    ]
    return list(first.union(*others, all=True).order_by("place", "pk"))


def _rows(
    kind: str, found: QuerySet[Any], *, key: Any = "key", name: Any = "name", extra: Any = "", parent: Any = None, place: Any = "position",
    is_retired: Any = "is_retired",
) -> Any:  # fmt: skip
    extra = Value("", output_field=CharField()) if extra == "" else extra
    parent = Value(None, output_field=BigIntegerField()) if parent is None else parent
    place = Value(0, output_field=IntegerField()) if place is None else F(place)
    shown = F(name) if isinstance(name, str) else Cast(name, JSONField())
    code = Cast(F(key), CharField()) if isinstance(key, str) else key
    retired = F(is_retired) if isinstance(is_retired, str) else is_retired
    told = found.order_by().annotate(kind_=Value(kind), key_=code, name_=shown, extra_=extra, parent_=parent, place=place, retired_=retired)
    return told.values_list("kind_", "pk", "key_", "name_", "extra_", "parent_", "place", "retired_")


def _not(field: str) -> Case:
    return Case(When(**{field: True}, then=Value(value=False)), default=Value(value=True), output_field=BooleanField())
