"""Recordings on screen, and their sound by range."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from balie.access.accounts.models import User
from balie.access.accounts.testing import a_team, a_user
from balie.conversation.recordings.models import Listening, Recording, RecordingRule
from balie.conversation.recordings.places import file_of
from balie.conversation.recordings.sound import HEADER
from balie.conversation.recordings.tasks import hear
from balie.conversation.recordings.tests.test_actions import recorded
from balie.conversation.recordings.tests.test_hearing import both
from balie.conversation.telephony.media import recorder
from balie.conversation.telephony.media.protocol import events
from balie.conversation.telephony.testing import House

pytestmark = pytest.mark.django_db
PART = {"HX-Request": "true", "HX-Request-Type": "partial"}
MOST_QUERIES = 8


@pytest.fixture
def lead() -> User:
    return a_user("lead", username="lead", language="en", leads=[a_team()])


@pytest.fixture
def desk(client: Client, lead: User) -> Client:
    client.force_login(lead)
    return client


def spoken(house: House, noor: User, *, seconds: float = 6) -> Recording:
    """A recording that has ended, with sound in its file: the customer speaks three seconds, the operator two."""
    _call, recording = recorded(house, noor)
    written = recorder.Recording(recording.name, "jan", file_of(recording.name), bytes.fromhex(recording.key))
    written.begin()
    for second in both([(0, 3)], [(4, 6)], seconds=seconds):
        written.write(second[0::2], second[1::2])
    written.end()
    house.ends("jan")
    house.tell(events.RecordingEnded(recording.name, int(seconds * 1000), written.chunks, ""))
    hear(recording.pk)
    recording.refresh_from_db()
    return recording


def panel(recording: Recording) -> str:
    return reverse("recordings:panel", args=[recording.contact.number])


def heard(desk: Client, recording: Recording, **headers: str):
    return desk.get(reverse("recordings:sound", args=[recording.name]), headers=headers)


def test_beside_the_contact_the_recording_is_paused_and_goes_on_by_a_key(client: Client, house: House, noor: User) -> None:
    noor.language = "en"
    noor.save()
    client.force_login(noor)
    call, recording = recorded(house, noor)
    page = client.get(reverse("contacts:contact", args=[call.contact.number])).content.decode()
    before = client.get(panel(recording), headers=PART).content.decode()
    paused = client.post(reverse("recordings:pause", args=[call.contact.number]), headers=PART).content.decode()
    went_on = client.post(reverse("recordings:resume", args=[call.contact.number]), headers=PART).content.decode()

    assert panel(recording) in page
    assert 'data-key="R"' in before
    assert "what is said is still recorded" in paused
    assert "being paused" not in went_on


def test_a_call_that_was_never_recorded_shows_nothing(client: Client, house: House, noor: User) -> None:
    client.force_login(noor)
    call = house.waits()

    shown = client.get(reverse("recordings:panel", args=[call.contact.number]), headers=PART).content.decode()

    assert "recording--none" in shown


@pytest.mark.decree("A5.3")
def test_after_the_call_its_operator_sees_who_spoke_how_long(client: Client, house: House, noor: User) -> None:
    noor.language = "en"
    noor.save()
    client.force_login(noor)
    recording = spoken(house, noor)

    shown = client.get(panel(recording), headers=PART).content.decode()

    assert "0:02 · 40 %" in shown
    assert "0:03 · 60 %" in shown
    assert reverse("recordings:recording", args=[recording.name]) not in shown  # an operator does not listen


def test_the_pages_stay_within_their_queries(desk: Client, house: House, noor: User, django_assert_max_num_queries) -> None:
    recording = spoken(house, noor)
    for address, headers in ((panel(recording), PART), (reverse("recordings:recording", args=[recording.name]), {})):
        desk.get(address, headers=headers)
        with django_assert_max_num_queries(MOST_QUERIES):
            desk.get(address, headers=headers)


def test_before_the_sound_comes_the_reason(desk: Client, house: House, noor: User) -> None:
    recording = spoken(house, noor)
    address = reverse("recordings:recording", args=[recording.name])
    asked = desk.get(address).content.decode()
    closed = heard(desk, recording)
    short = desk.post(address, {"reason": "so"})
    desk.post(address, {"reason": "complaint of the customer"})
    played = desk.get(address).content.decode()

    assert "<audio" not in asked
    assert (closed.status_code, short.status_code) == (403, 422)
    assert "<audio" in played
    assert "sound-customer" in played
    assert Listening.objects.get().reason == "complaint of the customer"


def test_the_sound_comes_whole_or_by_the_range_that_was_asked_for(desk: Client, house: House, noor: User) -> None:
    recording = spoken(house, noor)
    desk.post(reverse("recordings:recording", args=[recording.name]), {"reason": "complaint of the customer"})
    answer = heard(desk, recording)
    whole = b"".join(answer.streaming_content)
    part = heard(desk, recording, Range="bytes=16000-48999")
    beyond = heard(desk, recording, Range="bytes=999999999-")

    assert (answer.status_code, answer["Content-Type"], len(whole)) == (200, "audio/wav", HEADER + 6 * 16000)
    assert (part.status_code, part["Content-Range"]) == (206, f"bytes 16000-48999/{len(whole)}")
    assert b"".join(part.streaming_content) == whole[16000:49000]
    assert (part["Content-Length"], part["Accept-Ranges"]) == ("33000", "bytes")
    assert (beyond.status_code, beyond["Content-Range"]) == (416, f"bytes */{len(whole)}")


def test_another_teams_closed_contact_hides_its_recording(client: Client, house: House, noor: User) -> None:
    recording = spoken(house, noor)
    recording.contact.level = 2
    recording.contact.save()
    client.force_login(a_user("lead", leads=[a_team("winkel")]))

    assert client.get(reverse("recordings:recording", args=[recording.name])).status_code == 404


def test_rules_are_made_and_dropped_on_their_page(client: Client) -> None:
    client.force_login(a_user("administrator", language="en"))
    address = reverse("recordings:settings")
    told = {"part": "rule", "aim": "quality", "percent": "20", "keep_days": "31", "may_refuse": "on"}
    wrong = client.post(address, told | {"keep_days": "60"})
    client.post(address, told)
    [rule] = RecordingRule.objects.all()
    page = client.get(address).content.decode()
    client.post(address, {"part": "drop", "rule": rule.pk})

    assert (wrong.status_code, "a month at most" in wrong.content.decode()) == (422, True)
    assert (rule.percent, rule.may_refuse, "20 %" in page) == (20, True, True)
    assert not RecordingRule.objects.exists()
