"""Jobs of recordings."""

from __future__ import annotations

from django.utils import timezone

from balie.conversation.recordings import actions
from balie.conversation.recordings.actions.keeping import MOST_ERASED
from balie.conversation.recordings.jobs import HEAR
from balie.conversation.recordings.models import Pause, Recording
from balie.conversation.recordings.queries import sound_of
from balie.conversation.recordings.sound import HEADER
from balie.conversation.telephony.media.sealed import CHUNK
from balie.foundation.tasks import periodic, task


@task(name=HEAR)
def hear(recording_id: int) -> None:
    """Work out who spoke when. One that was erased meanwhile is heard no more."""
    from balie.conversation.recordings.hearing import hear as heard  # numpy only where it is needed

    recording = Recording.objects.get(pk=recording_id)
    if recording.state == Recording.State.ERASED:
        return
    pauses = Pause.objects.filter(recording=recording).values_list("from_ms", "until_ms")
    with sound_of(recording) as sound:
        length = (sound.length - HEADER) // (CHUNK // 1000)
        sound.seek(HEADER)
        found = heard(
            iter(lambda: sound.read(CHUNK), b""),
            pauses=[(begin, length if end is None else end) for begin, end in pauses if begin is not None],
        )
    actions.keep_hearing(recording_id, found, duration_ms=length, at=timezone.now())


@periodic(cron="* * * * *", name="recordings.watch")
def watch(timestamp: int) -> None:
    """Pauses that were forgotten, and recordings that nobody ended."""
    actions.alarm_long_pauses(at=timezone.now())
    actions.end_cut_off(at=timezone.now())


@periodic(cron="17 3 * * *", name="recordings.erase_due")
def erase_due(timestamp: int) -> None:
    """What was kept as long as its rule says."""
    while actions.erase_due(at=timezone.now()) == MOST_ERASED:
        pass
