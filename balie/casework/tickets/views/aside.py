"""Asking a third party about a ticket, and passing a mail on to somebody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus

from django.db import transaction
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from balie.access.accounts.models import OperatorRequest
from balie.access.permissions.actions import ensure_may
from balie.casework.tickets.actions.aside import ask_aside, write_aside
from balie.casework.tickets.forms import AsideForm, errors_of
from balie.casework.tickets.queries.detail import Side
from balie.casework.tickets.sheet import Sheet, sheet_for
from balie.casework.tickets.views.composing import preview_key, previewed, waiting_files
from balie.casework.tickets.views.page import ELSEWHERE, draft_key, told_by
from balie.casework.tickets.views.writing import dedupe_key, kept_files, leaves_at
from balie.conversation.contacts.queries import MessageLine
from balie.conversation.email.actions import NOTHING_PASSED, Passed, answering
from balie.conversation.email.forwarding import passed_on
from balie.conversation.email.signing import without_quote
from balie.foundation.drafts.actions import drop_draft
from balie.foundation.errors import NotFound, Refusal
from balie.foundation.files.models import File
from balie.foundation.text.rich import lines_as_html
from balie.foundation.web.pages import redirect_after_post, render

TEMPLATE = "tickets/ask.html"


@dataclass(frozen=True)
class About:
    """What is written about: a ticket, and of it a mail passed on or a conversation gone on with; else something new is asked."""

    sheet: Sheet
    passed: MessageLine | None = None
    side: Side | None = None

    @property
    def draft(self) -> str:
        """Each has a draft of its own."""
        about = f"passed-{self.passed.id}" if self.passed else f"side-{self.side.id}" if self.side else "ask"
        return draft_key(self.sheet.ticket.number, about)


@require_http_methods(["GET", "POST"])
def ask(request: OperatorRequest, number: int) -> HttpResponse:
    """Ask somebody by mail; `message` is one of the ticket's, passed on as it was seen, with its files; `side` goes on with one asked before."""
    given = request.POST if request.method == "POST" else request.GET
    about = _about(request, number, message=given.get("message", ""), side="" if request.method == "POST" else given.get("side", ""))
    if request.method != "POST":
        return _shown(request, about, typed=_begun(about))
    return _answer(request, about)


@require_POST
def write(request: OperatorRequest, number: int, side_id: int) -> HttpResponse:
    """Go on with a third party."""
    about = _about(request, number, side=str(side_id))
    if about.side is None:
        raise NotFound()
    return _answer(request, about)


@require_POST
def preview(request: OperatorRequest, number: int) -> HttpResponse:
    """The mail as its receiver will see it; `side` and `message` as for `ask`."""
    about = _about(request, number, message=request.POST.get("message", ""), side=request.POST.get("side", ""))
    text, html, passed = _words(request, about)
    subject = request.POST.get("subject", "").strip() or about.sheet.subject
    if about.side and about.side.messages:
        subject = answering(about.side.messages[-1].subject)
    return previewed(
        request,
        about.sheet.ticket,
        key=preview_key(about.draft),
        text=text,
        html=html,
        passed=passed,
        passed_id=str(about.passed.id) if about.passed and passed.laid_out.html else "",
        to=about.side.address if about.side else request.POST.get("to", "").strip(),
        cc=[],
        bcc=[],
        subject=subject,
        files=_joined(_chosen(request, about), waiting_files(request, about.sheet.ticket)),
    )


def _about(request: OperatorRequest, number: int, *, message: str = "", side: str = "") -> About:
    sheet = sheet_for(request.user, number, at=timezone.now())
    ensure_may(request.user, "tickets.reply", sheet.ticket)
    said = (entry.message for entry in sheet.detail.entries if entry.message)
    passed = next((each for each in said if str(each.id) == message), None)
    return About(sheet, passed, next((each for each in sheet.detail.sides if str(each.id) == side), None))


def _answer(request: OperatorRequest, about: About) -> HttpResponse:
    form = AsideForm(request.POST)
    if not form.is_valid():
        return _shown(request, about, status=HTTPStatus.UNPROCESSABLE_ENTITY, typed=request.POST.dict(), wrong=errors_of(form))
    try:
        _send(request, about, form)
    except Refusal as refusal:
        if refusal.status in ELSEWHERE:
            raise
        return _shown(request, about, status=refusal.status, typed=request.POST.dict(), wrong=told_by(refusal))
    drop_draft(about.draft, preview_key(about.draft), by=request.user)
    return redirect_after_post("tickets:ticket", about.sheet.ticket.number)


@transaction.atomic
def _send(request: OperatorRequest, about: About, form: AsideForm) -> None:
    ticket, at, key = about.sheet.ticket, timezone.now(), dedupe_key(request, "aside")
    text, html, passed = _words(request, about)
    files = _joined(_chosen(request, about), kept_files(request, ticket.number))
    leaves = leaves_at(form.cleaned_data["send_at"], at)
    if about.side:
        write_aside(ticket.number, about.side.id, text=text, html=html, files=files, send_at=leaves, by=request.user, at=at, dedupe_key=key)
        return
    ask_aside(
        ticket.number,
        to=form.cleaned_data["to"],
        subject=form.cleaned_data["subject"],
        text=text,
        html=html,
        files=files,
        passed=passed,
        waits=form.cleaned_data["waits"],
        send_at=leaves,
        by=request.user,
        at=at,
        dedupe_key=key,
    )


def _chosen(request: OperatorRequest, about: About) -> list[File]:
    """The files of the mail that is passed on, those ticked."""
    chosen = set(request.POST.getlist("file"))
    ids = [each.id for each in about.passed.files if each.id in chosen] if about.passed else []
    return list(File.objects.filter(pk__in=ids))


def _joined(first: Iterable[File], then: Iterable[File]) -> list[File]:
    return list({file.pk: file for file in (*first, *then)}.values())


def _words(request: OperatorRequest, about: About) -> tuple[str, str, Passed]:
    """The text and its formatting, and what goes below in its own layout; a quotation nobody changed is then not said twice."""
    text, html = request.POST.get("text", "").strip("\r\n"), request.POST.get("html", "")
    if about.passed is None or request.POST.get("laid_out") != "1":
        return text, html, NOTHING_PASSED
    words, quoted = _lines(text), _lines("> " + "\n> ".join(about.passed.text.splitlines()))
    if not words.endswith(quoted):
        return text, html, passed_on(request.user, about.passed.id)
    return words.removesuffix(quoted), without_quote(html), passed_on(request.user, about.passed.id, text=quoted)


def _lines(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def _begun(about: About) -> dict[str, str]:
    """What stands in the form at first: of a mail passed on what the operator saw of it, and no more."""
    typed = {"subject": about.sheet.subject, "waits": "" if about.passed else "1"}
    if about.passed is None:
        return typed
    head, lines = _("%(name)s wrote:") % {"name": about.passed.who}, about.passed.text.splitlines()
    html = f"{lines_as_html(f'\n\n{head}')}<blockquote>{lines_as_html(about.passed.text)}</blockquote>"
    laid_out = "1" if about.passed.has_layout and not about.passed.history else ""
    return typed | {"text": "\n".join(["\n", head, *(f"> {line}" for line in lines)]), "html": html, "laid_out": laid_out}


def _shown(
    request: OperatorRequest, about: About, *, typed: dict[str, str], status: int = HTTPStatus.OK, wrong: dict[str, str] | None = None
) -> HttpResponse:
    known = {"sheet": about.sheet, "ticket": about.sheet.ticket, "passed": about.passed, "side": about.side, "draft": about.draft}
    return render(request, TEMPLATE, status, **known, typed=typed, wrong=wrong or {})
