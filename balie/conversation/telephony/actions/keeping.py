"""What every verb on a call keeps: the call locked, its legs, its journey."""

from __future__ import annotations

import secrets
from contextlib import suppress
from datetime import datetime
from typing import Any

from balie.access.accounts.models import User
from balie.conversation.contacts.actions import take_over
from balie.conversation.contacts.sharing import let_take_part
from balie.conversation.telephony.models import Call, Leg, Phone, Step
from balie.foundation.errors import NotAllowed, NotFound
from balie.foundation.live import nudge

RUNNING = [each for each in Call.State if each != Call.State.ENDED]
WITH = ("phone", "user", "offer", "consulted_by", "watched")


def locked(call_id: int) -> Call:
    """The call, nobody else's until the transaction ends. Raises `NotFound`.

    Whoever holds a call may then hold what waits; the matcher holds that first and never a call, but may give it a leg meanwhile.
    """
    call = (
        Call.objects.select_for_update(of=("self",), no_key=True)
        .select_related("contact", "number__queue", "queue")
        .filter(pk=call_id)
        .first()
    )
    if call is None:
        raise NotFound()
    return call


def leg_of(instance: str, name: str) -> Leg | None:
    """The leg of this name with its call locked; None for one that is no call's (any more)."""
    leg = Leg.objects.select_related(*WITH).filter(instance=instance, name=name, ended_at=None).first()
    if leg is not None:
        leg.call = locked(leg.call_id)
    return leg


def open_legs(call: Call, party: str = "") -> list[Leg]:
    """The legs that have not ended, oldest first."""
    legs = Leg.objects.select_related(*WITH).filter(call=call, ended_at=None).order_by("pk")
    return list(legs.filter(party=party) if party else legs)


def customer_leg(call: Call) -> Leg | None:
    return next(iter(open_legs(call, Leg.Party.CUSTOMER)), None)


def new_leg(call: Call, party: str, *, instance: str, at: datetime, name: str = "", phone: Phone | None = None, **more: Any) -> Leg:
    """A leg of ours to be dialled, or with `name` one that came in; `more` are fields of `Leg`."""
    leg = Leg.objects.create(
        call=call,
        instance=instance,
        name=name or secrets.token_hex(8),
        party=party,
        phone=phone,
        user=phone.user if phone else None,
        began_at=at,
        **more,
    )
    show(leg)
    return leg


def set_state(call: Call, state: str) -> None:
    call.state = state
    call.save(update_fields=["state"])


def note(call: Call, kind: str, *, at: datetime, user: User | None = None, detail: str = "") -> None:
    """Add a step to the journey, and have the screens that show calls look again."""
    Step.objects.create(call=call, at=at, kind=kind, user=user, detail=detail[:40])
    tell(call)


def tell(call: Call) -> None:
    """Have the screens look again that show all calls, and those of who is, or was, in this one."""
    people = Leg.objects.filter(call=call, user__isnull=False).values_list("user_id", flat=True)
    nudge("calls", *(f"phone:{each}" for each in {*people}))


def show(leg: Leg) -> None:
    """Have the telephone's bar of whose leg it is look again."""
    if leg.user_id is not None:
        nudge(f"phone:{leg.user_id}")


def give_contact(call: Call, user: User | None, *, at: datetime) -> None:
    """The contact, with what is noted in it, is theirs who talks with the caller. One that was finished stays as it is, and who may not see it talks all the same."""
    if call.contact is None or user is None:
        return
    call.contact.refresh_from_db()
    if call.contact.finished_at is None:
        with suppress(NotAllowed):
            take_over(call.contact, by=user, at=at)


def let_see(call: Call, user: User, *, by: User, at: datetime) -> None:
    """A colleague who is asked, or is to take the call, sees the contact before they pick up, with what is being noted."""
    if call.contact is not None:
        let_take_part(call.contact, user, by=by, at=at)
