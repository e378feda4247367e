"""What becomes of each event of the media process: the one door by which the telephone changes our records."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from balie.conversation.telephony import rules
from balie.conversation.telephony.actions.browsers import browser_answered, browser_gone, end_browser, forget_browsers
from balie.conversation.telephony.actions.calling import call_from_phone, customer_answers, customer_rings, operator_answers
from balie.conversation.telephony.actions.ending import end_call, end_leg
from balie.conversation.telephony.actions.keeping import RUNNING, leg_of, locked, note, open_legs, tell
from balie.conversation.telephony.actions.receiving import end_greeting, end_notice, greet, receive_call
from balie.conversation.telephony.actions.sounds import hearer
from balie.conversation.telephony.actions.talking import PICK_UP, connect, held_by_phone, pick_up, transfer_asked
from balie.conversation.telephony.actions.waiting import tell_again
from balie.conversation.telephony.actions.watching import begin_watch
from balie.conversation.telephony.events import KeyPressed, Played, RecordingClosed, RecordingPaused
from balie.conversation.telephony.media.protocol import commands, events
from balie.conversation.telephony.media.refusals import NameTaken
from balie.conversation.telephony.models import Call, Leg, Link, Number, Order, Phone, Trunk
from balie.foundation.events import announce
from balie.foundation.live import nudge

LOST = "lost"


@transaction.atomic
def follow(event: events.Event, sequence: int | None, *, instance: str, at: datetime) -> bool:
    """Take the event, once: False for one that was taken before. An event that means nothing to our records is taken too."""
    if not pass_over(sequence, instance=instance, at=at):
        return False
    answer = _ANSWERS.get(type(event))
    if answer is not None:
        answer(event, instance, at)
    return True


@transaction.atomic
def pass_over(sequence: int | None, *, instance: str, at: datetime) -> bool:
    """Take the event's number and no more; False when it was taken before. One without a number comes once."""
    if sequence is None:
        return True
    link = Link.objects.select_for_update().get(id=1)
    if link.instance == instance and sequence <= link.last_event:
        return False
    link.instance, link.last_event, link.seen_at = instance, sequence, at
    link.save(update_fields=["instance", "last_event", "seen_at"])
    return True


@transaction.atomic
def meet(instance: str, *, at: datetime) -> None:
    """The engine found the media process. When it is another one, whatever we hold to run died with the one before; else its events tell what we missed."""
    link, _made = Link.objects.select_for_update().get_or_create(id=1)
    if link.instance != instance:
        link.instance, link.last_event = instance, 0
        Phone.objects.update(registered_at=None, address="")
        Trunk.objects.update(registered_at=None)
        forget_browsers(at=at)
    link.seen_at = at
    link.save(update_fields=["instance", "last_event", "seen_at"])
    Order.objects.exclude(instance=instance).delete()
    for call_id in Call.objects.filter(state__in=RUNNING).order_by("pk").values_list("pk", flat=True):
        _let_go_of(locked(call_id), instance, at=at)


@transaction.atomic
def be_seen(*, at: datetime) -> None:
    """The engine runs, and has the media process."""
    Link.objects.filter(id=1).update(seen_at=at)


@transaction.atomic
def unsaid(command: commands.Command, *, code: str, instance: str, at: datetime) -> None:
    """The media process refused a command: who could not be dialled was not reached, a browser that could not connect may try anew. For a party that is gone the rest follows by its own end."""
    if code == NameTaken.code:  # done already, before we began anew
        return
    if isinstance(command, commands.Dial):
        leg = leg_of(instance, command.leg)
        if leg is not None:
            end_leg(leg, "unreachable", at=at)
    elif isinstance(command, commands.ConnectBrowser):
        end_browser(command.browser, code, at=at)
    elif isinstance(command, commands.Record):
        announce(RecordingClosed(recording=command.recording, duration_ms=0, failure=code, at=at))


@transaction.atomic
def answered(command: commands.Command, answer: Mapping[str, Any], *, at: datetime) -> None:
    """The media process did what it was told, and what it answered matters."""
    if isinstance(command, commands.PauseRecording | commands.ResumeRecording):
        is_paused = isinstance(command, commands.PauseRecording)
        announce(RecordingPaused(recording=command.recording, is_paused=is_paused, place_ms=answer["duration_ms"], at=at))


def _let_go_of(call: Call, instance: str, *, at: datetime) -> None:
    legs = open_legs(call)
    if any(leg.instance == instance for leg in legs):
        return
    Leg.objects.filter(pk__in=[leg.pk for leg in legs]).update(ended_at=at, reason=LOST)
    note(call, LOST, at=at)
    end_call(call, rules.Outcome.ANSWERED if call.answered_at else rules.Outcome.LOST, at=at)


def _on_incoming(event: events.Incoming, instance: str, at: datetime) -> None:
    if event.phone and event.number == PICK_UP:
        pick_up(event.leg, Phone.objects.select_related("user").get(key=event.phone), instance=instance, at=at)
    elif event.phone and not Number.objects.filter(digits=event.number, is_active=True).exists():
        call_from_phone(event, instance=instance, at=at)
    else:
        receive_call(event, instance=instance, at=at)


def _on_ringing(event: events.Ringing, instance: str, at: datetime) -> None:
    leg = leg_of(instance, event.leg)
    if leg is not None and leg.party == Leg.Party.CUSTOMER:
        customer_rings(leg)


def _on_answered(event: events.Answered, instance: str, at: datetime) -> None:
    leg = leg_of(instance, event.leg)
    if leg is None:
        return
    if leg.party == Leg.Party.SUPERVISOR:
        begin_watch(leg, at=at)
        return
    is_incoming = leg.call.direction == Call.Direction.IN
    answers = {
        (True, Leg.Party.CUSTOMER.value): greet,
        (True, Leg.Party.OPERATOR.value): connect,
        (False, Leg.Party.CUSTOMER.value): customer_answers,
        (False, Leg.Party.OPERATOR.value): operator_answers,
    }
    answers[is_incoming, leg.party](leg, at=at)


def _on_played(event: events.Played, instance: str, at: datetime) -> None:
    kind, name = hearer(event.player)
    leg = leg_of(instance, name)
    if leg is None:
        return
    answer = {"greeting": end_greeting, "notice": end_notice, "music": tell_again}.get(kind)
    if answer is not None:
        answer(leg, at=at)
    else:
        announce(Played(call_id=leg.call_id, player=event.player, at=at))


def _on_digit(event: events.Digit, instance: str, at: datetime) -> None:
    leg = leg_of(instance, event.leg)
    if leg is not None and leg.party == Leg.Party.CUSTOMER:
        announce(KeyPressed(call_id=leg.call_id, digit=event.digit, at=at))


def _on_recording_ended(event: events.RecordingEnded, instance: str, at: datetime) -> None:
    announce(RecordingClosed(recording=event.recording, duration_ms=event.duration_ms, failure=event.failure, at=at))


def _on_ended(event: events.Ended, instance: str, at: datetime) -> None:
    leg = leg_of(instance, event.leg)
    if leg is not None:
        end_leg(leg, event.reason, at=at)


def _on_transfer_asked(event: events.TransferAsked, instance: str, at: datetime) -> None:
    leg = leg_of(instance, event.leg)
    if leg is not None:
        transfer_asked(leg, event.number, at=at)


def _on_held_by_phone(event: events.HeldByPhone, instance: str, at: datetime) -> None:
    leg = leg_of(instance, event.leg)
    if leg is not None:
        held_by_phone(leg, is_held=event.is_held, at=at)


def _on_quality_measured(event: events.QualityMeasured, instance: str, at: datetime) -> None:
    """Screens look again when it sounds otherwise in words, not at every figure."""
    leg = Leg.objects.select_related("call").filter(instance=instance, name=event.leg, ended_at=None).first()
    if leg is None:
        return
    was = rules.sound_of(leg.mos)
    leg.loss_percent, leg.jitter_ms, leg.mos = event.loss_percent, event.jitter_ms, event.mos
    leg.save(update_fields=["loss_percent", "jitter_ms", "mos"])
    if rules.sound_of(leg.mos) != was:
        tell(leg.call)


def _on_phone_registered(event: events.PhoneRegistered, instance: str, at: datetime) -> None:
    Phone.objects.filter(key=event.phone).update(registered_at=at, address=event.address[:80])
    nudge("calls")


def _on_phone_gone(event: events.PhoneGone, instance: str, at: datetime) -> None:
    Phone.objects.filter(key=event.phone).update(registered_at=None, address="")
    nudge("calls")


def _on_trunk_registered(event: events.TrunkRegistered, instance: str, at: datetime) -> None:
    Trunk.objects.filter(key=event.trunk).update(registered_at=at, trouble=None)


def _on_trunk_failed(event: events.TrunkFailed, instance: str, at: datetime) -> None:
    Trunk.objects.filter(key=event.trunk).update(registered_at=None, trouble=event.code)


_ANSWERS: dict[type[events.Event], Callable[..., None]] = {
    events.Incoming: _on_incoming,
    events.Ringing: _on_ringing,
    events.Answered: _on_answered,
    events.Played: _on_played,
    events.Digit: _on_digit,
    events.RecordingEnded: _on_recording_ended,
    events.Ended: _on_ended,
    events.TransferAsked: _on_transfer_asked,
    events.HeldByPhone: _on_held_by_phone,
    events.QualityMeasured: _on_quality_measured,
    events.PhoneRegistered: _on_phone_registered,
    events.PhoneGone: _on_phone_gone,
    events.TrunkRegistered: _on_trunk_registered,
    events.TrunkFailed: _on_trunk_failed,
    events.BrowserAnswered: browser_answered,
    events.BrowserGone: browser_gone,
}
