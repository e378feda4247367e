"""A call comes in: whose it may be, the greeting, and the wait."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from balie.conversation.contacts.actions import register_contact
from balie.conversation.contacts.models import Contact
from balie.conversation.telephony import rules
from balie.conversation.telephony.actions.ending import end_call
from balie.conversation.telephony.actions.keeping import new_leg, note, set_state
from balie.conversation.telephony.actions.ordering import order
from balie.conversation.telephony.actions.queueing import turn_away
from balie.conversation.telephony.actions.sounds import greeting_for, notice_for
from balie.conversation.telephony.actions.waiting import wait
from balie.conversation.telephony.extensions import GUIDES, NOTICES, Guide
from balie.conversation.telephony.media.protocol import commands, events
from balie.conversation.telephony.models import Call, Leg, Number
from balie.records.calendars.queries import default_calendar, is_open
from balie.records.customers.models import Customer
from balie.records.customers.queries import find_by_phone


def receive_call(event: events.Incoming, *, instance: str, at: datetime) -> Call:
    """Somebody dialled a number of ours, or one that we do not have."""
    number = (
        Number.objects.select_related("calendar", "queue__calendar", "team", "brand").filter(digits=event.number, is_active=True).first()
    )
    party = rules.number_of(event.caller) or event.caller
    customer = _customer_of(party)
    call = Call.objects.create(
        direction=Call.Direction.IN,
        number=number,
        party=party,
        party_name=event.caller_name,
        language=_language(number, customer),
        is_open=number is not None and _is_open(number, at),
        began_at=at,
    )
    leg = new_leg(call, Leg.Party.CUSTOMER, instance=instance, name=event.leg, at=at)
    note(call, "received", at=at, detail=event.number)
    if number is None:
        order(instance, commands.Reject(leg.name, "not_found"))
        end_call(call, rules.Outcome.UNKNOWN_NUMBER, at=at)
        return call
    call.contact = register_contact(
        channel=Contact.Channel.CALL,
        direction=Contact.Direction.IN,
        party=party,
        party_name=event.caller_name,
        customer=customer,
        language=call.language,
        team=number.team,
        brand=number.brand,
        by=None,
        at=at,
    )
    call.save(update_fields=["contact"])
    order(instance, commands.Answer(leg.name))
    return call


def greet(leg: Leg, *, at: datetime) -> None:
    """The caller hears us: who we are and, when we are closed, when we are not."""
    leg.answered_at = at
    leg.save(update_fields=["answered_at"])
    set_state(leg.call, Call.State.GREETED)
    note(leg.call, "greeted" if leg.call.is_open else "closed", at=at, detail=leg.call.language)
    is_led = not leg.call.is_open or _guide_of(leg.call) is not None
    order(leg.instance, greeting_for(leg, [] if is_led else _notices(leg.call, at)))


def end_greeting(leg: Leg, *, at: datetime) -> None:
    """The caller is led on or, where nobody leads them, waits; outside opening hours they get what the queue says, or hear no more of us."""
    call = leg.call
    if call.state != Call.State.GREETED:
        return
    guide = _guide_of(call)
    if not call.is_open:
        turn_away(call, call.waits_in.when_closed if call.waits_in else "", at=at)
    elif guide is not None:
        guide.begin(leg, at)
    else:
        wait(leg, at=at)


def go_on(leg: Leg, *, at: datetime) -> None:
    """The caller was led as far as they go: they hear what must be said, and wait."""
    notices = _notices(leg.call, at)
    if notices:
        order(leg.instance, notice_for(leg, notices))
    else:
        wait(leg, at=at)


def end_notice(leg: Leg, *, at: datetime) -> None:
    """What must be said was said."""
    if leg.call.state == Call.State.GREETED:
        wait(leg, at=at)


def _guide_of(call: Call) -> Guide | None:
    return next((each for each in GUIDES.fillings() if each.leads(call)), None)


def _notices(call: Call, at: datetime) -> list[Path]:
    return [each for fill in NOTICES.fillings() for each in fill(call, at)]


def _customer_of(party: str) -> Customer | None:
    """Whose number it is, when it is one customer's alone."""
    found = find_by_phone(party) if party.startswith("+") else []
    return found[0] if len(found) == 1 else None


def _language(number: Number | None, customer: Customer | None) -> str:
    if customer is not None:
        return customer.language
    return number.language if number is not None else Call._meta.get_field("language").default


def _is_open(number: Number, at: datetime) -> bool:
    calendar = number.calendar or (number.queue.calendar if number.queue else None) or default_calendar()
    return calendar is None or is_open(calendar, at)
