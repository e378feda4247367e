"""A contact ends: with its result, or as a mistake; and it may open again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.access.audit.actions import record
from balie.access.permissions.actions import ensure_may
from balie.conversation.contacts import rules
from balie.conversation.contacts.actions.holding import AlreadyFinished, ensure_open, locked, tell
from balie.conversation.contacts.events import ContactFinished
from balie.conversation.contacts.indexing import KIND, index_contact
from balie.conversation.contacts.models import Contact
from balie.foundation.errors import Invalid, Outdated, Refusal
from balie.foundation.events import announce
from balie.foundation.live import nudge
from balie.foundation.search.actions import forget
from balie.foundation.text.normalise import one_line
from balie.records.taxonomy.models import Result


class NotFinished(Refusal):
    """Only a finished contact can be opened again."""

    code = "not_finished"
    sentence = _("Contact {number} is still open.")


class NotEmpty(Refusal):
    """Something stands in the contact: it is finished, not thrown away."""

    code = "not_empty"
    sentence = _("Something was noted in contact {number}: finish it with a result instead.")


@transaction.atomic
def finish_contact(contact: Contact, *, result: Result | None, sentence: str, by: User, at: datetime, version: int) -> Contact:
    """End the contact with how it went: a result and one sentence.

    Raises `AlreadyFinished` when someone was first, `Outdated` when `version` is, `Invalid` for what is missing.
    """
    contact = locked(contact)
    ensure_may(by, "contacts.finish", contact)
    _ensure_finishable(contact, result=result, sentence=sentence, version=version)
    contact.result, contact.result_sentence = result, one_line(sentence)[: rules.LONGEST_SENTENCE]
    contact.finished_at, contact.finished_by = at, by
    contact.operator_id = contact.operator_id or by.pk
    contact.version += 1
    contact.save(update_fields=["result", "result_sentence", "finished_at", "finished_by", "operator", "version"])
    index_contact(contact)
    record("contacts.finished", contact, by=by, at=at, data={"result": result.pk if result else None})
    announce(ContactFinished(contact_id=contact.pk, at=at))
    tell(contact)
    return contact


@transaction.atomic
def reopen_contact(contact: Contact, *, by: User, at: datetime) -> Contact:
    """Open a finished contact again to correct it; its result stays filled in. Raises `NotFinished`."""
    contact = locked(contact)
    ensure_may(by, "contacts.reopen", contact)
    if contact.finished_at is None:
        raise NotFinished(number=contact.number)
    was = contact.finished_at.isoformat()
    contact.finished_at = contact.finished_by = None
    contact.version += 1
    contact.save(update_fields=["finished_at", "finished_by", "version"])
    record("contacts.reopened", contact, by=by, at=at, data={"finished_at": was, "result": contact.result_id})
    tell(contact)
    return contact


@transaction.atomic
def discard_contact(contact: Contact, *, by: User, at: datetime) -> None:
    """Throw away a contact begun by mistake. Raises `NotEmpty` when anything stands in it."""
    contact = locked(contact)
    ensure_may(by, "contacts.finish", contact)
    ensure_open(contact)
    is_noted = any(getattr(each, name) for each in contact.questions.all() for name in rules.QUESTION_FIELDS)
    if is_noted or contact.customer_id or contact.party or contact.party_name or contact.messages.exists():
        raise NotEmpty(number=contact.number)
    record("contacts.discarded", contact, by=by, at=at)
    forget(KIND, contact.pk)
    contact.delete()
    nudge(f"user:{by.pk}")


def _ensure_finishable(contact: Contact, *, result: Result | None, sentence: str, version: int) -> None:
    missing = rules.can_finish(is_open=contact.finished_at is None, has_result=result is not None, sentence=sentence)
    if missing == "finished":
        raise AlreadyFinished(number=contact.number)
    if contact.version != version:
        raise Outdated()
    if missing == "result":
        raise Invalid(field="result", reason=_("Choose how the contact ended."))
    if missing == "sentence":
        raise Invalid(field="sentence", reason=_("Say in one sentence what came of it."))
