"""Who hung up and kept their place is called when their turn has come."""

from __future__ import annotations

from balie.access.accounts.models import User
from balie.conversation.routing.events import OfferAccepted
from balie.conversation.routing.models import Offer
from balie.conversation.telephony.actions.call_backs import IN_TURN
from balie.conversation.telephony.actions.calling import call_out
from balie.conversation.telephony.models import CallBack, Leg


def call_in_turn(event: OfferAccepted) -> None:
    """Reaction: who takes the call-back up calls them: their own telephone rings, then the other side. A refusal leaves it in the queue."""
    if event.subject_kind != IN_TURN:
        return
    call_back = CallBack.objects.get(pk=event.subject_id)
    call = call_out(call_back.party, by=User.objects.get(pk=event.operator_id), at=event.at)
    Leg.objects.filter(call=call, party=Leg.Party.OPERATOR).update(offer=Offer.objects.get(pk=event.offer_id))
