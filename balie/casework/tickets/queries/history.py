"""What happened to a ticket: notes and changes, in one query."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.aggregates import JSONBAgg
from django.db.models import BigIntegerField, BooleanField, CharField, ExpressionWrapper, F, JSONField, Q, TextField, Value
from django.db.models.functions import JSONObject

from balie.access.permissions.masking import Mask
from balie.casework.tickets.models import Change, Ticket, TicketNote
from balie.conversation.contacts.queries import FileLine
from balie.foundation.statements.prepared import Given, Prepared
from balie.foundation.statements.together import Asked

MOST_CHANGES = 200


@dataclass(frozen=True)
class ChangeLine:
    """One changed field, from → to, as codes or short words; `is_undoable` as far as the table knows."""

    at: datetime
    by_id: int | None
    who: str
    verb: str
    field: str
    old: str
    new: str
    reason: str
    is_undoable: bool = False


@dataclass(frozen=True)
class NoteLine:
    at: datetime
    who: str
    text: str
    files: list[FileLine]


def history_of(ticket: Ticket, mask: Mask) -> tuple[list[NoteLine], list[ChangeLine]]:
    """All notes and the newest two hundred changes, oldest first; older ones are in the audit log."""
    notes, changes = [], []
    for is_note, _pk, at, by_id, who, verb, text, field, old, new, reason, is_undoable, files in _HISTORY(ticket=ticket.pk):
        if is_note:
            lines = [FileLine(each["id"], mask.text(each["name"]), each["size"]) for each in files]
            notes.append(NoteLine(at, who, mask.text(text), lines))
        else:
            words = (mask.text(old), mask.text(new), mask.text(reason))
            changes.append(ChangeLine(at, by_id, who or "", verb, field, *words, is_undoable))
    return notes, changes


def history_asked(ticket: Ticket) -> Asked:
    """What `history_of` will ask."""
    return _HISTORY.asked(ticket=ticket.pk)


def _changes(ticket: Given) -> Any:
    undoable = ExpressionWrapper(Q(before__isnull=False), output_field=BooleanField())
    return (
        Change.objects.filter(ticket=ticket)
        .order_by("-pk")
        .values_list(
            Value(value=False),
            "pk",
            "at",
            "by_id",
            F("by__name"),
            "verb",
            Value("", output_field=TextField()),
            *("field", "old", "new", "reason"),
            undoable,
            Value([], output_field=JSONField()),
        )[:MOST_CHANGES]
    )


def _notes(ticket: Given) -> Any:
    file = JSONObject(id="files__id", name="files__name", size="files__size")
    files = JSONBAgg(file, filter=Q(files__isnull=False), order_by="files__created_at", default=Value([], output_field=JSONField()))
    nothing = Value("", output_field=CharField())
    return (
        TicketNote.objects.filter(ticket=ticket)
        .annotate(file_lines=files)
        .order_by()
        .values_list(
            *(Value(value=True), "pk", "at", "by_id", F("by__name"), nothing, "text"),
            *(nothing, nothing, nothing, nothing, Value(value=False), "file_lines"),
        )
    )


def _history() -> Any:
    ticket = Given("ticket", BigIntegerField())
    return _changes(ticket).union(_notes(ticket), all=True).order_by("at", "pk")


_HISTORY = Prepared(_history)
