"""What people do with mail that could not be filed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.access.audit.actions import record
from balie.access.permissions.actions import ensure_may
from balie.conversation.email.actions.filing import file_mail
from balie.conversation.email.actions.matching import Match, new_thread
from balie.conversation.email.events import MailFiled
from balie.conversation.email.jobs import defer_filing
from balie.conversation.email.models import Email, RawMail
from balie.conversation.email.parsing import ParsedMail
from balie.conversation.email.why import why
from balie.foundation.errors import Invalid, Refusal
from balie.foundation.events import announce
from balie.foundation.live import nudge
from balie.foundation.text.normalise import one_line

State = RawMail.State
BY_HAND = {State.QUARANTINED, State.AUTOMATIC, State.BOUNCE, State.DISMISSED}


class NotWaiting(Refusal):
    """Somebody handled the mail already."""

    code = "not_waiting"
    sentence = _("This mail was handled already. Look at the list again.")


@transaction.atomic
def retry_mail(raw: RawMail, *, by: User, at: datetime) -> RawMail:
    """Have a quarantined mail read again, with three new tries. Raises `NotWaiting`."""
    locked = _taken(raw, {State.QUARANTINED, State.DISMISSED}, "email.handle_quarantine", by)
    locked.state, locked.tries, locked.retry_at, locked.reason, locked.facts = State.NEW, 0, None, "", {}
    locked.save(update_fields=["state", "tries", "retry_at", "reason", "facts"])
    record("email.retried", locked, by=by, at=at)
    defer_filing()
    nudge("mail")
    return locked


@transaction.atomic
def file_by_hand(raw: RawMail, mail: ParsedMail, *, by: User, at: datetime) -> Email:
    """Make a contact of a mail in quarantine, or of a machine's mail that needs a person. Raises `NotWaiting`."""
    locked = _taken(raw, BY_HAND, "email.handle_quarantine", by)
    locked.handled_by = by
    thread = new_thread(locked.mailbox, mail, at=at)
    match = Match(thread, Email.MatchedBy.HAND, None)
    email = file_mail(locked, mail, match, at=at)
    record("email.filed_by_hand", locked, by=by, at=at, data={"contact": email.message.contact_id})
    announce(MailFiled(email_id=email.pk, contact_id=email.message.contact_id, thread_id=thread.pk, at=at))
    return email


@transaction.atomic
def dismiss_mail(raw: RawMail, *, reason: str, by: User, at: datetime) -> RawMail:
    """Set a quarantined mail aside; it is kept. Raises `NotWaiting`, `Invalid` without a reason."""
    locked = _taken(raw, {State.QUARANTINED}, "email.dismiss", by)
    words = one_line(reason)
    if not words:
        raise Invalid(field="reason", reason=_("Say why this mail needs no answer."))
    said = why(RawMail.Reason.SAID, words=words)
    locked.state, locked.reason, locked.facts, locked.handled_at, locked.handled_by = State.DISMISSED, said.reason, {**said.facts}, at, by
    locked.save(update_fields=["state", "reason", "facts", "handled_at", "handled_by"])
    record("email.dismissed", locked, by=by, at=at)
    nudge("mail")
    return locked


def _taken(raw: RawMail, states: set[State], verb: str, by: User) -> RawMail:
    ensure_may(by, verb)
    related = ("mailbox__team", "mailbox__brand", "file")
    locked = RawMail.objects.select_for_update(of=("self",)).select_related(*related).get(pk=raw.pk)
    if locked.state not in states:
        raise NotWaiting()
    return locked
