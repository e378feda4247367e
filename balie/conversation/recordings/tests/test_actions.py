"""What is recorded, paused, refused and erased; no sound, no process."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction

from balie.access.accounts.models import User
from balie.access.accounts.testing import MONDAY_9AM, a_user
from balie.access.audit.models import AuditLine
from balie.access.permissions.encryption import decrypt
from balie.conversation.contacts.actions import save_question
from balie.conversation.recordings import actions, queries
from balie.conversation.recordings.hearing import Hearing
from balie.conversation.recordings.models import Aim, Listening, Notice, Pause, Recording, RecordingRule
from balie.conversation.recordings.pages import forgotten
from balie.conversation.recordings.places import file_of
from balie.conversation.recordings.testing import a_rule
from balie.conversation.routing.testing import a_queue
from balie.conversation.telephony import actions as telephony
from balie.conversation.telephony.engine import _unsealed
from balie.conversation.telephony.media.protocol import commands, events
from balie.conversation.telephony.models import Call
from balie.conversation.telephony.testing import House, a_number, names
from balie.foundation.errors import Invalid, NotAllowed
from balie.records.customers.actions import record_consent, save_phone
from balie.records.customers.testing import a_customer
from balie.records.taxonomy.models import Purpose

pytestmark = pytest.mark.django_db


def talks(house: House, noor: User, leg: str = "jan") -> tuple[Call, list[commands.Command]]:
    """A caller with an operator, and what the media process was told as they were connected."""
    call = house.waits(leg)
    operator = telephony.offer_call(call.pk, noor, at=house.now)
    house.told()
    house.tell(events.Answered(operator.name))
    call.refresh_from_db()
    return call, house.told()


def recorded(house: House, noor: User) -> tuple[Call, Recording]:
    a_rule()
    call, _told = talks(house, noor)
    return call, Recording.objects.get()


def places(house: House, recording: Recording, *, is_paused: bool, ms: int) -> None:
    """The media process paused, or went on, at this place."""
    command = commands.PauseRecording(recording.name) if is_paused else commands.ResumeRecording(recording.name)
    telephony.answered(command, {"duration_ms": ms}, at=house.now)


def ends(house: House, recording: Recording, *, failure: str = "", duration_ms: int = 5000) -> None:
    house.tell(events.RecordingEnded(recording.name, duration_ms, 6, failure))


def test_without_a_rule_nothing_is_recorded_and_nobody_hears_that_it_would_be(house: House, noor: User) -> None:
    house.rings_in()
    house.told()
    house.tell(events.Answered("jan"))
    [greeting] = house.told()
    _call, told = talks(house, noor, "piet")

    assert [Path(each).name for each in greeting.files] == ["welcome-nl.wav"]
    assert "Record" not in names(told)
    assert not Notice.objects.exists()


def test_whoever_rings_hears_before_anybody_answers_that_they_are_recorded_and_then_is(house: House, noor: User) -> None:
    a_rule(may_refuse=False)
    house.rings_in("piet")
    house.told()
    house.tell(events.Answered("piet"))
    [greeting] = house.told()
    call, told = talks(house, noor)
    recording = Recording.objects.get()
    [record] = [each for each in told if isinstance(each, commands.Record)]

    assert [Path(each).name for each in greeting.files] == ["welcome-nl.wav", "recorded-nl.wav"]
    assert call.notice.told_at < recording.began_at
    assert (record.leg, record.recording, record.file) == ("jan", recording.name, str(file_of(recording.name)))
    assert (recording.state, recording.contact, recording.keep_until) == ("running", call.contact, recording.began_at + timedelta(days=31))


def test_the_key_of_each_recording_is_its_own_and_stands_nowhere_as_it_is(house: House, noor: User) -> None:
    a_rule()
    talks(house, noor)
    with connection.cursor() as cursor:
        cursor.execute("SELECT key FROM recordings_recording")
        [(stored,)] = cursor.fetchall()
    _call, told = talks(house, noor, "piet")
    [record] = [each for each in told if isinstance(each, commands.Record)]
    first, second = Recording.objects.order_by("pk")

    assert first.key != second.key
    assert len(bytes.fromhex(first.key)) == 32
    assert first.key not in stored
    assert second.key not in repr(record) + record.key
    assert decrypt(record.key) == second.key == _unsealed(record).key  # type: ignore[attr-defined]


def test_outside_opening_hours_nobody_is_told_of_recording(house: House, noor: User) -> None:
    a_rule()
    Call.objects.update(is_open=False)
    call = house.rings_in()
    Call.objects.filter(pk=call.pk if call else 0).update(is_open=False)
    house.told()
    house.tell(events.Answered("jan"))

    assert len(house.told()[-1].files) == 1  # type: ignore[attr-defined]
    assert not Notice.objects.exists()


def test_a_rule_of_another_queue_or_one_that_says_never_records_nothing(house: House, noor: User) -> None:
    queue, other = a_queue("energie"), a_queue("winkel")
    a_number(owner=noor, queue=queue)
    a_rule(queue=other)
    house.rings_in("first")
    a_rule(percent=0)
    house.tell(events.Answered("first"))

    assert not Notice.objects.exists()


def test_a_purpose_that_was_noted_brings_its_own_rule(house: House, noor: User) -> None:
    purpose = Purpose.objects.create(key="order", name={"nl": "x"}, position=1)
    a_rule(aim=Aim.PROOF, purpose=purpose, keep_days=365)
    call = house.waits()
    assert queries.rule_of(call) is None

    save_question(call.contact, 1, purpose=purpose, by=None, at=house.now)

    assert queries.rule_of(call).keep_days == 365  # type: ignore[union-attr]


def test_who_presses_nine_while_waiting_is_not_recorded(house: House, noor: User) -> None:
    a_rule()
    call = house.waits()
    house.tell(events.Digit("jan", "5"))
    house.tell(events.Digit("jan", "9"))
    operator = telephony.offer_call(call.pk, noor, at=house.now)
    house.tell(events.Answered(operator.name))

    assert Notice.objects.get().refused_at is not None
    assert not Recording.objects.exists()


def test_nine_means_nothing_where_one_may_not_refuse_or_once_somebody_answered(house: House, noor: User) -> None:
    a_rule(may_refuse=False)
    house.waits()
    house.tell(events.Digit("jan", "9"))
    RecordingRule.objects.update(may_refuse=True)
    talks(house, noor, "piet")
    house.tell(events.Digit("piet", "9"))

    assert not Notice.objects.filter(refused_at__isnull=False).exists()


def test_a_customer_who_refused_for_good_is_neither_told_nor_recorded(house: House, noor: User) -> None:
    a_rule()
    customer = a_customer()
    save_phone(customer, number="0470000001", by=None, at=house.now)
    record_consent(customer, purpose="recording", is_given=False, how="by letter", by=None, at=house.now)

    talks(house, noor)

    assert not Notice.objects.exists()
    assert not Recording.objects.exists()


def test_a_call_of_ours_is_recorded_by_hand_once_the_operator_said_so(house: House, noor: User) -> None:
    a_rule()
    call, _told = talks(house, noor)
    Recording.objects.all().delete()
    Notice.objects.all().delete()

    recording = actions.start_recording(call.contact, by=noor, at=house.now)

    assert Notice.objects.get().told_by == noor
    assert names(house.told()) == ["Record"]
    with pytest.raises(actions.AlreadyRecorded):
        actions.start_recording(call.contact, by=noor, at=house.now)
    assert recording.aim == Aim.QUALITY


def test_a_pause_is_one_only_once_the_media_process_did_it(house: House, noor: User) -> None:
    call, recording = recorded(house, noor)
    pause = actions.pause_recording(call.contact, by=noor, at=house.now)
    again = actions.pause_recording(call.contact, how=Pause.How.SCRIPT, by=noor, at=house.now)
    paused = house.told()
    assert (pause, pause.from_ms) == (again, None)

    places(house, recording, is_paused=True, ms=2000)
    actions.resume_recording(call.contact, by=noor, at=house.now)
    places(house, recording, is_paused=False, ms=7000)
    pause.refresh_from_db()

    assert paused == [commands.PauseRecording(recording.name)]
    assert house.told() == [commands.ResumeRecording(recording.name)]
    assert (pause.from_ms, pause.until_ms, pause.ended_at is not None) == (2000, 7000, True)
    assert list(AuditLine.objects.filter(verb__startswith="recordings.").order_by("pk").values_list("verb", flat=True)) == [
        "recordings.rule_saved",
        "recordings.begun",
        "recordings.paused",
        "recordings.resumed",
    ]


def test_what_is_not_recorded_cannot_be_paused_nor_by_who_may_not(house: House, noor: User) -> None:
    call, _told = talks(house, noor)
    with pytest.raises(actions.NotRecorded):
        actions.pause_recording(call.contact, by=noor, at=house.now)
    with pytest.raises(NotAllowed):
        actions.pause_recording(call.contact, by=a_user("auditor"), at=house.now)


def test_a_pause_of_a_quarter_of_an_hour_is_told_of_once(house: House, noor: User) -> None:
    call, _recording = recorded(house, noor)
    actions.pause_recording(call.contact, by=noor, at=house.now)
    late = house.now + timedelta(minutes=15)

    told = [actions.alarm_long_pauses(at=at) for at in (late - timedelta(seconds=1), late, late)]
    rows = {
        who.username: forgotten(who, late).rows for who in (noor, a_user("operator", username="other"), a_user("lead", username="lead"))
    }

    assert told == [0, 1, 0]
    assert {name: len(found) for name, found in rows.items()} == {"noor": 1, "other": 0, "lead": 1}
    [line] = queries.sight_for(noor, call.contact.number).lines
    assert line.is_paused_too_long(late)


def test_a_customer_who_says_no_takes_what_was_recorded_with_them(house: House, noor: User) -> None:
    call, recording = recorded(house, noor)

    actions.refuse_recording(call.contact, by=noor, at=house.now)
    ended = house.told()
    ends(house, recording)
    recording.refresh_from_db()

    assert ended == [commands.EndRecording(recording.name)]
    assert (recording.state, recording.key) == ("erased", "")
    with pytest.raises(actions.Refused):
        actions.start_recording(call.contact, by=noor, at=house.now)


def test_a_recording_ends_whole_with_its_pause_and_is_then_heard(house: House, noor: User) -> None:
    call, recording = recorded(house, noor)
    actions.pause_recording(call.contact, by=noor, at=house.now)
    house.ends("jan")
    ends(house, recording)
    recording.refresh_from_db()

    assert (recording.state, recording.duration_ms) == ("whole", 5000)
    assert not Pause.objects.filter(ended_at=None).exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT args->>'recording_id' FROM procrastinate_jobs WHERE task_name = 'recordings.hear'")
        assert cursor.fetchall() == [(str(recording.pk),)]


def test_one_that_could_not_be_written_says_so(house: House, noor: User) -> None:
    _call, recording = recorded(house, noor)
    ends(house, recording, failure="No space left on device")
    other, _told = talks(house, noor, "piet")
    second = Recording.objects.get(call=other)
    telephony.unsaid(commands.Record(second.name, "piet", "/x", "00"), code="bad_field", instance=house.instance, at=house.now)

    assert list(Recording.objects.order_by("pk").values_list("state", "failure")) == [
        ("failed", "No space left on device"),
        ("failed", "bad_field"),
    ]


def test_a_recording_of_a_media_process_that_was_killed_is_cut_off_and_can_be_heard(house: House, noor: User) -> None:
    _call, recording = recorded(house, noor)
    file_of(recording.name).parent.mkdir(parents=True)
    file_of(recording.name).write_bytes(b"x")
    house.instance = "another"
    house.meet()

    told = [actions.end_cut_off(at=house.now + each) for each in (timedelta(seconds=60), timedelta(seconds=120), timedelta(seconds=180))]

    recording.refresh_from_db()
    assert (told, recording.state) == ([0, 1, 0], "cut")


def test_handed_on_a_call_is_recorded_on(house: House, noor: User) -> None:
    call, recording = recorded(house, noor)
    other = a_user("operator", username="other")
    from balie.conversation.telephony.testing import a_phone

    a_phone(other, key="other")
    theirs = telephony.hand_on(call.pk, other, by=noor, at=house.now)
    house.tell(events.Answered(theirs.name))

    assert list(Recording.objects.all()) == [recording]


def whole(house: House, noor: User) -> Recording:
    _call, recording = recorded(house, noor)
    house.ends("jan")
    ends(house, recording)
    recording.refresh_from_db()
    file_of(recording.name).parent.mkdir(parents=True, exist_ok=True)
    file_of(recording.name).write_bytes(b"x")
    return recording


def test_to_listen_one_says_why_and_that_is_kept(house: House, noor: User) -> None:
    recording, lead = whole(house, noor), a_user("lead")

    with pytest.raises(Invalid):
        actions.listen(recording, "zomaar", by=lead, at=house.now)
    with pytest.raises(NotAllowed):
        actions.listen(recording, "klacht van de klant", by=noor, at=house.now)
    actions.listen(recording, "klacht van de klant", by=lead, at=house.now)

    assert Listening.objects.get().reason == "klacht van de klant"
    line = AuditLine.objects.get(verb="recordings.listened")
    assert (line.actor, "klacht" in str(line.data)) == (lead, False)
    assert queries.listening_of(lead, recording, at=house.now + timedelta(minutes=59)) is not None
    assert queries.listening_of(lead, recording, at=house.now + timedelta(minutes=61)) is None


@pytest.mark.parametrize(("later", "is_held", "state"), [(30, False, "whole"), (31, False, "erased"), (400, True, "whole")])
def test_a_recording_is_erased_when_its_time_is_over_unless_it_is_kept(
    house: House, noor: User, later: int, is_held: bool, state: str, django_capture_on_commit_callbacks
) -> None:
    recording = whole(house, noor)
    actions.hold_recording(recording, is_held=is_held, by=a_user("privacy"), at=house.now)

    with django_capture_on_commit_callbacks(execute=True):
        actions.erase_due(at=recording.began_at + timedelta(days=later))

    recording.refresh_from_db()
    assert recording.state == state
    assert bool(recording.key) == file_of(recording.name).exists() == (state == "whole")


def test_what_is_kept_is_not_erased_by_hand_either(house: House, noor: User) -> None:
    recording, privacy = whole(house, noor), a_user("privacy")
    actions.hold_recording(recording, is_held=True, by=privacy, at=house.now)
    with pytest.raises(actions.KeptByHold):
        actions.erase_recording(recording, by=privacy, at=house.now)

    actions.hold_recording(recording, is_held=False, by=privacy, at=house.now)
    actions.erase_recording(recording, by=privacy, at=house.now)

    assert Recording.objects.get().state == "erased"


def test_what_was_worked_out_of_one_erased_meanwhile_is_thrown_away(house: House, noor: User) -> None:
    recording = whole(house, noor)
    actions.erase_recording(recording, by=a_user("privacy"), at=house.now)

    actions.keep_hearing(recording.pk, Hearing(1, 1, 1, 1, 1, 1, 1, b"xx"), duration_ms=1, at=house.now)

    assert Recording.objects.get().heard_at is None


def test_the_law_lets_a_recording_for_quality_be_kept_a_month() -> None:
    with pytest.raises(Invalid):
        a_rule(aim=Aim.QUALITY, keep_days=32)
    with pytest.raises(IntegrityError), transaction.atomic():
        RecordingRule.objects.create(aim=Aim.QUALITY, keep_days=32)
    assert a_rule(aim=Aim.PROOF, keep_days=3650, at=MONDAY_9AM).keep_days == 3650
