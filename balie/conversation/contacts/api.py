"""The door programs use: contacts by number, with their questions and messages."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from ninja import Router, Schema

from balie.access.accounts.doors import user_of
from balie.access.permissions.actions import ensure_may
from balie.conversation.contacts import actions, queries
from balie.conversation.contacts.models import Contact
from balie.foundation.errors import Invalid
from balie.foundation.text.numbers import whole
from balie.foundation.web.schemas import Input
from balie.records.customers.api import CustomerOut
from balie.records.customers.queries import CustomerSummary, files_reached_by, load
from balie.records.taxonomy.models import Category, Purpose, Result
from balie.records.taxonomy.queries import find_term

router = Router()


class ContactOut(Schema):
    """A line of a list. `title` is the customer's name, or who it is with as far as known."""

    number: int
    channel: str
    direction: str
    title: str
    party: str
    subject: str
    started_at: datetime
    finished_at: datetime | None
    operator: str
    result: str
    sentence: str


class ContactPage(Schema):
    items: list[ContactOut]
    next: str


class QuestionOut(Schema):
    """`purpose`, `category` and `result` are keys of their lists."""

    position: int
    purpose: str
    category: str
    result: str
    customer_words: str
    restated: str
    treatment: str


class AttachedOut(Schema):
    id: str
    name: str
    size: int


class MessageOut(Schema):
    direction: str
    at: datetime
    author: str
    sender_name: str
    sender_address: str
    recipients: list[str]
    subject: str
    text: str
    history: str
    files: list[AttachedOut]


class ContactDetail(ContactOut):
    version: int
    language: str
    customer: int | None
    questions: list[QuestionOut]
    messages: list[MessageOut]


class ContactIn(Input):
    channel: str
    direction: str = "in"
    customer: int | None = None
    party: str = ""
    party_name: str = ""
    subject: str = ""
    language: str = "nl"


class QuestionIn(Input):
    """What is left out stays."""

    purpose: str | None = None
    category: str | None = None
    result: str | None = None
    customer_words: str | None = None
    restated: str | None = None
    treatment: str | None = None


class FinishIn(Input):
    result: str
    sentence: str
    version: int


class AttachIn(Input):
    customer: int


class FileIn(Input):
    """`name` as it was told, or a number; empty for who tells nothing."""

    name: str = ""


@router.get("", response=ContactPage, summary="List contacts, newest first")
def contacts(request: HttpRequest, whose: str = "", state: str = "", channel: str = "", after: str = "") -> dict[str, Any]:
    ensure_may(user_of(request), "contacts.view")
    found = queries.list_contacts(user_of(request), whose=whose, state=state, channel=channel, before=_key(after))
    shown = found[: queries.PAGE]
    last = shown[-1] if len(found) > queries.PAGE else None
    return {"items": shown, "next": f"{last.started_at.isoformat()}~{last.id}" if last else ""}


@router.post("", response={201: ContactDetail}, summary="Register a contact")
def register(request: HttpRequest, payload: ContactIn) -> tuple[int, dict[str, Any]]:
    given = payload.dict()
    _check_choice("channel", given["channel"], Contact.Channel.values)
    _check_choice("direction", given["direction"], Contact.Direction.values)
    customer = load(user_of(request), given.pop("customer")) if payload.customer else None
    given["customer"] = customer
    contact = actions.register_contact(by=user_of(request), at=timezone.now(), **given)
    return 201, _detail(request, contact.number)


@router.get("/{number}", response=ContactDetail, summary="Read a contact")
def contact(request: HttpRequest, number: int) -> dict[str, Any]:
    return _detail(request, number)


@router.put("/{number}/questions/{position}", response=ContactDetail, summary="Keep a question")
def save_question(request: HttpRequest, number: int, position: int, payload: QuestionIn) -> dict[str, Any]:
    given: dict[str, Any] = payload.dict(exclude_unset=True)
    for name, model in (("purpose", Purpose), ("category", Category), ("result", Result)):
        if name in given:
            given[name] = find_term(model, given[name], name)
    actions.save_question(_held(request, number), position, by=user_of(request), at=timezone.now(), **given)
    return _detail(request, number)


@router.post("/{number}/customer", response=ContactDetail, summary="Say which customer it is with")
def attach(request: HttpRequest, number: int, payload: AttachIn) -> dict[str, Any]:
    customer = load(user_of(request), payload.customer)
    actions.attach_customer(_held(request, number), customer, by=user_of(request), at=timezone.now())
    return _detail(request, number)


@router.get(
    "/{number}/files",
    response=list[CustomerOut],
    summary="List the customers with the contact's number or address: none of them is the first",
)
def files(request: HttpRequest, number: int) -> list[CustomerSummary]:
    return files_reached_by(user_of(request), _held(request, number).party)


@router.post("/{number}/file", response={201: ContactDetail}, summary="Open a file at once of what is known, to be completed later")
def open_file(request: HttpRequest, number: int, payload: FileIn) -> tuple[int, dict[str, Any]]:
    actions.open_file(_held(request, number), typed=payload.name, by=user_of(request), at=timezone.now())
    return 201, _detail(request, number)


@router.post("/{number}/finish", response=ContactDetail, summary="Finish with a result and one sentence")
def finish(request: HttpRequest, number: int, payload: FinishIn) -> dict[str, Any]:
    actions.finish_contact(
        _held(request, number),
        result=find_term(Result, payload.result, "result"),
        sentence=payload.sentence,
        by=user_of(request),
        at=timezone.now(),
        version=payload.version,
    )
    return _detail(request, number)


@router.post("/{number}/reopen", response=ContactDetail, summary="Open a finished contact again")
def reopen(request: HttpRequest, number: int) -> dict[str, Any]:
    actions.reopen_contact(_held(request, number), by=user_of(request), at=timezone.now())
    return _detail(request, number)


def _detail(request: HttpRequest, number: int) -> dict[str, Any]:
    viewer = user_of(request)
    held = queries.contact_for(viewer, number)
    line = queries.lines_by_id(viewer, [held.pk])[0]
    questions = [
        {
            "position": each.position,
            "purpose": each.purpose.key if each.purpose else "",
            "category": each.category.key if each.category else "",
            "result": each.result.key if each.result else "",
            "customer_words": each.customer_words,
            "restated": each.restated,
            "treatment": each.treatment,
        }
        for each in queries.questions_of(viewer, held)
    ]
    is_known = held.customer is not None and queries.name_of(viewer, held.customer)
    return {
        **{name: getattr(line, name) for name in ContactOut.model_fields},
        "version": held.version,
        "language": held.language,
        "customer": held.customer.number if is_known and held.customer else None,
        "questions": questions,
        "messages": queries.messages_of(viewer, [held.pk]),
    }


def _held(request: HttpRequest, number: int) -> Contact:
    return queries.contact_for(user_of(request), number)


def _key(after: str) -> tuple[datetime, int] | None:
    moment, _tilde, last = after.rpartition("~")
    started = parse_datetime(moment) if moment else None
    return (started, whole(last)) if started and whole(last) else None


def _check_choice(field: str, value: str, choices: list[str]) -> None:
    if value not in choices:
        raise Invalid(field=field, reason=_("Choose one of {choices}.").format(choices=", ".join(choices)))
