"""Writing in a ticket: to the customer, and to colleagues."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from http import HTTPStatus
from urllib.parse import urlencode

from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from balie.access.accounts.models import OperatorRequest
from balie.access.permissions.actions import ensure_may
from balie.casework.tickets import actions
from balie.casework.tickets.forms import MomentForm, NoteForm, ReplyForm, errors_of, file_ids
from balie.casework.tickets.models import SideThread, Ticket
from balie.casework.tickets.queries.answering import recipients_of, side_of
from balie.casework.tickets.queries.attachable import KIND, chosen
from balie.casework.tickets.queries.detail import ticket_for
from balie.casework.tickets.queries.templates import filled
from balie.casework.tickets.views.composing import preview_key, with_words
from balie.casework.tickets.views.page import ELSEWHERE, draft_key, page, step, told_by
from balie.foundation.drafts.actions import drop_draft
from balie.foundation.errors import Invalid, NotFound, Refusal
from balie.foundation.files.actions import keep_drafts
from balie.foundation.files.extensions import About, Attachable
from balie.foundation.files.models import File
from balie.foundation.files.queries import attachables_for
from balie.foundation.web.pages import redirect_after_post, render_block

CLOSE = "close"
# What can still be taken back while the sender's eye is on it.
UNDO_SENDING_FOR = timedelta(seconds=10)


@require_POST
def reply(request: OperatorRequest, number: int) -> HttpResponse:
    """Mail the customer; `then` waits for the answer, or goes on to the result."""
    form = ReplyForm(request.POST)
    if not form.is_valid():
        return _again(request, number, "reply", errors_of(form), HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        _send(request, number, form)
    except Refusal as refusal:
        if refusal.status in ELSEWHERE:
            raise
        return _again(request, number, "reply", told_by(refusal), refusal.status)
    return _onward(number, CLOSE if form.cleaned_data["then"] == CLOSE else "")


@require_POST
def take_back(request: OperatorRequest, number: int, pk: int) -> HttpResponse:
    """Take a mail back that has not left: its words are in its form again."""
    side_id = side_of(pk)
    actions.take_reply_back(number, pk, by=request.user, at=timezone.now())
    return _onward(number, "reply") if side_id is None else _aside(number, side_id)


@require_POST
def moment(request: OperatorRequest, number: int, pk: int) -> HttpResponse:
    """Send a reply that waits at `send_at`, or now when that is empty."""
    form, at = MomentForm(request.POST), timezone.now()
    if not form.is_valid():
        raise Invalid(field="send_at", reason=_("This is no moment. Choose a date and an hour."))
    actions.send_reply_at(number, pk, form.cleaned_data["send_at"] or at, by=request.user, at=at)
    return _onward(number)


@require_POST
def copied(request: OperatorRequest, number: int) -> HttpResponse:
    """Let who was copied in take part (`accept=1`), or keep it out."""
    address, is_accepted = request.POST.get("address", ""), request.POST.get("accept") == "1"
    return step(
        request, number, lambda: actions.decide_copied(number, address, is_accepted=is_accepted, by=request.user, at=timezone.now())
    )


@require_POST
def note(request: OperatorRequest, number: int) -> HttpResponse:
    """Tell colleagues; who is mentioned is told."""
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _again(request, number, "note", errors_of(form), HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        with transaction.atomic():
            files = keep_drafts(file_ids(request.POST.getlist("files")), by=request.user)
            actions.add_note(number, text=form.cleaned_data["text"], files=files, by=request.user, at=timezone.now())
            drop_draft(draft_key(number, "note"), by=request.user)
    except Refusal as refusal:
        if refusal.status in ELSEWHERE:
            raise
        return _again(request, number, "note", told_by(refusal), refusal.status)
    return _onward(number)


@require_http_methods(["GET", "POST"])
def template(request: OperatorRequest, number: int) -> HttpResponse:
    """The words of the template `key` for this ticket, as plain text; posted with what was typed, the page with both."""
    found = ticket_for(request.user, number)
    ensure_may(request.user, "tickets.reply", found)
    given = request.POST if request.method == "POST" else request.GET
    words = filled(given.get("key", ""), ticket=found, by=request.user)
    if not words:
        raise NotFound()
    if request.method != "POST":
        return HttpResponse(words, content_type="text/plain; charset=utf-8")
    return page(request, number, panel="reply", typed=with_words(request.POST, words))


@require_safe
def attachable(request: OperatorRequest, number: int) -> HttpResponse:
    """The files that can go along with an answer, to tick."""
    found = ticket_for(request.user, number)
    ensure_may(request.user, "tickets.reply", found)
    groups: dict[str, list[Attachable]] = {}
    for each in attachables_for(request.user, About(KIND, number, found.language)):
        groups.setdefault(str(each.kind), []).append(each)
    return render_block(request, "tickets/ticket_attachable.html", "files", HTTPStatus.OK, groups=groups)


@transaction.atomic
def _send(request: OperatorRequest, number: int, form: ReplyForm) -> None:
    given, key, at = form.cleaned_data, draft_key(number, "reply"), timezone.now()
    actions.reply(
        number,
        text=given["text"].strip("\r\n"),
        html=given["html"],
        to=given["to"] or recipients_of(ticket_for(request.user, number))[0],
        cc=given["cc"],
        bcc=given["bcc"],
        files=kept_files(request, number),
        state=Ticket.State.CUSTOMER if given["then"] == Ticket.State.CUSTOMER else "",
        send_at=leaves_at(form.cleaned_data["send_at"], at),
        by=request.user,
        at=at,
        dedupe_key=dedupe_key(request, "reply"),
    )
    drop_draft(key, preview_key(key), by=request.user)


def kept_files(request: OperatorRequest, number: int) -> list[File]:
    """What was uploaded for this mail, then what stands elsewhere in the ticket. Raises `NotAttachable`, and as `ticket_for`."""
    ids = list(dict.fromkeys(file_ids(request.POST.getlist("files"))))
    uploaded = keep_drafts(ids, by=request.user)
    rest = [each for each in ids if each not in {file.pk for file in uploaded}]
    return [*uploaded, *(_chosen(request, number, rest) if rest else ())]


def _chosen(request: OperatorRequest, number: int, ids: list[uuid.UUID]) -> list[File]:
    return chosen(ids, number, language=ticket_for(request.user, number).language, by=request.user)


def leaves_at(chosen: datetime | None, at: datetime) -> datetime:
    """At the chosen moment, whichever button was pressed; never before it can no longer be undone."""
    soon = at + UNDO_SENDING_FOR
    return max(chosen or soon, soon)


def dedupe_key(request: OperatorRequest, kind: str) -> str:
    """The same form sent twice is one mail; a form without its key is taken at its word."""
    once = request.POST.get("_once", "")[:64] or uuid.uuid4().hex
    return f"{kind} {request.user.pk} {once}"


def _again(request: OperatorRequest, number: int, panel: str, wrong: dict[str, str], status: int) -> HttpResponse:
    return page(request, number, status=status, panel=panel, typed=request.POST.dict(), wrong=wrong)


def _aside(number: int, side_id: int) -> HttpResponse:
    """To the form of a side conversation, or of a new one when its first mail was taken back."""
    left = SideThread.objects.filter(pk=side_id).exists()
    address = reverse("tickets:ask", args=[number])
    return redirect_after_post(f"{address}?{urlencode({'side': side_id})}" if left else address)


def _onward(number: int, panel: str = "") -> HttpResponse:
    address = reverse("tickets:ticket", args=[number])
    return redirect_after_post(f"{address}?{urlencode({'panel': panel})}" if panel else address)
