"""What stands open about a ticket for the viewer: that it was given to them, or passed on to them, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from balie.access.accounts.models import User
from balie.access.permissions.levels import ALL_TEAMS
from balie.access.permissions.masking import Mask
from balie.casework.tickets.models import Ticket, Transfer
from balie.casework.tickets.queries.detail import ticket_for
from balie.casework.tickets.words import PRIORITIES, metric_name
from balie.conversation.routing.models import Decision, Lease
from balie.conversation.routing.queries import live_lease
from balie.foundation.ui import relative
from balie.foundation.ui.filters import language_name


@dataclass(frozen=True)
class Given:
    """`lease` while it is in the viewer's hands by "the next one", with `why` in words; `transfer` that waits for an answer, or came back to them."""

    ticket: Ticket
    lease: Lease | None
    why: list[str]
    passed: list[str]
    transfer: Transfer | None
    transfer_reason: str
    refusal: str
    may_answer: bool


def given_to(viewer: User, number: int, *, at: datetime) -> Given:
    """Raises `NotFound`."""
    ticket = ticket_for(viewer, number)
    lease = live_lease("ticket", ticket.pk, holder=viewer)
    transfer = Transfer.objects.filter(ticket=ticket).select_related("by", "to_owner", "to_team", "answered_by").order_by("-pk").first()
    shown = transfer if transfer is not None and _concerns(transfer, ticket, viewer) else None
    mask = Mask(viewer)
    return Given(
        ticket=ticket,
        lease=lease,
        why=why_given(lease.decision, at=at) if lease and lease.decision else [],
        passed=passed_over(lease.decision) if lease and lease.decision else [],
        transfer=shown,
        transfer_reason=mask(Transfer, "reason", shown.reason) if shown else "",
        refusal=mask(Transfer, "refusal", shown.refusal) if shown else "",
        may_answer=shown is not None and shown.state == Transfer.State.OFFERED,
    )


def why_given(decision: Decision, *, at: datetime) -> list[str]:
    """Why this one and now, as it stood when it was given."""
    facts = decision.facts
    due, asked = parse_datetime(facts.get("due_at") or ""), parse_datetime(facts.get("asked_at") or "")
    said = [_("yours, and the customer asked again")] if facts.get("own") else [_("first of your teams’ work")]
    if due is not None:
        said.append(due_in_words(str(facts.get("metric", "")), due, at=decision.at))
    elif asked is not None:
        said.append(_("nothing is promised, it waited since %(moment)s") % {"moment": relative.ago(asked, decision.at) or asked.date()})
    if facts.get("priority") in {1, 2}:
        said.append(str(PRIORITIES[facts["priority"]]))
    if facts.get("language"):
        said.append(language_name(str(facts["language"])))
    return said


def due_in_words(metric: str, due: datetime, *, at: datetime) -> str:
    """ "first response: 40 min left"."""
    return _("%(promise)s: %(left)s") % {"promise": metric_name(metric), "left": relative.left(due, at)}


def passed_over(decision: Decision) -> list[str]:
    """What came first and was not for this operator, counted by why."""
    counted: dict[str, int] = {}
    for _pk, why in decision.facts.get("passed", []):
        counted[why] = counted.get(why, 0) + 1
    words = {"language": _("in a language you do not speak"), "skill": _("asking another skill"), "cooling": _("that you gave back")}
    return [f"{count} {words[why]}" for why, count in counted.items() if why in words]


def refused_for(viewer: User, *, most: int = 100) -> list[Transfer]:
    """The transfers that came back to, or were refused by, the teams the viewer leads; the newest first."""
    rows = Transfer.objects.filter(state=Transfer.State.REFUSED, ticket__in=Ticket.objects.visible_to(viewer))
    if not viewer.has(ALL_TEAMS):
        rows = rows.filter(Q(to_team__in=viewer.lead_team_ids) | Q(from_team__in=viewer.lead_team_ids))
    return list(rows.select_related("ticket", "by", "from_team", "to_team", "to_owner", "answered_by").order_by("-pk")[:most])


def is_receiver(transfer: Transfer, user: User) -> bool:
    """Whether it was offered to the user: by name, else to a team they work in."""
    if transfer.to_owner_id is not None:
        return transfer.to_owner_id == user.pk
    return transfer.to_team_id in user.team_ids and transfer.by_id != user.pk


def still_stands(transfer: Transfer, ticket: Ticket) -> bool:
    """Whether the ticket is where it was passed on to: a rule, an escalation or a handover may have moved it since."""
    return (ticket.team_id, ticket.owner_id) == (transfer.to_team_id, transfer.to_owner_id)


def _concerns(transfer: Transfer, ticket: Ticket, viewer: User) -> bool:
    """Offered to the viewer, or refused and back with who passed it on and has not passed it on since."""
    if transfer.state == Transfer.State.OFFERED:
        return is_receiver(transfer, viewer) and still_stands(transfer, ticket)
    return transfer.state == Transfer.State.REFUSED and transfer.by_id == viewer.pk
