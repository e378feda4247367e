"""Steps that stop the recording of a call or let it go on: done as somebody goes on from them."""

from __future__ import annotations

from datetime import datetime

from balie.access.accounts.models import User
from balie.conversation.contacts.models import Contact
from balie.conversation.recordings.actions import NotRecorded, pause_recording, resume_recording
from balie.conversation.recordings.models import Pause
from balie.operations.scripts.rules import runs
from balie.operations.scripts.rules.document import Node, Recording
from balie.operations.scripts.rules.runs import Event

PAUSED, RESUMED, NOT_RECORDED = "paused", "resumed", "not_recorded"


def recorded(contact: Contact, node: Node, event: Event, *, by: User, at: datetime) -> Event:
    """The event with what became of the recording as its outcome; where nothing is recorded there is nothing to stop. Raises `NotAllowed`."""
    if event.kind != runs.WENT_ON or not isinstance(node, Recording):
        return event
    try:
        if node.kind == "pause_recording":
            pause_recording(contact, how=Pause.How.SCRIPT, by=by, at=at)
            return Event(event.kind, event.node, {"outcome": PAUSED})
        resume_recording(contact, by=by, at=at)
    except NotRecorded:
        return Event(event.kind, event.node, {"outcome": NOT_RECORDED})
    return Event(event.kind, event.node, {"outcome": RESUMED})
