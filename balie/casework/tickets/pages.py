"""What tickets fill in for others: search, open work, timeline, the waiting list, file openers, topics."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.access.permissions.masking import Mask
from balie.casework.tickets.models import Notification, Survey, Ticket, TicketContact, TicketQuerySet, TicketThread
from balie.casework.tickets.queries import told
from balie.casework.tickets.queries.attachable import of_ticket
from balie.casework.tickets.queries.detail import ticket_for
from balie.casework.tickets.queries.narrowed import narrowed_for
from balie.casework.tickets.queries.templates import templates_for
from balie.casework.tickets.queries.views import views_for
from balie.casework.tickets.queries.work import INCIDENT, LATE, PROMISE, TICKET, WorkRow, own_work_for
from balie.conversation.contacts.extensions import QuestionAction, QuestionPanel, Work
from balie.conversation.contacts.models import Contact
from balie.conversation.email.extensions import OfferedTemplates
from balie.conversation.email.models import Mailbox
from balie.conversation.promises.extensions import About, SubjectKind
from balie.foundation.files.models import File
from balie.foundation.live.extensions import TopicKind
from balie.foundation.search.extensions import Result, SearchKind
from balie.foundation.statements.prepared import Given, Prepared
from balie.foundation.statements.together import Asked
from balie.foundation.text.numbers import group, whole
from balie.foundation.text.sentences import with_colon
from balie.foundation.ui.addresses import url
from balie.foundation.ui.extensions import Command, SettingsPage, WaitingGroup, WaitingRow
from balie.records.customers.extensions import Along, OpenWork, TimelineEntry
from balie.records.customers.models import Customer

MOST_WAITING = 12
REMINDED = 0.9  # of its time is used: what its owner was reminded of stands out


def address(number: int) -> str:
    return url("tickets:ticket", number)


def load_results(viewer: User, ids: Sequence[int]) -> list[Result]:
    mask = Mask(viewer)
    states = dict(Ticket.State.choices)
    return [
        Result(pk, mask.text(subject), address(number), number, f"{states[state]} · {mask(Ticket, 'requester_name', name)}".strip(" ·"), at)
        for pk, number, subject, state, at, name in _FOUND(viewer, ids=list(ids))
    ]


def held_mails(operator: Given) -> QuerySet[Any, Any]:
    """Mails whose ticket is the operator's and still asks for work."""
    mails = TicketContact.objects.filter(
        ticket__owner=operator, ticket__state__in=Ticket.OPEN_STATES, contact__channel=Contact.Channel.MAIL
    )
    return mails.values("contact")


def results_asked(viewer: User, ids: Sequence[int]) -> Asked:
    """What `load_results` will ask."""
    return _FOUND.asked(viewer, ids=list(ids))


def open_work(viewer: User, customer: Customer) -> list[OpenWork]:
    mask = Mask(viewer)
    return [
        OpenWork(ticket.number, mask.text(ticket.subject), address(ticket.number), None, ticket.get_state_display(), _tone(ticket))
        for ticket in _OPEN.records(viewer, customer=customer.pk)
    ]


def timeline(viewer: User, customer: Customer, most: int) -> list[TimelineEntry]:
    mask = Mask(viewer)
    return [
        TimelineEntry(
            at=ticket.opened_at,
            icon="ticket",
            title=mask.text(ticket.subject),
            detail=" · ".join(filter(None, (mask.text(ticket.result_sentence), _rated(ticket)))),
            url=address(ticket.number),
            number=ticket.number,
            state=str(ticket.get_state_display()),
        )
        for ticket in _NEWEST.records(viewer, most, customer=customer.pk)
    ]


def work_of(viewer: User, contact_ids: Sequence[int]) -> dict[int, list[Work]]:
    """Contact id → the tickets that came of it, as far as the viewer may see them."""
    mask = Mask(viewer)
    found: dict[int, list[Work]] = {}
    rows = TicketContact.objects.filter(contact_id__in=contact_ids, ticket__in=Ticket.objects.visible_to(viewer)).select_related("ticket")
    for row in rows:
        ticket = row.ticket
        work = Work(ticket.number, mask.text(ticket.subject), address(ticket.number), ticket.get_state_display())
        found.setdefault(row.contact_id, []).append(work)
    return found


def filed_under(thread_ids: Sequence[int]) -> dict[int, int]:
    """Mail thread → ticket number."""
    return dict(TicketThread.objects.filter(thread_id__in=thread_ids).values_list("thread_id", "ticket__number"))


def may_open_file(viewer: User, file: File) -> bool:
    """Whether the file lies in a ticket the viewer may see."""
    return Ticket.objects.visible_to(viewer).filter(Q(ticket_files__file=file) | Q(notes__files=file)).exists()


def told_to(viewer: User, at: datetime) -> WaitingGroup:
    """Mentions, tickets given, answers on watched tickets, promises handed over: what colleagues and customers put under one's eyes."""
    mask = Mask(viewer)
    return WaitingGroup(_("For you"), [_told_row(row, mask) for row in told.told_to(viewer)], weight=20)


def _told_row(row: told.Told, mask: Mask) -> WaitingRow:
    is_promise = row.kind == told.PROMISE
    what = Notification.Kind.HANDED.label if is_promise else Notification.Kind(row.kind).label
    return WaitingRow(
        strong=row.by or (group(row.number) if row.number else ""),
        words=with_colon(str(what), mask.text(row.words)),
        url=url("promises:index") if is_promise or not row.number else address(row.number),
        since=row.at,
        icon="clock" if is_promise else "note" if row.kind == Notification.Kind.MENTIONED else "ticket",
    )


def due_next(viewer: User, at: datetime) -> WaitingGroup:
    """What the viewer should begin first: major incidents, which whoever rings may be part of, one's own tickets and promises, and for a lead the
    late promises of the team."""
    return WaitingGroup(_("Due next"), [_waiting(row) for row in own_work_for(viewer, at=at, most=MOST_WAITING)], weight=30)


def _waiting(row: WorkRow) -> WaitingRow:
    is_ticket = row.kind in (TICKET, INCIDENT) and row.number
    strong = group(row.number) if is_ticket and row.number else row.owner if row.kind == LATE else str(_("Promised"))
    icon = "alert" if row.kind == INCIDENT else "clock" if row.kind != TICKET else "mail" if row.is_pressing else "ticket"
    share = REMINDED if row.kind == PROMISE and row.is_pressing else None
    words = with_colon(str(_("Major incident")), row.subject) if row.kind == INCIDENT else row.subject
    return WaitingRow(strong=strong, words=words, url=row.url, due=row.due_at, since=row.asked_at, share=share, icon=icon)


def _found(viewer: User) -> QuerySet[Ticket, Any]:
    rows = Ticket.objects.visible_to(viewer).filter(pk__among=Given("ids", ArrayField(BigIntegerField())))
    return rows.values_list("pk", "number", "subject", "state", "changed_at", "requester_name")


def _of_customer(viewer: User) -> TicketQuerySet:
    return Ticket.objects.visible_to(viewer).filter(customer=Given("customer", BigIntegerField())).order_by("-changed_at", "-id")


_FOUND = Prepared(_found)
_OPEN = Prepared(lambda viewer: _of_customer(viewer).open()[:10])
_NEWEST = Prepared(lambda viewer, most: _of_customer(viewer)[:most])


def may_follow_ticket(viewer: User, key: str) -> bool:
    return Ticket.objects.visible_to(viewer).filter(number=whole(key)).exists()


def may_follow_list(viewer: User, key: str) -> bool:
    """`tickets`, `tickets:unassigned`, one's own, and those of one's teams."""
    kind, _colon, pk = key.partition(":")
    if not viewer.has("tickets.view"):
        return False
    if kind in {"", "unassigned"}:
        return True
    return whole(pk) == viewer.pk if kind == "user" else kind == "team" and whole(pk) in viewer.team_ids


def _rated(ticket: Ticket) -> str:
    """The customer's score in words; nothing where none was given."""
    return gettext("satisfied %(score)s of 5") % {"score": ticket.satisfaction} if ticket.satisfaction else ""


def _tone(ticket: Ticket) -> str:
    return {1: "red", 2: "amber"}.get(ticket.priority, "calm")


def find_subject(viewer: User, number: int) -> About:
    """A ticket as something is promised about it: who may see it, may know of the promise."""
    return _about(ticket_for(viewer, number))


def subjects_stand(ids: Collection[int]) -> list[About]:
    return [_about(each) for each in Ticket.objects.filter(pk__in=ids)]


def _about(found: Ticket) -> About:
    return About(found.pk, found.number, found.customer_id, None, found.team_id, found.level, tuple(found.participant_ids))


def templates_of(mailbox: Mailbox, viewer: User) -> OfferedTemplates | None:
    """The reply templates offered in the mailbox, for who writes them."""
    if not viewer.has("settings.manage"):
        return None
    found = templates_for(mailbox_id=mailbox.pk, brand_id=mailbox.brand_id)
    return OfferedTemplates([(text.name, url("tickets:template_text", text.key)) for text in found], url("tickets:templates"))


def next_address(user: User) -> str | None:
    """Where "give me the next" goes."""
    return url("tickets:next") if user.has("tickets.take") else None


def saved_lists(user: User) -> list[tuple[str, str]]:
    """The user's saved lists, in their order."""
    return [(row.name, f"{url('tickets:lists')}?saved={row.id}") for row in views_for(user)] if user.has("tickets.view") else []


SUBJECTS = [SubjectKind("ticket", find_subject, subjects_stand, address)]
ATTACHABLE_FILES = [of_ticket]
ALONG = [Along(Ticket, _("Tickets")), Along(Survey, _("Satisfaction surveys"))]
COMMANDS = [
    Command(_("Work list"), "tickets:work", "list", key="w", verb="tickets.take"),
    Command(_("Hand over a colleague’s work"), "tickets:handovers", "transfer", verb="tickets.hand_over"),
    Command(_("Transfers that came back"), "tickets:refusals", "back", verb="tickets.see_refusals"),
    Command(_("Tickets"), "tickets:lists", "ticket", key="t", verb="tickets.view", in_rail=True),
    Command(_("Saved lists"), "tickets:views", "list", verb="tickets.view"),
    Command(_("My changes of many tickets"), "tickets:bulk_jobs", "ticket", verb="tickets.view"),
    Command(_("Procedure not followed"), "tickets:deviations", "flag", verb="procedures.watch"),
]
SEARCHABLE = [SearchKind("ticket", _("Tickets"), "ticket", load_results, asked=results_asked, narrow=narrowed_for)]
SETTINGS_PAGES = [
    SettingsPage(_("Priorities and waits"), "tickets:settings", "flag", "settings.manage", _("Tickets")),
    SettingsPage(_("Reply templates"), "tickets:templates", "note", "settings.manage", _("Tickets")),
    SettingsPage(_("Signatures"), "tickets:signatures", "user", "settings.manage", _("Tickets")),
    SettingsPage(_("Automatic mail"), "tickets:automatic_texts", "mail", "settings.manage", _("Tickets")),
    SettingsPage(_("Closing"), "tickets:closing_rules", "check", "settings.manage", _("Tickets")),
    SettingsPage(_("Satisfaction"), "tickets:survey_rules", "chat", "settings.manage", _("Tickets")),
]
TOPICS = [TopicKind("ticket", may_follow_ticket), TopicKind("tickets", may_follow_list)]
QUESTION_ACTIONS = [
    QuestionAction(
        _("Ticket from this question"),
        "ticket",
        "t",
        lambda question_id: f"{url('tickets:create')}?question={question_id}",
        "tickets.open",
    )
]
QUESTION_PANELS = [
    QuestionPanel(_("Does it need a ticket?"), lambda contact, position: url("tickets:judged", contact, position), "tickets.view")
]
