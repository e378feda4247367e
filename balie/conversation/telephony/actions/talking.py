"""Operators in a call: offered, connected, holding, handing on, hanging up."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.access.permissions.actions import ensure_may
from balie.conversation.contacts.actions import take_over
from balie.conversation.routing.actions import decline_offer
from balie.conversation.routing.events import Offered
from balie.conversation.routing.models import Offer
from balie.conversation.telephony.actions.keeping import customer_leg, locked, new_leg, note, open_legs
from balie.conversation.telephony.actions.ordering import order
from balie.conversation.telephony.actions.queueing import KIND, is_accepted, take
from balie.conversation.telephony.actions.sounds import end_of_music, music_for
from balie.conversation.telephony.events import CallAnswered
from balie.conversation.telephony.media.protocol import commands
from balie.conversation.telephony.models import Call, Leg, Phone
from balie.conversation.telephony.policies import CALL
from balie.foundation.errors import NotAllowed, Refusal
from balie.foundation.events import announce

RING_S = 20
PICK_UP = "*8"


class NoPhone(Refusal):
    """Nobody can ring there: no telephone of theirs is signed in."""

    code = "no_phone"
    sentence = _("No telephone of {name} is signed in.")


class NotWaiting(Refusal):
    """The caller waits for nobody any more."""

    code = "not_waiting"
    sentence = _("This caller does not wait any more.")


class NotTalking(Refusal):
    """Nobody talks in this call."""

    code = "not_talking"
    sentence = _("Nobody talks in this call.")


@transaction.atomic
def offer_call(call_id: int, user: User, *, at: datetime, offer: Offer | None = None, ring_s: int = RING_S) -> Leg:
    """Have the operator's telephone ring for a caller who waits. Holds no call, so the matcher may ask. Raises `NotWaiting` and `NoPhone`."""
    call = Call.objects.get(pk=call_id)
    if call.state != Call.State.WAITING:
        raise NotWaiting()
    leg = _ring(call, _phone_of(user), at=at, offer=offer, ring_s=ring_s)
    note(call, "offered", at=at, user=user)
    return leg


def ring_offered(event: Offered) -> None:
    """Reaction: the operator's telephone rings; without one that is signed in the offer is declined for them."""
    if event.subject_kind != KIND:
        return
    offer = Offer.objects.select_related("operator", "waiting__queue").get(pk=event.offer_id)
    try:
        offer_call(event.subject_id, offer.operator, offer=offer, ring_s=offer.waiting.queue.ring_s, at=event.at)
    except (NoPhone, NotWaiting):
        decline_offer(offer.pk, by=offer.operator, at=event.at)


@transaction.atomic
def pick_up(leg_name: str, phone: Phone, *, instance: str, at: datetime) -> Leg | None:
    """A telephone of the team dialled `PICK_UP`: it gets who waits longest. None, and refused, when nobody waits."""
    waiting = (
        Call.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
        .select_related("number__queue")
        .filter(state=Call.State.WAITING, number__team__in=_teams_of(phone))
    )
    call = waiting.order_by("began_at", "pk").first()
    if call is None:
        order(instance, commands.Reject(leg_name, "not_found"))
        return None
    offer = take(call, phone.user, at=at) if phone.user is not None else None
    leg = new_leg(call, Leg.Party.OPERATOR, instance=instance, name=leg_name, phone=phone, offer=offer, at=at)
    note(call, "picked_up", at=at, user=phone.user)
    order(instance, commands.Answer(leg_name))
    return leg


def connect(leg: Leg, *, at: datetime) -> None:
    """The operator picked up: the customer hears them, and no other telephone rings on."""
    call = leg.call
    caller = customer_leg(call)
    if caller is None or (call.state == Call.State.TALKING and not leg.told) or not is_accepted(leg, at=at):
        order(leg.instance, commands.HangUp(leg.name))  # somebody else was first
        return
    leg.answered_at = at
    leg.save(update_fields=["answered_at"])
    call.answered_at = call.answered_at or at
    call.state = Call.State.TALKING
    call.save(update_fields=["answered_at", "state"])
    note(call, "answered", at=at, user=leg.user)
    if call.direction == Call.Direction.IN:
        order(leg.instance, end_of_music(caller))
    order(leg.instance, commands.Bridge((caller.name, leg.name)))
    _end_others(leg)
    if call.contact is not None and leg.user is not None:
        take_over(call.contact, by=leg.user, at=at)
    announce(CallAnswered(call_id=call.pk, user_id=leg.user_id, at=at))


@transaction.atomic
def hold_call(call_id: int, *, by: User, at: datetime) -> None:
    """The customer hears music and nobody else. Raises `NotTalking`."""
    caller = _customer_talking(call_id, by=by)
    note(caller.call, "held", at=at, user=by)
    order(caller.instance, commands.Hold(caller.name), music_for(caller))


@transaction.atomic
def resume_call(call_id: int, *, by: User, at: datetime) -> None:
    """The customer is heard again. Raises `NotTalking`."""
    caller = _customer_talking(call_id, by=by)
    note(caller.call, "resumed", at=at, user=by)
    order(caller.instance, end_of_music(caller), commands.Unhold(caller.name))


@transaction.atomic
def hand_on(call_id: int, to: User, *, by: User, at: datetime) -> Leg:
    """A colleague's telephone rings; once it is picked up the customer and the contact are theirs. Raises `NotTalking` and `NoPhone`."""
    caller = _customer_talking(call_id, by=by)
    [mine, *_rest] = [each for each in open_legs(caller.call, Leg.Party.OPERATOR) if each.user_id == by.pk]
    leg = _ring(caller.call, _phone_of(to), at=at, told=mine.name)
    note(caller.call, "handed_on", at=at, user=to)
    return leg


@transaction.atomic
def hang_up(call_id: int, *, by: User, at: datetime) -> None:
    """Whoever talks in the call leaves it. Raises `NotTalking`."""
    caller = _customer_talking(call_id, by=by)
    note(caller.call, "hung_up", at=at, user=by)
    mine = [each for each in open_legs(caller.call, Leg.Party.OPERATOR) if each.user_id == by.pk]
    order(caller.instance, *(commands.HangUp(each.name) for each in mine))


def transfer_asked(leg: Leg, number: str, *, at: datetime) -> None:
    """A telephone's own transfer key: to a telephone of ours that is signed in, and to nobody else."""
    phone = Phone.objects.select_related("user").filter(key=number, is_active=True, registered_at__isnull=False).first()
    if phone is None or leg.call.state != Call.State.TALKING:
        order(leg.instance, commands.Transferred(leg.name, is_done=False))
        return
    _ring(leg.call, phone, at=at, told=leg.name)
    note(leg.call, "handed_on", at=at, user=phone.user, detail=phone.key)


def _ring(call: Call, phone: Phone, *, at: datetime, told: str = "", offer: Offer | None = None, ring_s: int = RING_S) -> Leg:
    caller = customer_leg(call)
    if caller is None:
        raise NotWaiting()
    leg = new_leg(call, Leg.Party.OPERATOR, instance=caller.instance, phone=phone, told=told, offer=offer, at=at)
    order(leg.instance, commands.Dial(leg.name, phone=phone.key, caller=call.party, caller_name=call.party_name, ring_s=ring_s))
    return leg


def _end_others(leg: Leg) -> None:
    """Who handed the call on is told that it went well, and leaves; who was rung beside hears no more of it."""
    if leg.told:
        order(leg.instance, commands.Transferred(leg.told, is_done=True))
    others = [each for each in open_legs(leg.call, Leg.Party.OPERATOR) if each.pk != leg.pk]
    order(leg.instance, *(commands.HangUp(each.name) for each in others))


def _teams_of(phone: Phone) -> Collection[int]:
    """The teams whose callers the telephone's owner may take."""
    return phone.user.team_ids if phone.user is not None else ()


def _phone_of(user: User) -> Phone:
    phone = Phone.objects.filter(user=user, is_active=True, registered_at__isnull=False).order_by("-registered_at", "pk").first()
    if phone is None:
        raise NoPhone(name=user.name)
    return phone


def _customer_talking(call_id: int, *, by: User) -> Leg:
    """The customer's leg of a call in which `by` talks."""
    ensure_may(by, CALL)
    call = locked(call_id)
    caller = customer_leg(call)
    if call.state != Call.State.TALKING or caller is None:
        raise NotTalking()
    if not any(each.user_id == by.pk and each.answered_at for each in open_legs(call, Leg.Party.OPERATOR)):
        raise NotAllowed()
    caller.call = call
    return caller
