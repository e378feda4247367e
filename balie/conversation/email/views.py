"""The doors of mail that came in and mail on its way out."""

from __future__ import annotations

import uuid
from http import HTTPStatus

from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from balie.access.accounts.models import OperatorRequest
from balie.access.permissions.actions import ensure_may
from balie.access.permissions.masking import Mask
from balie.conversation.email import actions, queries
from balie.conversation.email.forms import DismissForm
from balie.conversation.email.glancing import glanced
from balie.conversation.email.guard import parse_guarded
from balie.conversation.email.layout import blocked_images, find_message, key_of
from balie.conversation.email.lines import outgoing_lines, raw_lines
from balie.conversation.email.models import Outgoing, RawMail
from balie.conversation.email.parsing import OverBudget, ParsedMail, Unparsable
from balie.foundation.errors import Invalid, NotFound
from balie.foundation.files.host import document_url
from balie.foundation.files.pictures import SHOWN, as_address, keep_picture
from balie.foundation.files.queries import drafts_of, read_file
from balie.foundation.text.numbers import whole
from balie.foundation.web.pages import is_partial, redirect_after_post, render, render_block


@require_safe
def log(request: OperatorRequest) -> HttpResponse:
    """Every mail that came in and what became of it, newest first; `state` chooses, `before` pages."""
    ensure_may(request.user, "email.view_quarantine")
    state = request.GET.get("state", "")
    states = [state] if state in RawMail.State.values else []
    rows, older = _page(queries.raw_mails_for(request.user, states=states, older_than=_before(request)))
    lines = raw_lines(rows, Mask(request.user))
    return _answer(request, "email/log.html", lines=lines, older=older, state=state, states=RawMail.State.choices)


@require_safe
def quarantine(request: OperatorRequest) -> HttpResponse:
    """What could not be filed and waits for a person."""
    ensure_may(request.user, "email.view_quarantine")
    found = queries.raw_mails_for(request.user, states=[RawMail.State.QUARANTINED], older_than=_before(request))
    rows, older = _page(found)
    return _answer(request, "email/quarantine.html", lines=raw_lines(rows, Mask(request.user)), older=older, form=DismissForm())


@require_POST
def retry(request: OperatorRequest, pk: int) -> HttpResponse:
    """Read it again."""
    actions.retry_mail(queries.raw_mail_for(request.user, pk), by=request.user, at=timezone.now())
    return redirect_after_post("email:quarantine")


@require_POST
def file_by_hand(request: OperatorRequest, pk: int) -> HttpResponse:
    """Make a contact of it, and go there."""
    raw = queries.raw_mail_for(request.user, pk)
    email = actions.file_by_hand(raw, _read(raw), by=request.user, at=timezone.now())
    return redirect_after_post("contacts:contact", email.message.contact.number)


@require_POST
def dismiss(request: OperatorRequest, pk: int) -> HttpResponse:
    """Set it aside, with a reason."""
    raw = queries.raw_mail_for(request.user, pk)
    actions.dismiss_mail(raw, reason=request.POST.get("reason", ""), by=request.user, at=timezone.now())
    return redirect_after_post("email:quarantine")


@require_safe
def outgoing(request: OperatorRequest) -> HttpResponse:
    """Mail on its way out, newest first."""
    ensure_may(request.user, "email.view_outgoing")
    state = request.GET.get("state", "")
    states = [state] if state in Outgoing.State.values else []
    rows, older = _page(queries.outgoing_for(request.user, states=states, older_than=_before(request)))
    lines = outgoing_lines(rows, Mask(request.user))
    return _answer(request, "email/outgoing.html", lines=lines, older=older, state=state, states=Outgoing.State.choices)


@require_POST
def send_again(request: OperatorRequest, pk: int) -> HttpResponse:
    """Try a failed mail once more."""
    actions.send_again(queries.outgoing_of(request.user, pk), by=request.user, at=timezone.now())
    back = request.POST.get("back", "")
    return redirect_after_post(back if url_has_allowed_host_and_scheme(back, allowed_hosts=None) else "email:outgoing")


@require_POST
def release(request: OperatorRequest, pk: int) -> HttpResponse:
    """Let an automatic mail go that was held back."""
    actions.release_held(queries.outgoing_of(request.user, pk), by=request.user, at=timezone.now())
    return redirect_after_post("email:outgoing")


@require_safe
def layout(request: OperatorRequest, pk: int) -> HttpResponse:
    """The frame around a mail's own layout; the document in it comes from the second host."""
    message = find_message(request.user, pk)
    if message is None:
        raise NotFound()
    shows_remote = request.GET.get("pictures") == "1"
    address = document_url("email", key_of(message, with_remote=shows_remote), user=request.user)
    blocked = 0 if shows_remote else blocked_images(message)
    return render_block(request, "email/layout.html", "layout", address=address, blocked=blocked, message=message)


@require_POST
def add_picture(request: OperatorRequest) -> HttpResponse:
    """Keep a picture, field `file`, for the mail whose draft is `draft`: `{"id", "name", "size", "data"}`, `data` to show it by."""
    ensure_may(request.user, "email.send")
    sent = request.FILES.get("file")
    if sent is None:
        raise Invalid(field="file", reason=_("No file came with the request. Choose the file again."))
    key = request.POST.get("draft") or "mail"
    file = keep_picture(sent, name=sent.name or "", draft_key=key, by=request.user, at=timezone.now())
    shown = {"id": str(file.pk), "name": file.name, "size": file.size, "data": as_address(file)}
    return JsonResponse(shown, status=HTTPStatus.CREATED)


@require_safe
def picture(request: OperatorRequest, pk: uuid.UUID) -> HttpResponse:
    """A picture of one's own draft, for the editor: `{"data"}`."""
    file = drafts_of(request.user, ids=[pk]).first()
    if file is None or file.content_type not in SHOWN:
        raise NotFound()
    return JsonResponse({"data": as_address(file)})


def _read(raw: RawMail) -> ParsedMail:
    """What it says; of one that cannot be read, what its head says and the whole as a file."""
    content = read_file(raw.file)
    try:
        return parse_guarded(content)
    except (OverBudget, Unparsable):
        return glanced(content)


def _before(request: OperatorRequest) -> int | None:
    asked = request.GET.get("before", "")
    return whole(asked) or None


def _page[Row: (RawMail, Outgoing)](found: list[Row]) -> tuple[list[Row], int | None]:
    """The rows of a page and, when older ones follow, the key they are older than."""
    rows = found[: queries.PAGE]
    return rows, rows[-1].pk if len(found) > queries.PAGE else None


def _answer(request: OperatorRequest, template: str, **context: object) -> HttpResponse:
    if is_partial(request):
        return render_block(request, template, "rows", HTTPStatus.OK, **context)
    return render(request, template, HTTPStatus.OK, **context)
