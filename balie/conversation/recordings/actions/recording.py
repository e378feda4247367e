"""A call is recorded, where a rule says so and the other side was told; it is paused, goes on, or was refused."""

from __future__ import annotations

import secrets
import uuid
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.access.audit.actions import record
from balie.access.permissions.actions import ensure_may
from balie.access.permissions.encryption import encrypt
from balie.conversation.contacts.models import Contact
from balie.conversation.recordings import queries, rules
from balie.conversation.recordings.actions.keeping import erase
from balie.conversation.recordings.models import Notice, Pause, Recording
from balie.conversation.recordings.places import file_of
from balie.conversation.recordings.policies import RECORD
from balie.conversation.telephony.actions.keeping import customer_leg, locked
from balie.conversation.telephony.actions.ordering import order
from balie.conversation.telephony.events import CallAnswered, KeyPressed, RecordingPaused
from balie.conversation.telephony.media.protocol import commands
from balie.conversation.telephony.media.sealed import KEY_BYTES
from balie.conversation.telephony.models import Call
from balie.foundation.errors import Refusal
from balie.foundation.live import nudge


class NotOnTheLine(Refusal):
    """Nobody talks in this contact's call now."""

    code = "not_on_the_line"
    sentence = _("Nobody is on the line in this contact now.")


class AlreadyRecorded(Refusal):
    """One recording at a time."""

    code = "already_recorded"
    sentence = _("This call is being recorded already.")


class NotRecorded(Refusal):
    """There is no recording to pause or to go on with."""

    code = "not_recorded"
    sentence = _("This call is not being recorded.")


class Refused(Refusal):
    """The customer said no."""

    code = "recording_refused"
    sentence = _("The customer does not want to be recorded.")


@transaction.atomic
def note_notice(call: Call, rule: rules.Rule, *, at: datetime) -> None:
    """The caller hears that they may be recorded."""
    Notice.objects.get_or_create(call=call, defaults={"told_at": at, "may_refuse": rule.may_refuse})


def record_answered(event: CallAnswered) -> None:
    """Reaction: a call by a rule is recorded from the first word, once the caller was told and did not refuse; handed on, it goes on."""
    call = Call.objects.select_related("number", "contact", "notice").filter(pk=event.call_id, contact__isnull=False).first()
    if call is None or queries.is_refused(call) or not hasattr(call, "notice"):
        return
    rule = queries.rule_of(call)
    if rule is not None and rules.is_drawn(rule, call.pk) and queries.running(call) is None:
        _begin(call, rule, by=None, at=event.at)


@transaction.atomic
def start_recording(contact: Contact, *, by: User, at: datetime) -> Recording:
    """By hand: `by` has told the other side. Raises `NotOnTheLine`, `AlreadyRecorded` and `Refused`."""
    ensure_may(by, RECORD, contact)
    call = _talking(contact)
    if queries.running(call) is not None:
        raise AlreadyRecorded()
    if queries.is_refused(call):
        raise Refused()
    Notice.objects.get_or_create(call=call, defaults={"told_at": at, "told_by": by})
    return _begin(call, queries.rule_of(call) or queries.BY_HAND, by=by, at=at)


@transaction.atomic
def pause_recording(contact: Contact, *, how: str = Pause.How.KEY, by: User, at: datetime) -> Pause:
    """From now on it holds silence; the media process says when (`note_place`). Paused twice is paused once. Raises `NotRecorded`."""
    ensure_may(by, RECORD, contact)
    recording = _running_in(contact)
    pause = Pause.objects.filter(recording=recording, ended_at=None).first()
    if pause is None:
        pause = Pause.objects.create(recording=recording, how=how, began_at=at, by=by)
        order(recording.instance, commands.PauseRecording(recording.name))
        record("recordings.paused", recording, by=by, at=at, data={"how": how})
        _tell(recording)
    return pause


@transaction.atomic
def resume_recording(contact: Contact, *, by: User, at: datetime) -> None:
    """It goes on; one that is not paused goes on as it does. Raises `NotRecorded`."""
    ensure_may(by, RECORD, contact)
    recording = _running_in(contact)
    if Pause.objects.filter(recording=recording, ended_at=None).update(ended_at=at):
        order(recording.instance, commands.ResumeRecording(recording.name))
        record("recordings.resumed", recording, by=by, at=at)
        _tell(recording)


@transaction.atomic
def refuse_recording(contact: Contact, *, by: User, at: datetime) -> None:
    """The customer says no: what was recorded of the call is erased, and no more is. Raises `NotOnTheLine`."""
    ensure_may(by, RECORD, contact)
    _refuse(_talking(contact), by=by, at=at)


def refuse_by_key(event: KeyPressed) -> None:
    """Reaction: who may refuse does so by a key, while they wait."""
    if event.digit != rules.REFUSAL_KEY:
        return
    call = Call.objects.filter(pk=event.call_id, state__in=[Call.State.GREETED, Call.State.WAITING], notice__may_refuse=True).first()
    if call is not None:
        _refuse(call, by=None, at=event.at)


def note_place(event: RecordingPaused) -> None:
    """Reaction: where in the recording the silence begins and ends, as the media process did it."""
    pauses = Pause.objects.filter(recording__name=event.recording).order_by("-pk")
    if event.is_paused:
        pauses.filter(pk__in=pauses.filter(from_ms=None)[:1]).update(from_ms=event.place_ms)
    else:
        pauses.filter(until_ms=None, from_ms__isnull=False, ended_at__isnull=False).update(until_ms=event.place_ms)
    recording = Recording.objects.select_related("contact").filter(name=event.recording).first()
    if recording is not None:
        _tell(recording)


def begin_message(call: Call, *, at: datetime) -> Recording | None:
    """What the caller says from now on is a message to us; None when they are gone."""
    return _begin(call, queries.OF_MESSAGES, by=None, at=at, is_message=True) if customer_leg(call) else None


def _begin(call: Call, rule: rules.Rule, *, by: User | None, at: datetime, is_message: bool = False) -> Recording:
    leg = customer_leg(call)
    if leg is None or call.contact is None:
        raise NotOnTheLine()
    key = secrets.token_hex(KEY_BYTES)
    recording = Recording.objects.create(
        name=uuid.uuid4().hex,
        call=call,
        contact=call.contact,
        instance=leg.instance,
        aim=rule.aim,
        key=key,
        is_message=is_message,
        began_at=at,
        keep_until=rules.keep_until(at, rule),
    )
    order(leg.instance, commands.Record(recording.name, leg.name, str(file_of(recording.name)), encrypt(key)))
    record("recordings.begun", recording, by=by, at=at, data={"aim": rule.aim, "rule": rule.id})
    _tell(recording)
    return recording


def _refuse(call: Call, *, by: User | None, at: datetime) -> None:
    notice, _made = Notice.objects.get_or_create(call=call, defaults={"told_at": at, "told_by": by})
    if notice.refused_at is not None:
        return
    notice.refused_at = at
    notice.save(update_fields=["refused_at"])
    record("recordings.refused", call, by=by, at=at)
    for recording in Recording.objects.filter(call=call, is_message=False).exclude(state=Recording.State.ERASED):
        if recording.state == Recording.State.RUNNING:
            order(recording.instance, commands.EndRecording(recording.name))
        erase(recording, by=by, at=at)
    if call.contact is not None:
        nudge(f"contact:{call.contact.number}")


def _talking(contact: Contact) -> Call:
    call = Call.objects.filter(contact=contact, state=Call.State.TALKING).first()
    if call is None:
        raise NotOnTheLine()
    return locked(call.pk)


def _running_in(contact: Contact) -> Recording:
    found = Recording.objects.select_for_update(of=("self",)).select_related("contact")
    recording = found.filter(contact=contact, state=Recording.State.RUNNING).first()
    if recording is None:
        raise NotRecorded()
    return recording


def _tell(recording: Recording) -> None:
    nudge(f"contact:{recording.contact.number}")
