"""Operators in a call: offered, connected, holding, muting, handing on, hanging up."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.access.permissions.actions import ensure_may
from balie.conversation.routing.actions import decline_offer, enter_conversation
from balie.conversation.routing.events import Offered
from balie.conversation.routing.models import Offer
from balie.conversation.telephony.actions.keeping import customer_leg, give_contact, let_see, locked, new_leg, note, open_legs
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
    leg = ring(call, phone_of(user), at=at, offer=offer, ring_s=ring_s)
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
    leg = new_leg(call, Leg.Party.OPERATOR, instance=instance, name=leg_name, phone=phone, at=at)
    if phone.user is not None:
        leg.offer = take(call, phone.user, at=at)
        leg.save(update_fields=["offer"])
    note(call, "picked_up", at=at, user=phone.user)
    order(instance, commands.Answer(leg_name))
    return leg


def connect(leg: Leg, *, at: datetime) -> None:
    """The operator picked up: the customer hears them, and no other telephone rings on. A colleague who is asked is heard by who asks alone."""
    call = leg.call
    caller = customer_leg(call)
    if caller is None or (call.state == Call.State.TALKING and not _is_expected(leg)) or not is_accepted(leg, at=at):
        order(leg.instance, commands.HangUp(leg.name))  # somebody else was first
        return
    leg.answered_at = at
    if leg.offer_id is None and leg.user is not None:
        enter_conversation(leg.user, at=at)
    if _is_asked(leg):
        leg.save(update_fields=["answered_at"])
        _hear_who_asks(leg, caller, at=at)
        return
    leg.consulted_by = None
    leg.save(update_fields=["answered_at", "consulted_by"])
    was_waiting = call.state == Call.State.WAITING
    call.answered_at = call.answered_at or at
    call.state = Call.State.TALKING
    call.save(update_fields=["answered_at", "state"])
    note(call, "answered", at=at, user=leg.user)
    if caller.is_held:
        release(caller)
    elif was_waiting:
        order(leg.instance, end_of_music(caller))
    order(leg.instance, commands.Bridge((caller.name, leg.name)))
    _end_others(leg)
    give_contact(call, leg.user, at=at)
    announce(CallAnswered(call_id=call.pk, user_id=leg.user_id, at=at))


@transaction.atomic
def hold_call(call_id: int, *, by: User, at: datetime) -> None:
    """The customer hears music and nobody else. Raises `NotTalking`."""
    caller, _mine = talking(call_id, by=by)
    hold(caller)
    note(caller.call, "held", at=at, user=by)


@transaction.atomic
def resume_call(call_id: int, *, by: User, at: datetime) -> None:
    """The customer is heard again; with a colleague who was asked, the three of them. Raises `NotTalking`."""
    caller, _mine = talking(call_id, by=by)
    for leg in open_legs(caller.call):
        release(leg)
    note(caller.call, "resumed", at=at, user=by)


@transaction.atomic
def set_muted(call_id: int, *, is_muted: bool, by: User, at: datetime) -> None:
    """Nobody hears the operator, or they are heard again. Raises `NotTalking`."""
    caller, mine = talking(call_id, by=by)
    mine.is_muted = is_muted
    mine.save(update_fields=["is_muted"])
    order(mine.instance, commands.Mute(mine.name) if is_muted else commands.Unmute(mine.name))
    note(caller.call, "muted" if is_muted else "unmuted", at=at, user=by)


@transaction.atomic
def hand_on(call_id: int, to: User, *, by: User, at: datetime) -> Leg:
    """A colleague's telephone rings; once it is picked up the customer and the contact are theirs. Raises `NotTalking` and `NoPhone`."""
    caller, mine = talking(call_id, by=by)
    leg = ring(caller.call, phone_of(to), at=at, told=mine.name)
    let_see(caller.call, to, by=by, at=at)
    note(caller.call, "handed_on", at=at, user=to)
    return leg


@transaction.atomic
def hang_up(call_id: int, *, by: User, at: datetime) -> None:
    """Whoever is in the call leaves it, in whatever state it is; without them a colleague who was asked has the customer. Raises `NotTalking`."""
    ensure_may(by, CALL)
    call = locked(call_id)
    mine = [each for each in open_legs(call) if each.user_id == by.pk]
    if not mine:
        raise NotAllowed() if call.state == Call.State.TALKING else NotTalking()
    note(call, "hung_up", at=at, user=by)
    order(mine[0].instance, *(commands.HangUp(each.name) for each in mine))


def transfer_asked(leg: Leg, number: str, *, at: datetime) -> None:
    """A telephone's own transfer key: to a telephone of ours that is signed in, and to nobody else."""
    phone = Phone.objects.select_related("user").filter(key=number, is_active=True, registered_at__isnull=False).first()
    if phone is None or leg.call.state != Call.State.TALKING:
        order(leg.instance, commands.Transferred(leg.name, is_done=False))
        return
    ring(leg.call, phone, at=at, told=leg.name)
    note(leg.call, "handed_on", at=at, user=phone.user, detail=phone.key)


def held_by_phone(leg: Leg, *, is_held: bool, at: datetime) -> None:
    """A telephone's own hold key: the customer of an operator who holds hears music."""
    caller = customer_leg(leg.call)
    if leg.party == Leg.Party.OPERATOR and leg.call.state == Call.State.TALKING and caller is not None:
        hold(caller) if is_held else release(caller)
    note(leg.call, "held" if is_held else "resumed", at=at, user=leg.user)


def hold(leg: Leg) -> None:
    """The leg hears nobody of the call, the customer music. A second time it changes nothing."""
    if leg.is_held:
        return
    leg.is_held = True
    leg.save(update_fields=["is_held"])
    order(leg.instance, commands.Hold(leg.name), *([music_for(leg)] if leg.party == Leg.Party.CUSTOMER else []))


def release(leg: Leg) -> None:
    """The leg hears the others again. A second time it changes nothing."""
    if not leg.is_held:
        return
    leg.is_held = False
    leg.save(update_fields=["is_held"])
    order(leg.instance, *([end_of_music(leg)] if leg.party == Leg.Party.CUSTOMER else []), commands.Unhold(leg.name))


def ring(
    call: Call,
    phone: Phone,
    *,
    at: datetime,
    party: str = Leg.Party.OPERATOR,
    ring_s: int = RING_S,
    answers: bool = False,
    **more: Any,
) -> Leg:
    """Dial a telephone of ours into the call, asked to pick up by itself where it `answers`; `more` are fields of the leg. Raises `NotWaiting`."""
    caller = customer_leg(call)
    if caller is None:
        raise NotWaiting()
    leg = new_leg(call, party, instance=caller.instance, at=at, phone=phone, **more)
    shown = {"caller": call.party, "caller_name": call.party_name}
    order(leg.instance, commands.Dial(leg.name, phone=phone.key, ring_s=ring_s, answers=answers, **shown))
    return leg


def phone_of(user: User) -> Phone:
    """Where calls for them ring. Raises `NoPhone`."""
    phone = Phone.objects.where_rings(user)
    if phone is None:
        raise NoPhone(name=user.name)
    return phone


def talking(call_id: int, *, by: User) -> tuple[Leg, Leg]:
    """The legs of the customer and of `by` in a call in which they talk, the call locked. Raises `NotTalking` and `NotAllowed`."""
    ensure_may(by, CALL)
    call = locked(call_id)
    caller = customer_leg(call)
    if call.state != Call.State.TALKING or caller is None:
        raise NotTalking()
    mine = next((each for each in open_legs(call, Leg.Party.OPERATOR) if each.user_id == by.pk and each.answered_at), None)
    if mine is None:
        raise NotAllowed()
    caller.call = mine.call = call
    return caller, mine


def _is_expected(leg: Leg) -> bool:
    """Whether somebody who talks with the customer had this telephone ring."""
    return bool(leg.told) or leg.consulted_by_id is not None


def _is_asked(leg: Leg) -> bool:
    """Whether who asks is still there; else the caller is the colleague's who was asked."""
    return leg.consulted_by is not None and leg.consulted_by.ended_at is None


def _hear_who_asks(leg: Leg, caller: Leg, *, at: datetime) -> None:
    together = [each.name for each in open_legs(leg.call, Leg.Party.OPERATOR) if each.answered_at]
    order(leg.instance, commands.Bridge((caller.name, *together)))
    note(leg.call, "consulting", at=at, user=leg.user)


def _end_others(leg: Leg) -> None:
    """Who handed the call on is told that it went well, and leaves; who was rung beside hears no more of it."""
    if leg.told:
        order(leg.instance, commands.Transferred(leg.told, is_done=True))
    others = [each for each in open_legs(leg.call, Leg.Party.OPERATOR) if each.pk != leg.pk]
    order(leg.instance, *(commands.HangUp(each.name) for each in others))


def _teams_of(phone: Phone) -> Collection[int]:
    """The teams whose callers the telephone's owner may take."""
    return phone.user.team_ids if phone.user is not None else ()
