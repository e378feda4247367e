"""Recordings that have ended: listened to against a reason, kept beyond their time, erased when it is over."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.access.audit.actions import record
from balie.access.permissions.actions import ensure_may
from balie.conversation.recordings.models import Listening, Recording
from balie.conversation.recordings.places import file_of
from balie.conversation.recordings.policies import ERASE, LISTEN
from balie.foundation.errors import Invalid, Refusal
from balie.foundation.live import nudge
from balie.foundation.text.normalise import one_line

LEAST_REASON = 10
LONGEST_REASON = 300
MOST_ERASED = 500


class KeptByHold(Refusal):
    """Somebody has it kept."""

    code = "recording_held"
    sentence = _("This recording is kept: release it first.")


@transaction.atomic
def listen(recording: Recording, reason: str, *, by: User, at: datetime) -> Listening:
    """Let `by` listen, for a reason of at least ten characters that is kept. Raises `Invalid`."""
    ensure_may(by, LISTEN, recording)
    why = one_line(reason)[:LONGEST_REASON]
    if len(why) < LEAST_REASON:
        raise Invalid(field="reason", reason=_("Say why in at least {least} characters.").format(least=LEAST_REASON))
    listening = Listening.objects.create(recording=recording, by=by, at=at, reason=why)
    record("recordings.listened", recording, by=by, at=at, data={"listening": listening.pk})
    return listening


@transaction.atomic
def hold_recording(recording: Recording, *, is_held: bool, by: User, at: datetime) -> None:
    """Keep it beyond its time, as a dispute may ask; or no longer."""
    ensure_may(by, ERASE, recording)
    Recording.objects.filter(pk=recording.pk).update(is_held=is_held)
    record("recordings.held" if is_held else "recordings.released", recording, by=by, at=at)


@transaction.atomic
def erase_recording(recording: Recording, *, by: User, at: datetime) -> None:
    """Before its time. Raises `KeptByHold`."""
    ensure_may(by, ERASE, recording)
    found = Recording.objects.select_for_update().get(pk=recording.pk)
    if found.is_held:
        raise KeptByHold()
    erase(found, by=by, at=at)


def erase_due(*, at: datetime) -> int:
    """Erase what was kept as long as its rule says; how many were, `MOST_ERASED` at most."""
    due = Recording.objects.filter(keep_until__lte=at, is_held=False).exclude(
        Q(state=Recording.State.ERASED) | Q(state=Recording.State.RUNNING)
    )
    found = list(due.order_by("keep_until", "pk")[:MOST_ERASED])
    for recording in found:
        erase(recording, by=None, at=at)
    return len(found)


@transaction.atomic
def erase(recording: Recording, *, by: User | None, at: datetime) -> None:
    """The key first: without it the file is noise, wherever copies of it lie. What was said by whom, in figures, stays."""
    recording.state, recording.key, recording.peaks, recording.ended_at = Recording.State.ERASED, "", b"", recording.ended_at or at
    recording.save(update_fields=["state", "key", "peaks", "ended_at"])
    record("recordings.erased", recording, by=by, at=at)
    path = file_of(recording.name)
    transaction.on_commit(lambda: path.unlink(missing_ok=True))
    nudge(f"contact:{recording.contact.number}")
