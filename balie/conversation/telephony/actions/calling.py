"""We call somebody: the guard first, then the line."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Sum
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.access.permissions.actions import ensure_may
from balie.conversation.contacts.actions import register_contact
from balie.conversation.contacts.models import Contact
from balie.conversation.routing.actions import enter_conversation
from balie.conversation.telephony import rules
from balie.conversation.telephony.actions.ending import end_call
from balie.conversation.telephony.actions.keeping import customer_leg, new_leg, note, open_legs
from balie.conversation.telephony.actions.ordering import order
from balie.conversation.telephony.actions.talking import connect, phone_of
from balie.conversation.telephony.media.protocol import commands, events
from balie.conversation.telephony.models import Call, Judgement, Leg, Link, Number, Outgoing, Phone, Trunk
from balie.conversation.telephony.policies import CALL
from balie.conversation.telephony.queries import outgoing
from balie.foundation.errors import Refusal
from balie.records.calendars.queries import default_calendar, is_open
from balie.records.customers.queries import find_by_phone

RING_S = 60


class MayNotCall(Refusal):
    """The guard said no; `why` is its verdict in words."""

    code = "may_not_call"
    sentence = _("{number} is not called: {why}")


class NoLine(Refusal):
    """There is no line to call through, or the telephone stands still."""

    code = "no_line"
    sentence = _("There is no telephone line to call through.")


WHY = {
    rules.Verdict.UNREADABLE: _("this is no telephone number."),
    rules.Verdict.OFF: _("calling out is not switched on."),
    rules.Verdict.COUNTRY: _("calls to this country are not allowed."),
    rules.Verdict.DEAR: _("calls to numbers that cost more are not allowed."),
    rules.Verdict.CLOSED: _("nobody is called at this hour."),
    rules.Verdict.AT_ONCE: _("you are in a call already."),
    rules.Verdict.CALLS_A_DAY: _("you made as many calls today as one may."),
    rules.Verdict.MINUTES_A_DAY: _("the minutes of today are used up."),
}


def judge(dialled: str, *, user: User | None, at: datetime) -> Judgement:
    """What the guard says, kept as evidence. Every call out begins here."""
    allowed = outgoing()
    calendar = allowed.calendar or default_calendar()
    verdict = rules.may_call(dialled, _limits(allowed), _usage(user, at), is_open=calendar is None or is_open(calendar, at))
    return Judgement.objects.create(at=at, user=user, number=dialled[:100], verdict=verdict.value)


def call_out(dialled: str, *, by: User, at: datetime) -> Call:
    """The operator's telephone rings first; once it is picked up the other side is called. Raises `MayNotCall`, `NoPhone` and `NoLine`."""
    ensure_may(by, CALL)
    verdict, call = _judged_and_begun(dialled, by=by, at=at)
    if call is None:
        raise MayNotCall(number=dialled, why=WHY[verdict])
    return call


@transaction.atomic
def _judged_and_begun(dialled: str, *, by: User, at: datetime) -> tuple[rules.Verdict, Call | None]:
    """A "no" leaves its evidence; one operator is judged one call after another."""
    User.objects.select_for_update().get(pk=by.pk)
    verdict = rules.Verdict(judge(dialled, user=by, at=at).verdict)
    if not verdict.is_yes:
        return verdict, None
    phone = phone_of(by)
    link = Link.objects.filter(id=1).first()
    if link is None or not link.instance or _line() is None:
        raise NoLine()
    call = _begin(rules.number_of(dialled), by=by, at=at, is_contact=verdict is rules.Verdict.ALLOWED)
    leg = new_leg(call, Leg.Party.OPERATOR, instance=link.instance, phone=phone, at=at)
    order(leg.instance, commands.Dial(leg.name, phone=phone.key, caller=call.party, ring_s=RING_S, answers=True))
    enter_conversation(by, at=at)
    return verdict, call


def call_from_phone(event: events.Incoming, *, instance: str, at: datetime) -> Call:
    """A telephone of ours dialled a number of the world."""
    phone = Phone.objects.select_related("user").get(key=event.phone)
    verdict = rules.Verdict(judge(event.number, user=phone.user, at=at).verdict)
    call = _begin(rules.number_of(event.number) or event.number, by=phone.user, at=at, is_contact=verdict is rules.Verdict.ALLOWED)
    leg = new_leg(call, Leg.Party.OPERATOR, instance=instance, name=event.leg, phone=phone, at=at)
    leg.call = call
    if not verdict.is_yes:
        note(call, "not_allowed", at=at, user=phone.user, detail=verdict.value)
        order(instance, commands.Reject(leg.name, "declined"))
        end_call(call, rules.Outcome.NOT_ALLOWED, at=at)
    else:
        dial_customer(leg, at=at)
    return call


def dial_customer(leg: Leg, *, at: datetime) -> None:
    """The operator is there: now the other side, through the line."""
    line = _line()
    if line is None:
        note(leg.call, "no_line", at=at)
        end_call(leg.call, rules.Outcome.NOT_REACHED, at=at)
        return
    customer = new_leg(leg.call, Leg.Party.CUSTOMER, instance=leg.instance, at=at)
    note(leg.call, "dialled", at=at, user=leg.user)
    order(
        leg.instance,
        commands.Dial(customer.name, trunk=line.key, number=leg.call.party, caller=_shown(leg.call), ring_s=RING_S),
    )


def customer_rings(leg: Leg) -> None:
    """Who called hears that it rings."""
    order(leg.instance, *(commands.Ring(each.name) for each in open_legs(leg.call, Leg.Party.OPERATOR) if each.answered_at is None))


def customer_answers(leg: Leg, *, at: datetime) -> None:
    """The other side picked up: both hear each other."""
    leg.answered_at = at
    leg.save(update_fields=["answered_at"])
    for operator in open_legs(leg.call, Leg.Party.OPERATOR):
        operator.call = leg.call
        if operator.answered_at is None:
            order(operator.instance, commands.Answer(operator.name))
        connect(operator, at=at)


def operator_answers(leg: Leg, *, at: datetime) -> None:
    """Who wanted to call picked up their own telephone, or a colleague theirs; the answer we gave a telephone that dialled itself changes nothing."""
    if leg.answered_at is not None:
        return
    if leg.call.state != Call.State.BEGUN:
        connect(leg, at=at)
    elif customer_leg(leg.call) is None:
        leg.answered_at = at
        leg.save(update_fields=["answered_at"])
        dial_customer(leg, at=at)


def end_calls_over_the_cap(*, at: datetime) -> int:
    """Once the minutes of the day are used up, calls of ours that run are ended, but for those to help. How many were."""
    if minutes_today(at) < outgoing().minutes_a_day:
        return 0
    running = Call.objects.select_for_update().filter(direction=Call.Direction.OUT).exclude(state=Call.State.ENDED)
    over = [call for call in running if not rules.is_emergency(call.party)]
    for call in over:
        note(call, "cap", at=at)
        end_call(call, rules.Outcome.ANSWERED if call.answered_at else rules.Outcome.NOT_REACHED, at=at)
    return len(over)


def minutes_today(at: datetime) -> int:
    """Minutes that calls of ours lasted since midnight, those that run included."""
    calls = Call.objects.filter(direction=Call.Direction.OUT, answered_at__isnull=False, began_at__gte=_midnight(at))
    spoken = calls.aggregate(spoken=Sum(Coalesce("ended_at", at) - Coalesce("answered_at", at)))["spoken"] or timedelta()
    return int(spoken.total_seconds() // 60)


def _shown(call: Call) -> str:
    """The number by which we are known to whom we call: that of the operator's team, else the organisation's."""
    return call.number.shown if call.number is not None else outgoing().shown_number


def _number_of(by: User | None) -> Number | None:
    """The number of the operator's first team that shows one of its own."""
    return Number.objects.filter(team__in=by.team_ids, is_active=True).exclude(shown="").order_by("pk").first() if by else None


def _begin(number: str, *, by: User | None, at: datetime, is_contact: bool = True) -> Call:
    call = Call.objects.create(direction=Call.Direction.OUT, number=_number_of(by), party=number[:100], began_at=at)
    note(call, "begun", at=at, user=by)
    if is_contact and by is not None:
        found = find_by_phone(number)
        call.contact = register_contact(
            channel=Contact.Channel.CALL,
            direction=Contact.Direction.OUT,
            party=number,
            customer=found[0] if len(found) == 1 else None,
            language=found[0].language if len(found) == 1 else by.language,
            by=by,
            at=at,
        )
        call.save(update_fields=["contact"])
    return call


def _usage(user: User | None, at: datetime) -> rules.Usage:
    own = Call.objects.filter(direction=Call.Direction.OUT, legs__user=user, legs__party=Leg.Party.OPERATOR)
    return rules.Usage(
        at_once=own.exclude(state=Call.State.ENDED).distinct().count(),
        calls_today=own.filter(began_at__gte=_midnight(at)).distinct().count(),
        minutes_today=minutes_today(at),
    )


def _limits(allowed: Outgoing) -> rules.Limits:
    return rules.Limits(
        is_on=allowed.is_on,
        regions=frozenset(allowed.regions),
        prefixes=tuple(allowed.prefixes),
        at_once_each=allowed.at_once_each,
        calls_a_day_each=allowed.calls_a_day_each,
        minutes_a_day=allowed.minutes_a_day,
    )


def _line() -> Trunk | None:
    """The line that is set, else any in use: help must be reachable."""
    chosen = outgoing().trunk
    if chosen is not None and chosen.is_active:
        return chosen
    return Trunk.objects.filter(is_active=True).order_by("pk").first()


def _midnight(at: datetime) -> datetime:
    return timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
