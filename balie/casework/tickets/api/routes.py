"""The door programs use: tickets by number, every verb of the screens."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router

from balie.access.accounts.doors import team_named, user_named, user_of
from balie.access.accounts.queries import active_teams
from balie.access.permissions.actions import ensure_may
from balie.casework.tickets import actions
from balie.casework.tickets.api.shapes import (
    AssignIn,
    ClockOut,
    CloseIn,
    ContactMoveIn,
    CopiedIn,
    FieldsIn,
    LinkIn,
    ListIn,
    MergeIn,
    MessagePage,
    NoteIn,
    QuestionIn,
    ReplyIn,
    StateIn,
    TicketFileOut,
    TicketIn,
    TicketPage,
    TransferIn,
    ledger_out,
    reason_named,
)
from balie.casework.tickets.queries.answering import recipients_of
from balie.casework.tickets.queries.attachable import chosen
from balie.casework.tickets.queries.clocks import Told, clocks_for
from balie.casework.tickets.queries.detail import TicketDetail, detail_for
from balie.casework.tickets.queries.lists import Filters, tickets_for
from balie.conversation.contacts.queries import contact_for
from balie.records.customers.queries import load, summaries
from balie.records.taxonomy.models import Category, Cause, Purpose, Result
from balie.records.taxonomy.queries import find_term

router = Router()


@router.get("", response=TicketPage, summary="List tickets")
def tickets(request: HttpRequest, asked: Query[ListIn]) -> dict[str, Any]:
    viewer = user_of(request)
    ensure_may(viewer, "tickets.view")
    page = tickets_for(
        viewer,
        Filters(
            view=asked.view,
            states=tuple(asked.state),
            priorities=tuple(asked.priority),
            customer_id=load(viewer, asked.customer).pk if asked.customer else None,
            tag=asked.tag,
            language=asked.language,
            sort=asked.sort,
            after=asked.after,
        ),
    )
    return {"items": page.rows, "next": page.next}


@router.post("", response={201: TicketFileOut}, summary="Open a ticket")
def open_ticket(request: HttpRequest, payload: TicketIn) -> tuple[int, dict[str, Any]]:
    viewer = user_of(request)
    ticket = actions.open_ticket(
        subject=payload.subject,
        customer=load(viewer, payload.customer) if payload.customer else None,
        contact=contact_for(viewer, payload.contact) if payload.contact else None,
        category=find_term(Category, payload.category, "category"),
        purpose=find_term(Purpose, payload.purpose, "purpose"),
        team=team_named(payload.team, field="team"),
        urgency=payload.urgency,
        impact=payload.impact,
        language=payload.language,
        by=viewer,
        at=timezone.now(),
    )
    return 201, _whole(request, ticket.number)


@router.get("/{number}", response=TicketFileOut, summary="Read a ticket")
def ticket(request: HttpRequest, number: int) -> dict[str, Any]:
    return _whole(request, number)


@router.patch("/{number}", response=TicketFileOut, summary="Change a ticket's fields")
def set_fields(request: HttpRequest, number: int, payload: FieldsIn) -> dict[str, Any]:
    given: dict[str, Any] = payload.dict(exclude_unset=True)
    version = given.pop("version")
    for name, model in (("category", Category), ("purpose", Purpose)):
        if name in given:
            given[name] = find_term(model, given[name], name)
    if given.get("customer"):
        given["customer"] = load(user_of(request), given["customer"])
    actions.set_fields(number, by=user_of(request), at=timezone.now(), version=version, **given)
    return _whole(request, number)


@router.get("/{number}/messages", response=MessagePage, summary="Read the messages, oldest first")
def messages(request: HttpRequest, number: int) -> dict[str, Any]:
    detail = detail_for(user_of(request), number)
    return {"items": [entry.message for entry in detail.entries if entry.message]}


@router.get("/{number}/clocks", response=list[ClockOut], summary="Read what is promised, and how it was used")
def clocks(request: HttpRequest, number: int) -> list[dict[str, Any]]:
    return [_clock(each) for each in clocks_for(user_of(request), number, at=timezone.now())]


@router.post("/{number}/replies", response={201: TicketFileOut}, summary="Answer the customer by mail")
def reply(request: HttpRequest, number: int, payload: ReplyIn) -> tuple[int, dict[str, Any]]:
    viewer = user_of(request)
    ticket = detail_for(viewer, number).ticket
    to = payload.to or recipients_of(ticket)[0]
    key = request.headers.get("Idempotency-Key") or request.request_id  # type: ignore[attr-defined]
    actions.reply(
        number,
        text=payload.text,
        html=payload.html,
        to=to,
        cc=payload.cc,
        bcc=payload.bcc,
        files=chosen(payload.files, number, language=ticket.language, by=viewer),
        subject=payload.subject,
        state=payload.state,
        by=viewer,
        at=timezone.now(),
        dedupe_key=f"api-{viewer.pk}-{number}-{key}"[:100],
    )
    return 201, _whole(request, number)


@router.post("/{number}/copied", response=TicketFileOut, summary="Let who was copied in take part, or keep it out")
def decide_copied(request: HttpRequest, number: int, payload: CopiedIn) -> dict[str, Any]:
    actions.decide_copied(number, payload.address, is_accepted=payload.accept, by=user_of(request), at=timezone.now())
    return _whole(request, number)


@router.post("/{number}/notes", response={201: TicketFileOut}, summary="Write an internal note")
def add_note(request: HttpRequest, number: int, payload: NoteIn) -> tuple[int, dict[str, Any]]:
    actions.add_note(number, text=payload.text, by=user_of(request), at=timezone.now())
    return 201, _whole(request, number)


@router.post("/{number}/take", response=TicketFileOut, summary="Take the ticket")
def take(request: HttpRequest, number: int) -> dict[str, Any]:
    actions.take(number, by=user_of(request), at=timezone.now())
    return _whole(request, number)


@router.post("/{number}/assign", response=TicketFileOut, summary="Give the ticket to a colleague")
def assign(request: HttpRequest, number: int, payload: AssignIn) -> dict[str, Any]:
    actions.assign(number, user_named(payload.owner, field="owner"), by=user_of(request), at=timezone.now())
    return _whole(request, number)


@router.post("/{number}/transfer", summary="Transfer the ticket, with a reason", response=TicketFileOut)
def transfer(request: HttpRequest, number: int, payload: TransferIn) -> dict[str, Any]:
    actions.transfer(
        number,
        team=team_named(payload.team, field="team"),
        owner=user_named(payload.owner, field="owner") if payload.owner else None,
        reason=payload.reason,
        by=user_of(request),
        at=timezone.now(),
        version=payload.version,
    )
    return _whole(request, number)


@router.post("/{number}/state", response=TicketFileOut, summary="Set open or a wait")
def set_state(request: HttpRequest, number: int, payload: StateIn) -> dict[str, Any]:
    reason = reason_named(payload.reason) if payload.reason else None
    actions.set_state(
        number, payload.state, reason=reason, wake_at=payload.wake_at, by=user_of(request), at=timezone.now(), version=payload.version
    )
    return _whole(request, number)


@router.post("/{number}/close", response=TicketFileOut, summary="Close with a result")
def close(request: HttpRequest, number: int, payload: CloseIn) -> dict[str, Any]:
    actions.close_ticket(
        number,
        result=find_term(Result, payload.result, "result"),
        cause=find_term(Cause, payload.cause, "cause"),
        sentence=payload.sentence,
        is_final=payload.is_final,
        is_told=payload.is_told,
        by=user_of(request),
        at=timezone.now(),
        version=payload.version,
    )
    return _whole(request, number)


@router.post("/{number}/reopen", response=TicketFileOut, summary="Open a closed ticket again")
def reopen(request: HttpRequest, number: int) -> dict[str, Any]:
    actions.reopen(number, by=user_of(request), at=timezone.now())
    return _whole(request, number)


@router.post("/{number}/undo", response=TicketFileOut, summary="Take one's own last change of state, owner or team back")
def undo(request: HttpRequest, number: int) -> dict[str, Any]:
    actions.undo(number, by=user_of(request), at=timezone.now())
    return _whole(request, number)


@router.put("/{number}/watch", response=TicketFileOut, summary="Watch the ticket")
def watch(request: HttpRequest, number: int) -> dict[str, Any]:
    actions.watch(number, by=user_of(request), at=timezone.now())
    return _whole(request, number)


@router.delete("/{number}/watch", response=TicketFileOut, summary="Watch the ticket no more")
def unwatch(request: HttpRequest, number: int) -> dict[str, Any]:
    actions.unwatch(number, by=user_of(request))
    return _whole(request, number)


@router.post("/{number}/questions", response={201: TicketFileOut}, summary="Let a question of a contact stand in the ticket")
def add_question(request: HttpRequest, number: int, payload: QuestionIn) -> tuple[int, dict[str, Any]]:
    actions.add_question(number, payload.question, by=user_of(request), at=timezone.now())
    return 201, _whole(request, number)


@router.post("/{number}/links", response={201: TicketFileOut}, summary="Link another ticket")
def link(request: HttpRequest, number: int, payload: LinkIn) -> tuple[int, dict[str, Any]]:
    actions.link(number, payload.number, kind=payload.kind, by=user_of(request), at=timezone.now())
    return 201, _whole(request, number)


@router.delete("/{number}/links/{link_id}", response=TicketFileOut, summary="Remove a link")
def unlink(request: HttpRequest, number: int, link_id: int) -> dict[str, Any]:
    actions.unlink(number, link_id, by=user_of(request), at=timezone.now())
    return _whole(request, number)


@router.post("/{number}/merge", response=TicketFileOut, summary="Merge the ticket into another, which is given")
def merge(request: HttpRequest, number: int, payload: MergeIn) -> dict[str, Any]:
    survivor = actions.merge_tickets(number, into=payload.number, by=user_of(request), at=timezone.now())
    return _whole(request, survivor.number)


@router.post("/{number}/split", response=TicketFileOut, summary="File a call, visit or letter under another ticket, which is given")
def split(request: HttpRequest, number: int, payload: ContactMoveIn) -> dict[str, Any]:
    target = actions.move_contact(number, payload.contact, to=payload.ticket, by=user_of(request), at=timezone.now())
    return _whole(request, target.number)


@router.post("/{number}/apart", response=TicketFileOut, summary="Let a merged ticket be as it was")
def take_apart(request: HttpRequest, number: int) -> dict[str, Any]:
    actions.take_apart(number, by=user_of(request), at=timezone.now())
    return _whole(request, number)


def _whole(request: HttpRequest, number: int) -> dict[str, Any]:
    viewer = user_of(request)
    detail = detail_for(viewer, number)
    ticket, customer = detail.ticket, summaries(viewer, [detail.ticket.customer_id]).get(detail.ticket.customer_id or 0)
    plain = ("number", "version", "state", "wake_at", "urgency", "impact", "priority", "language", "level", "tags", "satisfaction")
    times = ("opened_at", "changed_at", "solved_at")
    terms = ("team", "category", "purpose", "result", "cause", "state_reason")
    return {
        **{name: getattr(ticket, name) for name in (*plain, *times)},
        **{name: getattr(getattr(ticket, name), "key", "") for name in terms},
        "also_teams": [each.key for each in active_teams() if each.pk in ticket.also_team_ids] if ticket.also_team_ids else [],
        "subject": detail.subject,
        "owner": ticket.owner.username if ticket.owner else "",
        "customer": customer.number if customer else None,
        "customer_name": customer.name if customer else "",
        "result_sentence": detail.result_sentence,
        "waiting": detail.waiting,
        "watchers": detail.watchers,
        "files": detail.files,
        "links": detail.links,
        **_entries(detail),
    }


def _entries(detail: TicketDetail) -> dict[str, Any]:
    fields = ("at", "verb", "field", "old", "new", "reason")
    return {
        "messages": [entry.message for entry in detail.entries if entry.message],
        "notes": [
            {"at": entry.at, "by": entry.who, "text": entry.text, "files": entry.files} for entry in detail.entries if entry.kind == "note"
        ],
        "changes": [
            {**{name: getattr(change, name) for name in fields}, "by": entry.who} for entry in detail.entries for change in entry.changes
        ],
    }


def _clock(told: Told) -> dict[str, Any]:
    clock = told.clock
    shown = ("metric", "priority", "seconds", "started_at", "due_at", "left_seconds", "breached_at", "stopped_at")
    about = {"agreement": clock.agreement.key, "kind": clock.agreement.kind, "reasons": clock.held_by.split()}
    return {name: getattr(clock, name) for name in shown} | about | {"ledger": ledger_out(told.entries)}
