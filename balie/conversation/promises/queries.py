"""Reads of promises: one's own, those about something, the late ones of a team, and how they were kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q

from balie.access.accounts.models import User
from balie.access.permissions.levels import ALL_TEAMS
from balie.access.permissions.masking import Mask
from balie.conversation.promises.extensions import SUBJECTS, About, SubjectKind
from balie.conversation.promises.models import Promise, PromiseQuerySet, Reminder
from balie.conversation.promises.policies import SETTLE
from balie.conversation.promises.rules import Tally
from balie.foundation.errors import NotFound
from balie.foundation.ui.addresses import url
from balie.records.customers.queries import CustomerSummary, summaries

MOST = 200
MOST_ENDED = 5
PERIOD = timedelta(days=90)


@dataclass(frozen=True)
class PromiseLine:
    """A promise as its reader may see it; `url` leads to what it is about."""

    id: int
    what: str
    due_at: datetime
    state: str
    state_name: str
    is_late: bool
    reason: str
    owner: str
    owner_id: int
    customer: str
    number: int | None
    url: str
    moved_count: int
    closed_at: datetime | None
    version: int
    may_settle: bool
    came_from: str = ""


def reminder_minutes() -> int:
    found = Reminder.objects.values_list("minutes", flat=True).first()
    return Reminder.USUAL if found is None else found


def subject_kind(kind: str) -> SubjectKind:
    """Raises `NotFound` for a kind nobody fills."""
    found = next((each for each in SUBJECTS.fillings() if each.kind == kind), None)
    if found is None:
        raise NotFound()
    return found


def promises_about(viewer: User, kind: str, about: About) -> list[PromiseLine]:
    """The open promises about it, and to its customer, soonest first; then the last that ended: two queries, and one for the names."""
    here = Q(subject_kind=kind, subject_id=about.id)
    if about.contact_id:
        here |= Q(contact_id=about.contact_id)
    if about.customer_id:
        here |= Q(customer_id=about.customer_id)
    rows = Promise.objects.visible_to(viewer).filter(here).select_related("owner", "came_from")
    ended = list(rows.exclude(state=Promise.State.OPEN).order_by("-closed_at")[:MOST_ENDED])
    return lines(viewer, [*rows.open().order_by("due_at", "pk")[:MOST], *ended])


def promises_of(owner: User, *, viewer: User, most: int = MOST) -> list[PromiseLine]:
    """Somebody's open promises, soonest first."""
    rows = Promise.objects.visible_to(viewer).open().filter(owner=owner).select_related("owner", "came_from")
    return lines(viewer, list(rows.order_by("work_order", "pk")[:most]))


def late_for(viewer: User, *, at: datetime, most: int = MOST) -> list[PromiseLine]:
    """The promises of the teams the viewer leads whose moment has passed, the longest late first."""
    rows = of_led_teams(viewer).open().filter(due_at__lt=at).select_related("owner", "came_from")
    return lines(viewer, list(rows.order_by("work_order", "pk")[:most]))


def ended_of(owner: User, *, viewer: User, most: int = 20) -> list[PromiseLine]:
    rows = Promise.objects.visible_to(viewer).exclude(state=Promise.State.OPEN).filter(owner=owner).select_related("owner", "came_from")
    return lines(viewer, list(rows.order_by("-closed_at")[:most]))


def of_led_teams(viewer: User) -> PromiseQuerySet:
    rows = Promise.objects.visible_to(viewer)
    return rows if viewer.has(ALL_TEAMS) else rows.filter(team_id__in=viewer.lead_team_ids)


@dataclass(frozen=True)
class Kept:
    """How somebody, or a team, kept what was promised."""

    name: str
    tally: Tally
    username: str = ""


def tally_of(owner: User, *, at: datetime) -> Tally:
    """How the owner's promises of the last ninety days ended."""
    found = _tallies(Q(owner=owner), at, "owner_id")
    return found[0][1] if found else Tally()


def tallies_for(viewer: User, *, at: datetime) -> list[Kept]:
    """Of each colleague the viewer leads who promised something that ended in the last ninety days, by name: one query."""
    led = Q() if viewer.has(ALL_TEAMS) else Q(owner__team_ids__overlap=viewer.lead_team_ids)
    found = _tallies(led & Q(owner__is_active=True), at, "owner__name", "owner__username")
    return sorted((Kept(name, tally, username) for (name, username), tally in found), key=lambda each: each.name.casefold())


def team_tallies_for(viewer: User, *, at: datetime) -> list[Kept]:
    """The same by team: one query."""
    led = Q() if viewer.has(ALL_TEAMS) else Q(team_id__in=viewer.lead_team_ids)
    found = _tallies(led & Q(team__isnull=False), at, "team__name", "team_id")
    return sorted((Kept(str(name), tally) for (name, _pk), tally in found), key=lambda each: each.name.casefold())


def open_count(owner: User, *, viewer: User) -> int:
    return Promise.objects.visible_to(viewer).open().filter(owner=owner).count()


def may_settle(viewer: User, promise: Promise) -> bool:
    """One's own, or as a lead one of one's teams."""
    leads = viewer.has(SETTLE) and (viewer.has(ALL_TEAMS) or promise.team_id is None or promise.team_id in viewer.lead_team_ids)
    return promise.owner_id == viewer.pk or leads


def lines(viewer: User, rows: Sequence[Promise]) -> list[PromiseLine]:
    """As the viewer reads them; customers' names in one query."""
    named, mask = summaries(viewer, [each.customer_id for each in rows]), Mask(viewer)
    return [_line(each, viewer, mask, named) for each in rows]


def address_of(kind: str, number: int | None, customer_number: int | None) -> str:
    """The page of what a promise is about, else of its customer."""
    if kind and number:
        known = next((each for each in SUBJECTS.fillings() if each.kind == kind), None)
        if known is not None:
            return known.url(number)
    return url("customers:customer", customer_number) if customer_number else url("promises:index")


def _line(promise: Promise, viewer: User, mask: Mask, named: dict[int, CustomerSummary]) -> PromiseLine:
    customer = named.get(promise.customer_id or 0)
    return PromiseLine(
        id=promise.pk,
        what=mask(Promise, "what", promise.what),
        due_at=promise.due_at,
        state=promise.state,
        state_name=str(promise.get_state_display()),
        is_late=promise.is_late,
        reason=mask(Promise, "reason", promise.reason),
        owner=promise.owner.name,
        owner_id=promise.owner_id,
        customer=customer.name if customer else "",
        number=promise.subject_number,
        url=address_of(promise.subject_kind, promise.subject_number, customer.number if customer else None),
        moved_count=promise.moved_count,
        closed_at=promise.closed_at,
        version=promise.version,
        may_settle=promise.state == Promise.State.OPEN and may_settle(viewer, promise),
        came_from=promise.came_from.name if promise.came_from else "",
    )


def _tallies(which: Q, at: datetime, *by: str) -> list[tuple[tuple[Any, ...], Tally]]:
    """What ended in the last ninety days, counted by these columns."""
    rows = Promise.objects.filter(which, closed_at__gt=at - PERIOD).exclude(state=Promise.State.OPEN)
    counted = rows.values(*by).annotate(
        kept=Count("pk", filter=Q(state="kept", is_late=False)),
        late=Count("pk", filter=Q(state="kept", is_late=True)),
        broken=Count("pk", filter=Q(state="broken")),
    )
    return [(tuple(row[name] for name in by), Tally(row["kept"], row["late"], row["broken"])) for row in counted]


def owners_of(ids: Iterable[int], *, viewer: User) -> dict[int, int]:
    """Who has each promise that is still open and that the viewer sees."""
    return dict(Promise.objects.visible_to(viewer).open().filter(pk__in=list(ids)).values_list("pk", "owner_id"))


def ids_of(owner: User, *, viewer: User) -> Iterable[int]:
    """The owner's open promises as far as the viewer sees them, soonest first."""
    return Promise.objects.visible_to(viewer).open().filter(owner=owner).order_by("work_order", "pk").values_list("pk", flat=True)
