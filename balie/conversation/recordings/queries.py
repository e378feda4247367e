"""Reads of recordings: what holds for a call, and what a viewer may see of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Prefetch, QuerySet

from balie.access.accounts.models import User
from balie.access.permissions.actions import may
from balie.conversation.contacts.models import Contact, Question
from balie.conversation.contacts.queries import contact_for
from balie.conversation.recordings import rules
from balie.conversation.recordings.models import Aim, Listening, Notice, Pause, Recording, RecordingRule
from balie.conversation.recordings.places import file_of
from balie.conversation.recordings.policies import ERASE, LISTEN, RECORD
from balie.conversation.recordings.sound import Sound
from balie.conversation.telephony.models import Call
from balie.foundation.errors import NotFound
from balie.records.customers.models import Consent

# What no rule says: a recording begun by hand, and a message that a caller left.
BY_HAND = rules.Rule(id=0, aim=Aim.PROOF, keep_days=31)
OF_MESSAGES = rules.Rule(id=0, aim=Aim.PROOF, keep_days=90)
LISTENS_FOR = timedelta(hours=1)
MOST_LISTENINGS = 50


def all_rules() -> list[RecordingRule]:
    return list(RecordingRule.objects.select_related("queue", "purpose").order_by("pk"))


def rule_of(call: Call) -> rules.Rule | None:
    """Which rule holds for the call as it stands, by its queue and by what was noted that it is for."""
    purposes = Question.objects.filter(contact=call.contact_id, purpose__isnull=False).values_list("purpose_id", flat=True)
    queue = call.waits_in.pk if call.waits_in else None
    return rules.rule_for(map(_rule, all_rules()), queue=queue, purposes=set(purposes))


def is_refused(call: Call) -> bool:
    """Whether the customer said no, in this call or for all of them."""
    if Notice.objects.filter(call=call, refused_at__isnull=False).exists():
        return True
    if call.contact is None or call.contact.customer_id is None:
        return False
    consents = Consent.objects.filter(customer=call.contact.customer_id, purpose=Consent.Purpose.RECORDING)
    return consents.order_by("-at", "-pk").values_list("is_given", flat=True).first() is False


def running(call: Call) -> Recording | None:
    return Recording.objects.filter(call=call, state=Recording.State.RUNNING).first()


@dataclass(frozen=True)
class Line:
    """A recording of a contact, as the viewer sees it; `pause` is the one that stands open."""

    recording: Recording
    pause: Pause | None
    pauses: Sequence[Pause]
    may_listen: bool

    @property
    def is_running(self) -> bool:
        return self.recording.state == Recording.State.RUNNING

    @property
    def is_readable(self) -> bool:
        return self.recording.state in {Recording.State.WHOLE, Recording.State.CUT}

    @property
    def spoken_ms(self) -> int:
        return self.recording.customer_ms + self.recording.operator_ms

    @property
    def operator_percent(self) -> int:
        """The operator's share of all that was spoken."""
        return round(100 * self.recording.operator_ms / self.spoken_ms) if self.spoken_ms else 0

    def is_paused_too_long(self, at: datetime) -> bool:
        return self.pause is not None and rules.is_paused_too_long(self.pause.began_at, at=at)


@dataclass(frozen=True)
class Sight:
    """What stands beside a contact. `may_start`: a call runs that is not recorded; `is_refused`: nor may it be."""

    contact: Contact
    lines: list[Line] = field(default_factory=list)
    may_record: bool = False
    is_talking: bool = False
    is_refused: bool = False

    @property
    def running(self) -> Line | None:
        return next((each for each in self.lines if each.is_running), None)

    @property
    def may_start(self) -> bool:
        return self.may_record and self.is_talking and not self.is_refused and self.running is None


def sight_for(viewer: User, number: int) -> Sight:
    """Raises `NotFound`."""
    contact = contact_for(viewer, number)
    call = Call.objects.filter(contact=contact).first()
    if call is None:
        return Sight(contact)
    return Sight(
        contact,
        lines=lines_for(viewer, contact),
        may_record=may(viewer, RECORD, contact),
        is_talking=call.state == Call.State.TALKING,
        is_refused=is_refused(call),
    )


def lines_for(viewer: User, contact: Contact) -> list[Line]:
    """The recordings of a contact the viewer may see, the oldest first; the erased ones too, so that one knows."""
    return [_line(viewer, each) for each in _with_pauses(Recording.objects.filter(contact=contact).order_by("pk"))]


def line_for(viewer: User, name: str) -> Line:
    """One recording by its name. Raises `NotFound`."""
    seen = Contact.objects.visible_to(viewer)
    found = _with_pauses(Recording.objects.select_related("contact").filter(name=name, contact__in=seen)).first()
    if found is None:
        raise NotFound()
    return _line(viewer, found)


def listening_of(viewer: User, recording: Recording, *, at: datetime) -> Listening | None:
    """What lets the viewer listen now: that they said why, within the last hour."""
    return Listening.objects.filter(recording=recording, by=viewer, at__gt=at - LISTENS_FOR).order_by("-pk").first()


def listenings_of(recording: Recording) -> list[Listening]:
    """Who listened and why, the newest first."""
    return list(Listening.objects.select_related("by").filter(recording=recording).order_by("-pk")[:MOST_LISTENINGS])


def sound_of(recording: Recording) -> Sound:
    """The recording as a WAV file to read from. Raises `NotFound` when it was erased or its file is not on this machine."""
    if not recording.key or not file_of(recording.name).exists():
        raise NotFound()
    is_whole = recording.state == Recording.State.WHOLE
    return Sound(file_of(recording.name), key=bytes.fromhex(recording.key), name=recording.name, is_whole=is_whole)


def forgotten_pauses(viewer: User) -> list[Pause]:
    """Recordings paused too long: one's own calls, and those of whom one leads."""
    rows = Pause.objects.select_related("recording__contact__operator").filter(ended_at=None, alarmed_at__isnull=False)
    seen = Contact.objects.visible_to(viewer)
    seen = seen if may(viewer, LISTEN) else seen.filter(operator=viewer)
    return list(rows.filter(recording__contact__in=seen).order_by("began_at", "pk")[:20])


def may_erase(viewer: User) -> bool:
    return may(viewer, ERASE)


def _with_pauses(rows: QuerySet[Recording]) -> QuerySet[Recording]:
    return rows.prefetch_related(Prefetch("pauses", Pause.objects.select_related("by").order_by("pk")))


def _line(viewer: User, recording: Recording) -> Line:
    pauses = list(recording.pauses.all())
    return Line(recording, next((each for each in pauses if each.ended_at is None), None), pauses, may(viewer, LISTEN, recording))


def _rule(row: RecordingRule) -> rules.Rule:
    return rules.Rule(
        id=row.pk,
        aim=row.aim,
        queue=row.queue_id,
        purpose=row.purpose_id,
        percent=row.percent,
        may_refuse=row.may_refuse,
        keep_days=row.keep_days,
    )
