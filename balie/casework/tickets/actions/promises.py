"""The clocks a ticket holds: which promises run follows from how the ticket stands, whatever verb made it so."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.utils import timezone

from balie.access.accounts.models import User
from balie.casework.tickets import rules
from balie.casework.tickets.models import Ticket
from balie.casework.tickets.queries.matrix import pauses
from balie.conversation.contacts.models import Contact
from balie.conversation.promises.actions import follow_subjects
from balie.conversation.promises.events import PromiseChanged
from balie.foundation.live import nudge
from balie.foundation.statements.rows import update_rows
from balie.foundation.statements.together import Asked, asked_together
from balie.records.sla import actions as sla
from balie.records.sla.contracted import contracted_asked
from balie.records.sla.events import ClocksMoved
from balie.records.sla.models import Agreement, Clock, Metric
from balie.records.sla.queries import agreements_for
from balie.records.sla.subjects import Subject, Terms, Wanted

KIND = "ticket"
# A change of these may change what runs; of the second, under which terms.
_FOLLOWED = frozenset({"state", "state_reason", "answer_due_since", "first_answer_at", "told_at"})
_TERMS = frozenset({"priority", "purpose", "customer"})
# Of these, what colleagues promised about it.
_STANDING = frozenset({"level", "team", "participant_ids", "customer"})
UNDOING = frozenset({"undone", "taken_back", "unmarked_spam", "unmerged"})
_TO_CUSTOMER = (Agreement.Kind.CUSTOMER, Agreement.Kind.INTERNAL)


def asked(customer_id: int | None, at: datetime) -> Asked:
    """What `begin` and `follow` will ask of the customer's contracts, to go together with other reads."""
    return contracted_asked(customer_id, day_of(at))


def begin(ticket: Ticket, contact: Contact | None) -> list[sla.Begun]:
    """The clocks of a ticket that is opened, not yet written; with it knows when it is due. Who was spoken to has had an answer."""
    if contact is not None and (contact.channel != Contact.Channel.MAIL or contact.direction == Contact.Direction.OUT):
        ticket.first_answer_at = ticket.told_at = ticket.opened_at
    begun = sla.begin(wanted_of(ticket), _agreements(ticket, ticket.opened_at), terms_of(ticket), at=ticket.opened_at)
    ticket.due_at, ticket.due_metric = due_of(begun)
    return begun


def start(ticket: Ticket, begun: list[sla.Begun], *, by: User | None) -> None:
    sla.write(Subject(KIND, ticket.pk), begun, terms_of(ticket), by=by, at=ticket.opened_at)


def follow(ticket: Ticket, verb: str, fields: Iterable[str], *, by: User | None, at: datetime) -> list[str]:
    """Bring the clocks in line with the ticket of which `fields` were changed; the fields this changes."""
    changed, subject = set(fields), Subject(KIND, ticket.pk)
    if not changed & (_FOLLOWED | _TERMS):
        return []
    with asked_together(sla.clocks_asked(subject), asked(ticket.customer_id, at)):
        standing = sla.Standing(subject, wanted_of(ticket), _agreements(ticket, at), terms_of(ticket))
        clocks = sla.keep_clocks(standing, is_other=bool(changed & _TERMS), is_undone=verb in UNDOING, by=by, at=at)
    ticket.due_at, ticket.due_metric = due_of(clocks)
    return ["due_at", "due_metric"]


def follow_promised(ticket: Ticket, fields: Iterable[str]) -> None:
    """What colleagues promised about a ticket of which `fields` were changed is seen by who sees it, and to its customer."""
    if not _STANDING.isdisjoint(fields):
        follow_subjects(KIND, [ticket.pk])


def follow_terms(event: ClocksMoved) -> None:
    """Reaction: an agreement or a calendar changed, so tickets are due at another moment."""
    if event.subject_kind != KIND:
        return
    found: dict[int, tuple[datetime | None, str]] = dict.fromkeys(event.subject_ids, (None, ""))
    running = Clock.objects.filter(subject_kind=KIND, subject_id__in=list(found), stopped_at=None, due_at__isnull=False)
    to_customer = running.filter(agreement__kind=Agreement.Kind.CUSTOMER).order_by("-due_at", "-metric")
    found |= {pk: (at, metric) for pk, at, metric in to_customer.values_list("subject_id", "due_at", "metric")}
    known = {pk: (at, metric) for pk, at, metric in Ticket.objects.filter(pk__in=list(found)).values_list("pk", "due_at", "due_metric")}
    moved = [Ticket(pk=pk, due_at=at, due_metric=metric) for pk, (at, metric) in found.items() if known.get(pk) != (at, metric)]
    update_rows(moved, "due_at", "due_metric")


def show_promise(event: PromiseChanged) -> None:
    """Reaction: something was promised about a ticket, or a promise about it ended."""
    if event.subject_kind == KIND and event.subject_id is not None:
        number = Ticket.objects.filter(pk=event.subject_id).values_list("number", flat=True).first()
        if number is not None:
            nudge(f"ticket:{number}")


def wanted_of(ticket: Ticket) -> list[Wanted]:
    """The promises that run for the ticket as it stands.

    The next response runs from the oldest unanswered message, once there was a first one. A supplier's run while the ticket waits for a third party.
    """
    if not ticket.is_open:
        return []
    held, code = held_by_wait(ticket)

    def wanted(kind: str, metric: Metric, since: datetime | None, unless: str = "") -> Wanted:
        return Wanted(kind, metric.value, since, (code,) if metric in held else (), unless)

    found = []
    for kind in _TO_CUSTOMER:
        if ticket.first_answer_at is None:
            found.append(wanted(kind, Metric.FIRST_RESPONSE, ticket.opened_at))
        if ticket.answer_due_since is not None:
            unless = Metric.FIRST_RESPONSE.value if ticket.first_answer_at is None else ""
            found.append(wanted(kind, Metric.NEXT_RESPONSE, ticket.answer_due_since, unless))
        found.append(wanted(kind, Metric.UPDATE, ticket.told_at or ticket.opened_at))
        found.append(wanted(kind, Metric.SOLUTION, ticket.opened_at))
    if ticket.state == Ticket.State.THIRD_PARTY:
        found += [Wanted(Agreement.Kind.SUPPLIER, metric.value, None) for metric in (Metric.FIRST_RESPONSE, Metric.SOLUTION)]
    return found


def held_by_wait(ticket: Ticket) -> tuple[tuple[str, ...], str]:
    """The promises its wait holds, and the code of why."""
    if ticket.state not in rules.WAITING:
        return (), ""
    key, held = pauses().get(ticket.state_reason_id or 0, ("", None))
    return rules.PAUSES[ticket.state] if held is None else held, key or ticket.state


def terms_of(ticket: Ticket) -> Terms:
    return Terms(ticket.priority, ticket.purpose_id, ticket.customer_id)


def _agreements(ticket: Ticket, at: datetime) -> list[Agreement]:
    return agreements_for(customer_id=ticket.customer_id, on=day_of(at))


def day_of(at: datetime) -> date:
    return timezone.localtime(at).date()


def due_of(clocks: Iterable[Clock | sla.Begun]) -> tuple[datetime | None, str]:
    """The earliest promise to the customer that runs: when, and what."""
    running = [(each.due_at, str(each.metric)) for each in clocks if each.due_at and each.agreement.kind == Agreement.Kind.CUSTOMER]
    return min(running, default=(None, ""))
