"""What a colleague who is away leaves, and what was handed over before."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q

from balie.access.accounts.models import User
from balie.access.permissions.levels import ALL_TEAMS
from balie.access.permissions.masking import Mask
from balie.casework.tickets.models import Handover, Ticket, TicketQuerySet
from balie.conversation.promises.queries import open_count
from balie.foundation.drafts.models import Draft
from balie.foundation.errors import NotFound

MOST_HANDOVERS = 30
MOST_SHOWN = 200


@dataclass(frozen=True)
class Left:
    """Counts: tickets that ask for work, that wait, and that the viewer may not see (they stay); promises the viewer sees; drafts (they stay)."""

    working: int
    waiting: int
    hidden: int
    promises: int
    drafts: int

    @property
    def tickets(self) -> int:
        return self.working + self.waiting


@dataclass(frozen=True)
class Given:
    """What one colleague got of a handover: `who` is empty for their team."""

    who: str
    tickets: list[tuple[int, str]]
    ticket_count: int
    promise_count: int


def open_tickets_of(owner: User, *, viewer: User) -> TicketQuerySet:
    """The owner's open tickets as far as the viewer sees them."""
    return Ticket.objects.visible_to(viewer).open().filter(owner=owner)


def left_by(away: User, *, viewer: User) -> Left:
    seen, asks = Q(pk__in=Ticket.objects.visible_to(viewer).filter(owner=away).values("pk")), Q(work_order__isnull=False)
    counted = (
        Ticket.objects.open()
        .filter(owner=away)
        .aggregate(working=Count("pk", filter=seen & asks), waiting=Count("pk", filter=seen & ~asks), hidden=Count("pk", filter=~seen))
    )
    return Left(
        **counted,
        promises=open_count(away, viewer=viewer),
        drafts=Draft.objects.filter(owner=away).count(),
    )


def colleagues_for(viewer: User) -> list[User]:
    """Whose work the viewer may hand over, and who may take it: who works on tickets in the teams they lead, by name."""
    people = User.objects.filter(is_active=True, is_service=False, granted__contains=["tickets.take"])
    return list((people if viewer.has(ALL_TEAMS) else people.filter(team_ids__overlap=viewer.lead_team_ids)).order_by("name", "pk"))


def handovers_for(viewer: User) -> list[Handover]:
    """The newest first, of colleagues the viewer leads."""
    rows = Handover.objects.select_related("from_user", "by", "undone_by")
    led = rows if viewer.has(ALL_TEAMS) else rows.filter(from_user__team_ids__overlap=viewer.lead_team_ids)
    return list(led.order_by("-pk")[:MOST_HANDOVERS])


def handover_for(viewer: User, pk: int) -> Handover:
    """Raises `NotFound` for one of a colleague the viewer does not lead."""
    found = next((each for each in handovers_for(viewer) if each.pk == pk), None)
    if found is None:
        raise NotFound()
    return found


def report_of(done: Handover, *, viewer: User) -> list[Given]:
    """Who got what, the most first; at most two hundred tickets by number."""
    names: dict[int | None, str] = dict(
        User.objects.filter(pk__in={to for _pk, to in [*done.given, *done.promised] if to}).values_list("pk", "name")
    )
    shown = {
        each.pk: each
        for each in Ticket.objects.visible_to(viewer).filter(pk__in=[pk for pk, _to in done.given[:MOST_SHOWN]]).only("number", "subject")
    }
    report, mask = [], Mask(viewer)
    for owner in dict.fromkeys(to for _pk, to in [*done.given, *done.promised]):
        mine = [pk for pk, to in done.given if to == owner]
        report.append(
            Given(
                who=names.get(owner, ""),
                tickets=[(shown[pk].number, mask.text(shown[pk].subject)) for pk in mine if pk in shown],
                ticket_count=len(mine),
                promise_count=sum(to == owner for _pk, to in done.promised),
            )
        )
    return report
