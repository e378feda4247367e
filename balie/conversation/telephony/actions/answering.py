"""Picking up on the screen: the telephone that rings is asked to answer by itself."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from balie.access.accounts.models import User
from balie.access.permissions.actions import ensure_may
from balie.conversation.routing.events import OfferAccepted
from balie.conversation.routing.models import Offer
from balie.conversation.telephony.actions.keeping import give_contact
from balie.conversation.telephony.actions.ordering import order
from balie.conversation.telephony.actions.queueing import KIND
from balie.conversation.telephony.actions.talking import NotWaiting, phone_of, ring
from balie.conversation.telephony.media.protocol import commands
from balie.conversation.telephony.models import Call, Leg
from balie.conversation.telephony.policies import CALL


def answer_accepted(event: OfferAccepted) -> None:
    """Reaction: what was taken up on the screen is heard at once; what was picked up from a colleague rings here. Holds no call, as the matcher."""
    if event.subject_kind != KIND:
        return
    operator = User.objects.get(pk=event.operator_id)
    give_contact(Call.objects.select_related("contact").get(pk=event.subject_id), operator, at=event.at)
    mine = _legs_of(event.operator_id).filter(call_id=event.subject_id).first()
    if mine is None:
        offer = Offer.objects.get(pk=event.offer_id)
        ring(Call.objects.get(pk=event.subject_id), phone_of(operator), offer=offer, answers=True, at=event.at)
    elif mine.answered_at is None and mine.offer_id == event.offer_id:
        _answer(mine, at=event.at)


@transaction.atomic
def answer(call_id: int, *, by: User, at: datetime) -> Leg:
    """Pick up what a colleague hands on, or asks. Raises `NotWaiting` when it does not ring any more."""
    ensure_may(by, CALL)
    mine = _legs_of(by.pk).filter(call_id=call_id, answered_at=None).first()
    if mine is None:
        raise NotWaiting()
    return _answer(mine, at=at)


def _legs_of(user_id: int) -> QuerySet[Leg]:
    rows = Leg.objects.select_related("call", "phone__user", "offer", "consulted_by", "watched")
    return rows.filter(user_id=user_id, ended_at=None).exclude(party=Leg.Party.CUSTOMER).order_by("pk")


def _answer(leg: Leg, *, at: datetime) -> Leg:
    """Have the telephone ring anew, now to answer by itself: one that rings already cannot be asked to."""
    assert leg.phone is not None
    order(leg.instance, commands.HangUp(leg.name))
    leg.ended_at, leg.reason = at, "replaced"
    leg.save(update_fields=["ended_at", "reason"])
    return ring(leg.call, leg.phone, answers=True, at=at, offer=leg.offer, told=leg.told, consulted_by=leg.consulted_by)
