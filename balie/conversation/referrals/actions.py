"""Verbs on referrals; the only writers of their table."""

from __future__ import annotations

from datetime import date, datetime
from http import HTTPStatus

from django.db import transaction
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balie.access.accounts.models import User
from balie.access.audit.actions import record
from balie.access.permissions.actions import ensure_may
from balie.conversation.contacts.models import Contact, Message
from balie.conversation.email.actions import send_reply
from balie.conversation.promises.actions import make_promise
from balie.conversation.promises.extensions import CONTACT
from balie.conversation.promises.models import Promise
from balie.conversation.promises.queries import subject_kind
from balie.conversation.referrals.models import Referral
from balie.conversation.referrals.policies import REFER
from balie.conversation.referrals.rules import follow_up_at
from balie.conversation.referrals.words import details_of, letter
from balie.foundation.errors import Invalid, Refusal
from balie.foundation.live import nudge
from balie.foundation.text.normalise import one_line
from balie.records.directory.queries import EntryLine, find_entry, line_of


class NobodyThere(Refusal):
    """The service or person is there no more."""

    code = "nobody_there"
    status = HTTPStatus.CONFLICT
    sentence = gettext_lazy("{name} is there no more since {day}: refer nobody to it.")


class GoneElsewhere(NobodyThere):
    """Another took its place."""

    code = "gone_elsewhere"
    sentence = gettext_lazy("{name} is there no more since {day}: refer to {instead}.")


@transaction.atomic
def refer_customer(
    contact: Contact,
    entry_id: int,
    *,
    to: str = "",
    remark: str = "",
    follow_up_on: date | None = None,
    by: User,
    at: datetime,
    dedupe_key: str,
) -> Referral:
    """Send the customer on, and keep it on the contact: where `to` is a mail address the details go there, in the contact's language.

    With `follow_up_on` the operator promises to ask how it went. The same `dedupe_key` again gives the same referral.
    Raises `NotFound`, `NobodyThere`, `Invalid` for a day that has passed, and what writing a mail raises.
    """
    ensure_may(by, REFER, contact)
    if done := Referral.objects.filter(dedupe_key=dedupe_key).first():
        return done
    entry = find_entry(by, entry_id)
    said, language = one_line(remark)[:300], contact.language
    with translation.override(language):
        line = line_of(entry, at=at)
        told = details_of(line)
    _ensure_there(line_of(entry, at=at))
    message = _mailed(contact, line, said, to=to, by=by, at=at, dedupe_key=dedupe_key) if to else None
    referral = Referral.objects.create(
        contact=contact,
        entry=entry,
        language=language,
        told=told,
        remark=said,
        sent_to=message.recipients[0] if message else "",
        message=message,
        promise=_followed_up(contact, line_of(entry, at=at), follow_up_on, by=by, at=at) if follow_up_on else None,
        at=at,
        by=by,
        dedupe_key=dedupe_key,
    )
    record("referrals.made", referral, by=by, at=at, data={"contact": contact.number, "entry": entry.pk})
    nudge(f"contact:{contact.number}")
    return referral


def _ensure_there(line: EntryLine) -> None:
    if not line.is_gone:
        return
    day = date_format(line.last_on) if line.last_on else ""
    if line.instead:
        raise GoneElsewhere(name=line.name, day=day, instead=line.instead)
    raise NobodyThere(name=line.name, day=day)


def _mailed(contact: Contact, line: EntryLine, remark: str, *, to: str, by: User, at: datetime, dedupe_key: str) -> Message:
    subject, text = letter(line, language=contact.language, remark=remark)
    return send_reply(contact, subject=subject, text=text, to=to, by=by, at=at, dedupe_key=dedupe_key)


def _followed_up(contact: Contact, line: EntryLine, on: date, *, by: User, at: datetime) -> Promise:
    due_at = follow_up_at(on, timezone.get_current_timezone())
    if due_at <= at:
        raise Invalid(field="follow_up_on", reason=_("Choose a day to come to ask how it went."))
    about = subject_kind(CONTACT).find(by, contact.number)
    return make_promise(CONTACT, about, what=_("Ask how it went at {name}").format(name=line.name), due_at=due_at, owner=by, by=by, at=at)
