"""A recording ends: whole, cut off or failed; then what was said by whom is worked out."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from balie.conversation.recordings.jobs import defer_hearing
from balie.conversation.recordings.models import Pause, Recording
from balie.conversation.recordings.places import file_of
from balie.conversation.telephony.events import RecordingClosed
from balie.conversation.telephony.models import Call
from balie.foundation.live import nudge

if TYPE_CHECKING:
    from balie.conversation.recordings.hearing import Hearing

# How long after its call a recording may still be written.
WRITTEN_WITHIN = timedelta(minutes=2)


def close_recording(event: RecordingClosed) -> None:
    """Reaction: the file is whole, or could not be written. That of an erased one goes."""
    recording = Recording.objects.select_for_update(of=("self",)).select_related("contact").filter(name=event.recording).first()
    if recording is None:
        return
    if recording.state == Recording.State.ERASED:
        path = file_of(recording.name)
        transaction.on_commit(lambda: path.unlink(missing_ok=True))
    elif recording.state == Recording.State.RUNNING:
        state = Recording.State.FAILED if event.failure else Recording.State.WHOLE
        _end(recording, state, duration_ms=event.duration_ms, failure=event.failure, at=event.at)


@transaction.atomic
def end_cut_off(*, at: datetime) -> int:
    """Recordings of which the media process told no end, since it was killed: what is in the file holds. How many there were."""
    over = Recording.objects.select_for_update(of=("self",), skip_locked=True).select_related("contact")
    lost = over.filter(state=Recording.State.RUNNING, call__state=Call.State.ENDED, call__ended_at__lte=at - WRITTEN_WITHIN)
    for recording in lost:
        state = Recording.State.CUT if file_of(recording.name).exists() else Recording.State.FAILED
        _end(recording, state, duration_ms=0, failure="" if state == Recording.State.CUT else "no_file", at=at)
    return len(lost)


@transaction.atomic
def keep_hearing(recording_id: int, hearing: Hearing, *, duration_ms: int, at: datetime) -> None:
    """Who spoke how long, as it was worked out from the two channels."""
    recording = Recording.objects.select_for_update(of=("self",)).select_related("contact").get(pk=recording_id)
    if recording.state == Recording.State.ERASED:
        return
    fields = asdict(hearing)
    for name, value in fields.items():
        setattr(recording, name, value)
    recording.heard_at, recording.duration_ms = at, duration_ms
    recording.save(update_fields=[*fields, "heard_at", "duration_ms"])
    nudge(f"contact:{recording.contact.number}")


def _end(recording: Recording, state: str, *, duration_ms: int, failure: str, at: datetime) -> None:
    recording.state, recording.ended_at, recording.duration_ms, recording.failure = state, at, duration_ms, failure[:120]
    recording.save(update_fields=["state", "ended_at", "duration_ms", "failure"])
    Pause.objects.filter(recording=recording, ended_at=None).update(ended_at=at)
    nudge(f"contact:{recording.contact.number}")
    if state != Recording.State.FAILED:
        defer_hearing(recording.pk)
