"""What every verb on a call keeps: the call locked, its legs, its journey."""

from __future__ import annotations

import secrets
from datetime import datetime

from balie.access.accounts.models import User
from balie.conversation.routing.models import Offer
from balie.conversation.telephony.models import Call, Leg, Phone, Step
from balie.foundation.errors import NotFound
from balie.foundation.live import nudge

RUNNING = [each for each in Call.State if each != Call.State.ENDED]


def locked(call_id: int) -> Call:
    """The call, nobody else's until the transaction ends. Raises `NotFound`.

    Whoever holds a call may then hold what waits; the matcher holds that first and never a call, but may give it a leg meanwhile.
    """
    call = Call.objects.select_for_update(of=("self",), no_key=True).select_related("contact", "number__queue").filter(pk=call_id).first()
    if call is None:
        raise NotFound()
    return call


def leg_of(instance: str, name: str) -> Leg | None:
    """The leg of this name with its call locked; None for one that is no call's (any more)."""
    leg = Leg.objects.select_related("phone", "user", "offer").filter(instance=instance, name=name, ended_at=None).first()
    if leg is not None:
        leg.call = locked(leg.call_id)
    return leg


def open_legs(call: Call, party: str = "") -> list[Leg]:
    """The legs that have not ended, oldest first."""
    legs = Leg.objects.select_related("phone", "user", "offer").filter(call=call, ended_at=None).order_by("pk")
    return list(legs.filter(party=party) if party else legs)


def customer_leg(call: Call) -> Leg | None:
    return next(iter(open_legs(call, Leg.Party.CUSTOMER)), None)


def new_leg(
    call: Call,
    party: str,
    *,
    instance: str,
    at: datetime,
    name: str = "",
    phone: Phone | None = None,
    told: str = "",
    offer: Offer | None = None,
) -> Leg:
    """A leg of ours to be dialled, or with `name` one that came in."""
    return Leg.objects.create(
        call=call,
        instance=instance,
        name=name or secrets.token_hex(8),
        party=party,
        phone=phone,
        user=phone.user if phone else None,
        told=told,
        offer=offer,
        began_at=at,
    )


def set_state(call: Call, state: str) -> None:
    call.state = state
    call.save(update_fields=["state"])


def note(call: Call, kind: str, *, at: datetime, user: User | None = None, detail: str = "") -> None:
    """Add a step to the journey, and have the screens that show calls look again."""
    Step.objects.create(call=call, at=at, kind=kind, user=user, detail=detail[:40])
    nudge("calls")
