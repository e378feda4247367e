"""Verbs on promises; the only writers of their tables."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import transaction
from django.db.models import BigIntegerField, CharField, F, OuterRef, Subquery
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import Team, User
from balie.access.audit.actions import record
from balie.access.permissions.actions import ensure_may
from balie.conversation.contacts.events import ContactAccessChanged, CustomerAttached
from balie.conversation.promises import rules
from balie.conversation.promises.events import PromiseChanged
from balie.conversation.promises.extensions import CONTACT, CUSTOMER, About
from balie.conversation.promises.models import Move, Promise, Reminder
from balie.conversation.promises.policies import MAKE, SETTINGS
from balie.conversation.promises.queries import may_settle, reminder_minutes, subject_kind
from balie.foundation.errors import Invalid, NotAllowed, NotFound, Outdated, Refusal
from balie.foundation.events import announce
from balie.foundation.live import nudge
from balie.foundation.statements.prepared import Given, Prepared
from balie.foundation.text.normalise import one_line
from balie.records.customers.events import CustomerAccessChanged, CustomersMerged, CustomersTakenApart
from balie.records.customers.models import Customer

MOST_AT_ONCE = 200


class AlreadySettled(Refusal):
    """The promise ended before."""

    code = "already_settled"
    sentence = _("This promise has ended already.")


@transaction.atomic
def make_promise(kind: str, about: About, *, what: str, due_at: datetime, owner: User, by: User, at: datetime) -> Promise:
    """`owner` will do `what` by `due_at`. Raises `Invalid` for a moment that has passed or is out of sight, or without words."""
    ensure_may(by, MAKE)
    said = one_line(what)[:300]
    if len(said) < rules.LEAST_WORDS:
        raise Invalid(field="what", reason=_("Say what you promise."))
    _ensure_ahead(due_at, at)
    if not owner.has(MAKE):
        raise Invalid(field="owner", reason=_("{name} does not promise customers anything.").format(name=owner.name))
    promise = Promise.objects.create(
        owner=owner,
        what=said,
        due_at=due_at,
        customer_id=about.customer_id,
        contact_id=about.contact_id,
        subject_kind=kind,
        subject_id=about.id,
        subject_number=about.number,
        made_at=at,
        made_by=by,
        remind_at=_remind_at(due_at, at),
        level=about.level,
        team_id=about.team_id or _team_of(owner),
        participant_ids=sorted({*about.participant_ids, owner.pk, by.pk}),
    )
    _told(promise, "made", by=by, at=at)
    return promise


@transaction.atomic
def keep_promise(promise_id: int, *, by: User, at: datetime) -> Promise:
    """It was done. After its moment it is kept late, and counts so."""
    promise = _held(promise_id, by=by)
    promise.state, promise.is_late = Promise.State.KEPT, rules.is_late(promise.due_at, at)
    return _end(promise, "kept", by=by, at=at)


@transaction.atomic
def break_promise(promise_id: int, *, reason: str, by: User, at: datetime) -> Promise:
    """It will not be done; the reason is kept. Raises `Invalid` without one."""
    promise = _held(promise_id, by=by)
    promise.state, promise.reason = Promise.State.BROKEN, _why(reason)
    return _end(promise, "broken", by=by, at=at)


@transaction.atomic
def move_promise(promise_id: int, *, due_at: datetime, reason: str, by: User, at: datetime, version: int | None = None) -> Promise:
    """Agreed anew with the customer: another moment, and why. Raises `Invalid`, and `Outdated` when `version` is."""
    promise = _held(promise_id, by=by)
    if version is not None and promise.version != version:
        raise Outdated(version=promise.version)
    _ensure_ahead(due_at, at)
    why = _why(reason)
    Move.objects.create(promise=promise, old_due_at=promise.due_at, new_due_at=due_at, reason=why, at=at, by=by)
    promise.due_at, promise.remind_at = due_at, _remind_at(due_at, at)
    promise.reminded_at = promise.late_told_at = None
    promise.moved_count += 1
    promise.version += 1
    promise.save(update_fields=["due_at", "remind_at", "reminded_at", "late_told_at", "moved_count", "version"])
    _told(promise, "moved", by=by, at=at)
    return promise


def give_promises(owners: Mapping[int, User], *, by: User, at: datetime) -> dict[int, int]:
    """Hand open promises that `by` sees over: promise id → new owner; in the caller's transaction. Who had it is nobody of it any more.

    Promise id → who had it, of those that changed hands.
    """
    found = {}
    held = list(Promise.objects.visible_to(by).select_for_update(of=("self",)).open().filter(pk__in=list(owners)).order_by("pk"))
    stands = _stands(held)
    for promise in held:
        was, promise.owner = promise.owner_id, owners[promise.pk]
        if was == promise.owner_id:
            continue
        stand = stands.get((promise.subject_kind, promise.subject_id))
        promise.participant_ids = _taking_part(promise, stand.participant_ids if stand else ())
        promise.came_from_id, promise.came_at = (was, at) if promise.owner_id != by.pk else (None, None)
        promise.version += 1
        promise.save(update_fields=["owner", "participant_ids", "came_from", "came_at", "version"])
        found[promise.pk] = was
        _told(promise, "handed_over", by=by, at=at)
        nudge(f"user:{was}")
    return found


def see_promises(*, by: User) -> None:
    """What came to one from a colleague stands no more under one's eyes: one has seen it."""
    if Promise.objects.open().filter(owner=by, came_at__isnull=False).update(came_from=None, came_at=None):
        nudge(f"user:{by.pk}")


def follow_subjects(kind: str, ids: Collection[int]) -> None:
    """What is promised about these is seen by who sees them now, and is to the customer they are of; in the caller's transaction."""
    held: list[Promise] = _ABOUT.records(kind=kind, ids=list(ids))
    stands = _stands(held)
    for promise in held:
        if stand := stands.get((kind, promise.subject_id)):
            _stand_like(promise, stand)
    if stands:
        Promise.objects.bulk_update(held, ["customer", "level", "team", "participant_ids"])
        nudge("promises")


_ABOUT = Prepared(
    lambda: (
        Promise.objects.select_for_update()
        .filter(subject_kind=Given("kind", CharField()), subject_id__among=Given("ids", ArrayField(BigIntegerField())))
        .order_by("pk")
    )
)


def pass_on(kind: str, subject_id: int, *, to_id: int, to_number: int, only: Collection[int] | None = None) -> list[int]:
    """What was promised about one is about another of its kind from now on; of `only` those, where given. Their ids.

    In the caller's transaction, who then lets them follow (`follow_subjects`).
    """
    rows = Promise.objects.select_for_update().filter(subject_kind=kind, subject_id=subject_id)
    ids = sorted((rows if only is None else rows.filter(pk__in=only)).values_list("pk", flat=True))
    Promise.objects.filter(pk__in=ids).update(subject_id=to_id, subject_number=to_number)
    return ids


def follow_contact(event: ContactAccessChanged | CustomerAttached) -> None:
    """Reaction: what was promised in a contact follows it."""
    follow_subjects(CONTACT, [event.contact_id])


def follow_customer(event: CustomerAccessChanged) -> None:
    """Reaction: what was promised to a customer follows the file."""
    follow_subjects(CUSTOMER, [event.customer_id])


def follow_merge(event: CustomersMerged | CustomersTakenApart) -> None:
    """Reaction: what was promised to a customer is about the file it went along to."""
    files = [event.kept_id, event.merged_id]
    moved = Promise.objects.filter(subject_kind=CUSTOMER, customer__in=files).exclude(subject_id=F("customer_id"))
    number = Customer.objects.filter(pk=OuterRef("customer_id")).values("number")
    moved.update(subject_id=F("customer_id"), subject_number=Subquery(number))
    follow_subjects(CUSTOMER, files)


@transaction.atomic
def remind(*, at: datetime) -> int:
    """By the database's time: owners of what is due soon, once, and the leads of what is late, once; how many promises."""
    near = Promise.objects.open().filter(reminded_at=None, remind_at__lte=Now()).select_for_update(skip_locked=True)
    late = Promise.objects.open().filter(late_told_at=None, due_at__lt=Now()).select_for_update(skip_locked=True)
    soon, passed = list(near.order_by("remind_at")[:MOST_AT_ONCE]), list(late.order_by("due_at")[:MOST_AT_ONCE])
    Promise.objects.filter(pk__in=[each.pk for each in soon]).update(reminded_at=Now())
    Promise.objects.filter(pk__in=[each.pk for each in passed]).update(late_told_at=Now())
    leads = _leads_of(passed)
    for promise in passed:
        record("promises.late", promise, by=None, at=at)
    topics = {
        *(f"user:{each.owner_id}" for each in (*soon, *passed)),
        *(f"user:{pk}" for each in passed for pk in leads.get(each.team_id or 0, ())),
    }
    if topics:
        nudge(*sorted(topics))
    return max(len(soon), len(passed))


@transaction.atomic
def set_reminder(minutes: int, *, by: User | None, at: datetime) -> None:
    """How long before its moment owners are reminded, for what is promised and moved from now on; 0 never."""
    ensure_may(by, SETTINGS)
    if not 0 <= minutes <= rules.MOST_REMINDER.total_seconds() // 60:
        raise Invalid(field="minutes", reason=_("From 0 minutes to a week."))
    row, _new = Reminder.objects.update_or_create(pk=1, defaults={"minutes": minutes})
    record("promises.reminder_set", row, by=by, at=at, data={"minutes": minutes})


def _held(promise_id: int, *, by: User) -> Promise:
    promise = Promise.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=promise_id).first()
    if promise is None:
        raise NotFound()
    ensure_may(by, MAKE)
    if not may_settle(by, promise):
        raise NotAllowed()
    if promise.state != Promise.State.OPEN:
        raise AlreadySettled()
    return promise


def _end(promise: Promise, verb: str, *, by: User, at: datetime) -> Promise:
    promise.closed_at, promise.closed_by = at, by
    promise.version += 1
    promise.save(update_fields=["state", "is_late", "reason", "closed_at", "closed_by", "version"])
    _told(promise, verb, by=by, at=at)
    return promise


def _told(promise: Promise, verb: str, *, by: User, at: datetime) -> None:
    record(f"promises.{verb}", promise, by=by, at=at, data={"owner": promise.owner_id, "due_at": promise.due_at.isoformat()})
    nudge("promises", f"user:{promise.owner_id}")
    announce(PromiseChanged(promise_id=promise.pk, subject_kind=promise.subject_kind, subject_id=promise.subject_id, at=at))


def _stands(promises: Iterable[Promise]) -> dict[tuple[str, int | None], About]:
    """How what each is about stands now, by its kind and id."""
    about: dict[str, set[int]] = {}
    for promise in promises:
        if promise.subject_id is not None:
            about.setdefault(promise.subject_kind, set()).add(promise.subject_id)
    return {(kind, each.id): each for kind, ids in about.items() for each in subject_kind(kind).stand(ids)}


def _stand_like(promise: Promise, about: About) -> None:
    promise.customer_id, promise.level, promise.team_id = about.customer_id, about.level, about.team_id or promise.team_id
    promise.participant_ids = _taking_part(promise, about.participant_ids)


def _taking_part(promise: Promise, others: Iterable[int]) -> list[int]:
    """Who knows of it by name: who takes part in what it is about, who has it and who made it."""
    return sorted({*others, promise.owner_id, promise.made_by_id})


def _why(reason: str) -> str:
    why = one_line(reason)[:300]
    if len(why) < rules.LEAST_WORDS:
        raise Invalid(field="reason", reason=_("Say in a few words why."))
    return why


def _ensure_ahead(due_at: datetime, at: datetime) -> None:
    if due_at <= at:
        raise Invalid(field="due_at", reason=_("A promise is for a moment to come."))
    if due_at > at + rules.MOST_AHEAD:
        raise Invalid(field="due_at", reason=_("A promise is for the next hundred years."))


def _remind_at(due_at: datetime, at: datetime) -> datetime | None:
    return rules.remind_at(due_at, timedelta(minutes=reminder_minutes()), made_at=at)


def _team_of(owner: User) -> int | None:
    return next(iter(owner.team_ids), None)


def _leads_of(promises: list[Promise]) -> dict[int, list[int]]:
    teams = Team.objects.filter(pk__in={each.team_id for each in promises if each.team_id}, memberships__is_lead=True)
    found: dict[int, list[int]] = {}
    for team_id, user_id in teams.values_list("pk", "memberships__user_id"):
        found.setdefault(team_id, []).append(user_id)
    return found
