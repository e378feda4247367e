"""To whom a customer was referred in a contact, and to whom they could be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from balie.access.accounts.models import User
from balie.access.permissions.masking import Mask
from balie.conversation.contacts.models import Contact
from balie.conversation.promises.models import Promise
from balie.conversation.referrals.models import Referral
from balie.records.directory.queries import EntryLine, Filters, Question, entries_for, suited

MOST_OFFERED = 5


@dataclass(frozen=True)
class Referred:
    """A referral in the reader's words. `follow_up_at` is when we ask how it went, None when nobody does; `is_asked` when that was done."""

    id: int
    entry_id: int
    name: str
    told: str
    remark: str
    sent_to: str
    follow_up_at: datetime | None
    is_asked: bool
    at: datetime
    by: str


def referred_in(viewer: User, contact: Contact) -> list[Referred]:
    """Newest first, in one query; the caller has seen the contact."""
    mask = Mask(viewer)
    rows = Referral.objects.filter(contact=contact).select_related("entry", "by", "promise").order_by("-at", "-pk")
    return [
        Referred(
            id=row.pk,
            entry_id=row.entry_id,
            name=str(row.entry.name),
            told=row.told,
            remark=mask.text(row.remark),
            sent_to=str(mask(Referral, "sent_to", row.sent_to)),
            follow_up_at=row.promise.due_at if row.promise else None,
            is_asked=row.promise is not None and row.promise.state != Promise.State.OPEN,
            at=row.at,
            by=row.by.name if row.by else "",
        )
        for row in rows
    ]


def offered_in(viewer: User, contact: Contact, *, typed: str, at: datetime) -> list[EntryLine]:
    """Who could help further: found by what was typed, else by the question noted last: its category and purpose, or its words."""
    if typed:
        return [line for line in entries_for(viewer, Filters(typed=typed), at=at) if not line.is_gone][:MOST_OFFERED]
    question = contact.questions.order_by("-position").first()
    if question is None:
        return []
    asked = Question(
        category=question.category_id,
        purpose=question.purpose_id,
        language=contact.language,
        words=question.restated or question.customer_words,
    )
    return suited(viewer, asked, at=at, most=MOST_OFFERED)
