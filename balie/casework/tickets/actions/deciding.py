"""What the organisation decides about tickets; all of it takes the right to change settings, and is audited."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.access.audit.actions import record
from balie.access.permissions.actions import ensure_may
from balie.casework.tickets.models import PriorityCell, StateReason
from balie.casework.tickets.queries.matrix import forget_matrix
from balie.casework.tickets.queries.templates import KIND
from balie.casework.tickets.rules import WAITING
from balie.conversation.email.standard_texts import KIND as AUTOMATIC
from balie.conversation.email.standard_texts import STANDARD
from balie.foundation.errors import Invalid
from balie.foundation.text.actions import write_text
from balie.foundation.text.labels import Label
from balie.foundation.text.models import Text
from balie.foundation.text.placeholders import names_in

MANAGE = "settings.manage"


@transaction.atomic
def save_matrix(cells: Mapping[tuple[int, int], int], *, by: User | None, at: datetime) -> None:
    """Let urgency × impact give these priorities from now on; open tickets keep theirs until they change."""
    ensure_may(by, MANAGE)
    for (urgency, impact), priority in cells.items():
        if not 1 <= priority <= 4:
            raise Invalid(field=f"cell_{urgency}_{impact}", reason=_("A priority is a number from 1 to 4."))
        cell, _new = PriorityCell.objects.update_or_create(urgency=urgency, impact=impact, defaults={"priority": priority})
        record("tickets.matrix_set", cell, by=by, at=at, data={"urgency": urgency, "impact": impact, "priority": priority})
    forget_matrix()


@transaction.atomic
def save_reason(key: str, *, state: str, name: Label, by: User | None, at: datetime) -> StateReason:
    """Make the reason of waiting with this key, or rename it."""
    ensure_may(by, MANAGE)
    if state not in WAITING:
        raise Invalid(field="state", reason=_("A reason belongs to one of the waits."))
    reason, _new = StateReason.objects.update_or_create(key=key, defaults={"state": state, "name": name})
    record("tickets.reason_saved", reason, by=by, at=at, data={"key": key})
    return reason


@transaction.atomic
def set_reason_retired(reason: StateReason, *, is_retired: bool, by: User | None, at: datetime) -> None:
    ensure_may(by, MANAGE)
    reason.is_retired = is_retired
    reason.save(update_fields=["is_retired"])
    record("tickets.reason_retired" if is_retired else "tickets.reason_restored", reason, by=by, at=at, data={"key": reason.key})


@transaction.atomic
def save_automatic_text(key: str, *, words: Mapping[str, tuple[str, str]], by: User | None, at: datetime) -> Text:
    """Let the automatic mail `key` say these words (subject, body) from now on. Raises `Invalid` for a placeholder in constant ones."""
    ensure_may(by, MANAGE)
    standard = STANDARD[key]
    for code, (subject, body) in words.items():
        if standard.is_constant and names_in(subject + body):
            raise Invalid(
                field=f"body_{code}", reason=_("This text goes to senders nobody verified, so it is the same for all: no braces.")
            )
    text = write_text(kind=AUTOMATIC, key=key, name=Label({"en": standard.name}), words=words, by=by, at=at)
    record("tickets.automatic_text_written", text, by=by, at=at, data={"key": key, "version": text.version})
    return text


@transaction.atomic
def save_template(key: str, *, name: Label, words: Mapping[str, tuple[str, str]], by: User | None, at: datetime) -> Text:
    """Publish the next version of a reply template; without a key a new one, named after its English or first name."""
    ensure_may(by, MANAGE)
    text = write_text(kind=KIND, key=key or _free_key(name), name=name, words=words, by=by, at=at)
    record("tickets.template_written", text, by=by, at=at, data={"key": text.key, "version": text.version})
    return text


@transaction.atomic
def set_template_retired(text: Text, *, is_retired: bool, by: User | None, at: datetime) -> None:
    ensure_may(by, MANAGE)
    text.is_retired = is_retired
    text.save(update_fields=["is_retired"])
    record("tickets.template_retired" if is_retired else "tickets.template_restored", text, by=by, at=at, data={"key": text.key})


def _free_key(name: Label) -> str:
    base = slugify(name.in_language("en"))[:70] or "template"
    taken = set(Text.objects.filter(kind=KIND, key__startswith=base).values_list("key", flat=True))
    return next(key for key in (base, *(f"{base}-{number}" for number in range(2, 1000))) if key not in taken)
