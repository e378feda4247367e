"""On which contacts scripts open by themselves, and what one may choose among for that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet, Value
from django.utils.translation import gettext as _

from balie.conversation.contacts.models import Contact
from balie.conversation.routing.models import Queue
from balie.conversation.telephony.models import Number
from balie.foundation.text.labels import LANGUAGES
from balie.foundation.ui.filters import language_name
from balie.operations.scripts.models import Opening, Script
from balie.records.taxonomy.models import Brand, Purpose

type Choices = list[tuple[str, str]]


@dataclass(frozen=True)
class OpensOn:
    """On which contacts a script opens: `lines` as a form shows them, an empty one at the end; `all_others` where no other does."""

    lines: list[dict[str, str]]
    all_others: bool


def opens_on(script: Script) -> OpensOn:
    rows = [_line(row) for row in Opening.objects.filter(script=script).order_by("pk")]
    some = [row for row in rows if any(row.values())]
    return OpensOn([*some, dict.fromkeys(offered_names(), "")], all_others=len(some) < len(rows))


def opens_in_words() -> dict[int, list[str]]:
    """Script's id → each opening in words."""
    queues = dict(_queues())
    found: dict[int, list[str]] = {}
    for row in Opening.objects.select_related("purpose", "brand").order_by("pk"):
        said = (
            row.get_channel_display() if row.channel else "",
            row.get_direction_display() if row.direction else "",
            queues.get(row.queue, row.queue),
            row.number,
            str(row.purpose or ""),
            str(row.brand or ""),
            language_name(row.language) if row.language else "",
        )
        found.setdefault(row.script_id, []).append(", ".join(str(each) for each in said if each) or _("every contact"))
    return found


def offered_names() -> tuple[str, ...]:
    return ("channel", "direction", "queue", "number", "purpose", "brand", "language")


def offered_choices() -> dict[str, Choices]:
    """Name → what may be chosen, as (value, words)."""
    return {
        "channel": [(value, str(words)) for value, words in Contact.Channel.choices],
        "direction": [(value, str(words)) for value, words in Contact.Direction.choices],
        "queue": _queues(),
        "number": [(each, each) for each in Number.objects.order_by("digits").values_list("digits", flat=True)],
        **_terms(),
        "language": [(code, language_name(code)) for code in LANGUAGES],
    }


def _queues() -> Choices:
    return [(each.key, str(each.name)) for each in Queue.objects.order_by("key")]


def _terms() -> dict[str, Choices]:
    """Purposes and brands in use, in one query."""

    def of(model: type[Purpose | Brand], kind: str) -> QuerySet[Any, Any]:
        kept = model._default_manager.filter(is_retired=False).annotate(kind=Value(kind))
        return kept.values_list("kind", "position", "pk", "name").order_by()

    found: dict[str, Choices] = {"purpose": [], "brand": []}
    for kind, _position, pk, name in of(Purpose, "purpose").union(of(Brand, "brand")).order_by("kind", "position", "pk"):
        found[kind].append((str(pk), str(name)))
    return found


def term_chosen[T: (Purpose, Brand)](model: type[T], value: str) -> T | None:
    return model.objects.filter(pk=value).first() if value.isdecimal() else None


def _line(row: Opening) -> dict[str, str]:
    return {
        "channel": row.channel,
        "direction": row.direction,
        "queue": row.queue,
        "number": row.number,
        "purpose": str(row.purpose_id or ""),
        "brand": str(row.brand_id or ""),
        "language": row.language,
    }
