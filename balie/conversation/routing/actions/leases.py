"""Work in somebody's hands for a while: one holder, by the database's time, with a rising token."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.access.audit.actions import record
from balie.conversation.routing import rules
from balie.conversation.routing.actions.states import choose_state
from balie.conversation.routing.events import LeaseExpired
from balie.conversation.routing.models import Channel, Decision, Lease, OperatorState
from balie.conversation.routing.queries import is_live, operator_of
from balie.foundation.errors import Invalid, Refusal
from balie.foundation.events import announce
from balie.foundation.text.normalise import one_line

MOST_EXPIRED = 200


class LeaseLost(Refusal):
    """The work is not in these hands any more: it was left too long, given back, or taken by somebody else."""

    code = "lease_lost"
    sentence = _("This was given to you a while ago and has gone back since. Ask for the next one.")


class NotReady(Refusal):
    """The operator said not to be given work."""

    code = "not_ready"
    sentence = _("You are not ready: {state}. Say that you are available first (S).")


class HandsFull(Refusal):
    """As many pieces of work as one may hold were given and not begun."""

    code = "hands_full"
    sentence = _("You were given {held} and have not begun on them yet. Begin, or give one back.")


class WorkBusy(Exception):
    """Whoever keeps the work has it under hand this moment: its lease is not to end now."""


@dataclass(frozen=True)
class Subject:
    """A piece of work: what kind, and which one."""

    kind: str
    id: int


def ensure_ready(user: User, channel: Channel, *, at: datetime) -> rules.Operator:
    """The operator as the rules see them, locked until the transaction ends: two windows of one person wait for each other.

    Who is not at the desk and asks for work, is. Raises `NotReady` and `HandsFull`.
    """
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    state = OperatorState.objects.select_related("reason").filter(user=user, until=None).first()
    if state is None or state.state == rules.State.MISSED:
        state = choose_state(user, rules.State.AVAILABLE, by=user, at=at)
    assert state is not None
    if state.state != rules.State.AVAILABLE:
        raise NotReady(state=state.reason.name if state.reason else state.get_state_display())
    operator = operator_of(user, channel, since=state.since)
    if operator.held >= operator.most:
        raise HandsFull(held=operator.held)
    return operator


@transaction.atomic
def lease(subject: Subject, channel: Channel, *, holder: User, decision: Decision | None) -> Lease | None:
    """Put the work into `holder`'s hands; None when somebody holds it. What nobody holds any longer ends first."""
    held = Lease.objects.filter(subject_kind=subject.kind, subject_id=subject.id, ended_at=None)
    held.filter(expires_at__lte=Now()).update(ended_at=Now(), end=Lease.End.EXPIRED)
    try:
        with transaction.atomic():
            return Lease.objects.create(
                subject_kind=subject.kind,
                subject_id=subject.id,
                channel=channel,
                holder=holder,
                decision=decision,
                taken_at=Now(),
                expires_at=Now() + rules.LEASE,
            )
    except IntegrityError:
        return None


def renew(token: int, *, by: User) -> bool:
    """The holder's page is open: keep the work theirs a while longer. False when it is theirs no more."""
    return bool(Lease.objects.filter(is_live(), pk=token, holder=by).update(expires_at=Now() + rules.LEASE))


def use(token: int) -> None:
    """The work was begun: from now on who has it says so itself."""
    Lease.objects.filter(pk=token, ended_at=None).update(ended_at=Now(), end=Lease.End.USED)


@transaction.atomic
def give_back(token: int, *, reason: str, by: User, at: datetime) -> Lease:
    """Not this one: it goes back, and stays away from its holder for a while, longer each time.

    Raises `LeaseLost`, and `Invalid` without a reason.
    """
    why = one_line(reason)[:300]
    if len(why) < rules.LEAST_REASON:
        raise Invalid(field="reason", reason=_("Say in a few words why it is not for you."))
    held = Lease.objects.select_for_update().filter(is_live(), pk=token, holder=by).first()
    if held is None:
        raise LeaseLost()
    about = Lease.objects.filter(subject_kind=held.subject_kind, subject_id=held.subject_id, holder=by, end=Lease.End.GIVEN_BACK)
    pause = rules.cool_down(about.count() + 1)
    Lease.objects.filter(pk=held.pk).update(ended_at=Now(), end=Lease.End.GIVEN_BACK, reason=why, again_at=Now() + pause)
    record("routing.given_back", held, by=by, at=at, data={"subject": f"{held.subject_kind}:{held.subject_id}"})
    return held


def expire_leases(*, at: datetime) -> int:
    """What nobody held any longer goes back to where it came from, each in a transaction of its own; how many did.

    Who gives work out holds the work first and its lease after; here it is the other way round, so nothing is waited for: what is in
    somebody's hands this moment goes back the next time.
    """
    over = Lease.objects.filter(ended_at=None, expires_at__lte=Now()).order_by("expires_at")
    return sum(_expire(pk, at=at) for pk in list(over.values_list("pk", flat=True)[:MOST_EXPIRED]))


def _expire(token: int, *, at: datetime) -> bool:
    try:
        with transaction.atomic():
            rows = Lease.objects.select_for_update(skip_locked=True).filter(pk=token, ended_at=None, expires_at__lte=Now())
            found = rows.first()
            if found is None:
                return False
            rows.update(ended_at=Now(), end=Lease.End.EXPIRED, again_at=F("expires_at"))
            kind, subject_id = found.subject_kind, found.subject_id
            announce(LeaseExpired(lease_id=token, subject_kind=kind, subject_id=subject_id, holder_id=found.holder_id, at=at))
    except WorkBusy:
        return False
    return True


def note_decision(subject: Subject, channel: Channel, *, operator: User, choice: rules.Choice, at: datetime, **facts: object) -> Decision:
    """Keep why this one: what came first and did not fit, what would have come next, and what the caller knows."""
    told = {
        "passed": [[each.id, each.why.value] for each in choice.passed],
        "following": [pk for pk in choice.following if pk != subject.id][:3],
    } | facts
    return Decision.objects.create(
        at=at,
        operator=operator,
        channel=channel,
        subject_kind=subject.kind,
        subject_id=subject.id,
        rules_version=rules.VERSION,
        facts=told,
    )
