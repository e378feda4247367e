"""Steps of a script that stop the recording of the call and let it go on."""

from __future__ import annotations

import pytest

from balie.access.accounts.models import User
from balie.access.accounts.testing import MONDAY_9AM, a_team, a_user
from balie.conversation.contacts.models import Contact
from balie.conversation.contacts.testing import a_contact
from balie.conversation.recordings.models import Pause, Recording
from balie.conversation.recordings.testing import a_rule
from balie.conversation.telephony.media.protocol import commands
from balie.conversation.telephony.testing import House, a_number, a_phone, names
from balie.operations.scripts import actions
from balie.operations.scripts.models import RunEvent
from balie.operations.scripts.rules import runs
from balie.operations.scripts.testing import a_document, a_published, an_end

pytestmark = pytest.mark.django_db
CARD = {"silent": {"kind": "pause_recording", "to": "aloud"}, "aloud": {"kind": "resume_recording", "to": "end"}, "end": an_end()}


@pytest.fixture
def noor() -> User:
    return a_user("operator", username="noor", teams=[a_team()])


def _recorded_call(noor: User) -> tuple[House, Contact]:
    house = House()
    a_number(owner=noor)
    a_phone(noor, key="noor")
    a_rule()
    call, _leg = house.talks(noor)
    assert call.contact is not None
    return house, call.contact


def _step(contact: Contact, node: str, by: User) -> str:
    """What became of it."""
    actions.happen(contact, runs.WENT_ON, node=node, by=by, at=MONDAY_9AM)
    return str(RunEvent.objects.filter(node=node).latest("position").data["outcome"])


def test_the_recording_stops_at_the_step_that_says_so_and_goes_on_at_the_next(noor: User) -> None:
    house, contact = _recorded_call(noor)
    actions.start_run(contact, a_published(a_document(CARD)), by=noor, at=MONDAY_9AM)

    assert _step(contact, "silent", noor) == "paused"
    [pause] = Pause.objects.all()
    assert (pause.how, pause.by, pause.ended_at) == (Pause.How.SCRIPT, noor, None)
    assert _step(contact, "aloud", noor) == "resumed"

    pause.refresh_from_db()
    assert pause.ended_at is not None
    assert [each for each in names(house.told()) if "Recording" in each] == ["PauseRecording", "ResumeRecording"]


def test_where_nothing_is_recorded_the_script_goes_on(noor: User) -> None:
    contact = a_contact(operator=noor)
    actions.start_run(contact, a_published(a_document(CARD)), by=noor, at=MONDAY_9AM)

    assert _step(contact, "silent", noor) == "not_recorded"
    assert _step(contact, "aloud", noor) == "not_recorded"
    assert not Recording.objects.exists()


def test_a_step_that_is_no_longer_in_front_stops_nothing(noor: User) -> None:
    house, contact = _recorded_call(noor)
    actions.start_run(contact, a_published(a_document(CARD)), by=noor, at=MONDAY_9AM)

    with pytest.raises(actions.CannotFollow):
        actions.happen(contact, runs.WENT_ON, node="aloud", by=noor, at=MONDAY_9AM)

    assert not Pause.objects.exists()
    assert not any(isinstance(each, commands.PauseRecording) for each in house.told())
