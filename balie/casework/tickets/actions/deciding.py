"""What the organisation decides about tickets; all of it takes the right to change settings, and is audited."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import Team, User
from balie.access.audit.actions import record
from balie.access.permissions.actions import ensure_may
from balie.casework.tickets.jobs import defer_following
from balie.casework.tickets.models import PriorityCell, StateReason, TemplatePlace
from balie.casework.tickets.queries.matrix import forget_matrix, forget_pauses
from balie.casework.tickets.queries.signatures import KIND as SIGNATURE
from balie.casework.tickets.queries.signatures import key_of as signature_key
from balie.casework.tickets.queries.templates import KIND
from balie.casework.tickets.rules import WAITING
from balie.conversation.email.standard_texts import KIND as AUTOMATIC
from balie.conversation.email.standard_texts import STANDARD, SURVEY
from balie.foundation.errors import Invalid
from balie.foundation.text.actions import retire_text, write_text
from balie.foundation.text.labels import LANGUAGES, Label
from balie.foundation.text.models import Text
from balie.foundation.text.placeholders import names_in
from balie.records.taxonomy.models import Brand

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
def save_reason(key: str, *, state: str, name: Label, pauses: Sequence[str] | None = None, by: User | None, at: datetime) -> StateReason:
    """Make the reason of waiting with this key, or rename it. `pauses`: the metrics it holds; None leaves that as it is.

    Tickets that wait for it follow by a job.
    """
    ensure_may(by, MANAGE)
    if state not in WAITING:
        raise Invalid(field="state", reason=_("A reason belongs to one of the waits."))
    held = {} if pauses is None else {"pauses": list(pauses)}
    before = StateReason.objects.select_for_update().filter(key=key).values_list("pauses", flat=True).first()
    reason, is_new = StateReason.objects.update_or_create(key=key, defaults={"state": state, "name": name, **held})
    forget_pauses()
    transaction.on_commit(forget_pauses)
    if not is_new and reason.pauses != before:
        defer_following(reason.pk)
        defer_following(reason.pk, is_again=True)
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
        if key == SURVEY and "survey.link" not in names_in(body):
            raise Invalid(field=f"body_{code}", reason=_("Without {survey.link} nobody can answer: put it where the link has to stand."))
    text = write_text(kind=AUTOMATIC, key=key, name=Label({"en": standard.name}), words=words, by=by, at=at)
    record("tickets.automatic_text_written", text, by=by, at=at, data={"key": key, "version": text.version})
    return text


@transaction.atomic
def save_template(
    key: str,
    *,
    name: Label,
    words: Mapping[str, tuple[str, str]],
    brands: Sequence[int] = (),
    mailboxes: Sequence[int] = (),
    by: User | None,
    at: datetime,
) -> Text:
    """Publish the next version of a reply template; without a key a new one, named after its English or first name.

    It is offered in tickets of the `brands` and of the `mailboxes` (ids); none is all of them.
    """
    ensure_may(by, MANAGE)
    text = write_text(kind=KIND, key=key or _free_key(name), name=name, words=words, by=by, at=at)
    TemplatePlace.objects.update_or_create(text=text, defaults={"brand_ids": sorted(brands), "mailbox_ids": sorted(mailboxes)})
    record("tickets.template_written", text, by=by, at=at, data={"key": text.key, "version": text.version})
    return text


@transaction.atomic
def save_signature(*, team: Team | None, brand: Brand | None, words: Mapping[str, tuple[str, str]], by: User | None, at: datetime) -> Text:
    """Let these words stand below the mails of the team under the brand from now on."""
    ensure_may(by, MANAGE)
    key = signature_key(team.pk if team else None, brand.pk if brand else None)
    name = {code: " · ".join(str(each.name.in_language(code)) for each in (team, brand) if each) or key for code in LANGUAGES}
    text = write_text(kind=SIGNATURE, key=key, name=Label(name), words=words, by=by, at=at)
    text.is_retired = False
    text.save(update_fields=["is_retired"])
    record("tickets.signature_written", text, by=by, at=at, data={"key": key, "version": text.version})
    return text


@transaction.atomic
def retire_signature(text: Text, *, by: User | None, at: datetime) -> None:
    """Nobody's mails end with it any more; what was sent with it stays."""
    ensure_may(by, MANAGE)
    retire_text(text)
    record("tickets.signature_retired", text, by=by, at=at, data={"key": text.key})


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
