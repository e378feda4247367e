"""The door programs use: to whom the customer of a contact was referred, and referring."""

from __future__ import annotations

from datetime import date, datetime

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema

from balie.access.accounts.doors import user_of
from balie.conversation.contacts.queries import contact_for
from balie.conversation.referrals import actions, queries
from balie.conversation.referrals.queries import Referred
from balie.foundation.web.schemas import Input

router = Router()


class ReferralOut(Schema):
    """`entry_id` stands in the directory; `told` is what was said of it then. `follow_up_at`: when we ask how it went, null for never."""

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


class ReferralIn(Input):
    """`to`: a mail address the details go to, empty for none. `follow_up_on`: the day we ask how it went."""

    entry: int
    to: str = ""
    remark: str = ""
    follow_up_on: date | None = None


@router.get("/{number}/referrals", response=list[ReferralOut], summary="List to whom the customer was referred")
def referrals(request: HttpRequest, number: int) -> list[Referred]:
    return queries.referred_in(user_of(request), contact_for(user_of(request), number))


@router.post("/{number}/referrals", response={201: ReferralOut}, summary="Refer the customer to a person or service")
def refer(request: HttpRequest, number: int, payload: ReferralIn) -> tuple[int, Referred]:
    viewer, at = user_of(request), timezone.now()
    contact = contact_for(viewer, number)
    key = request.headers.get("Idempotency-Key") or str(at.timestamp())
    made = actions.refer_customer(
        contact,
        payload.entry,
        to=payload.to,
        remark=payload.remark,
        follow_up_on=payload.follow_up_on,
        by=viewer,
        at=at,
        dedupe_key=f"referral-{contact.pk}-{key}"[:80],
    )
    return 201, next(each for each in queries.referred_in(viewer, contact) if each.id == made.pk)
