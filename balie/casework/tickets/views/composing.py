"""What the composer asks while an answer is written: a quote of the customer, and how the mail will look."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from balie.access.accounts.models import OperatorRequest
from balie.access.permissions.actions import ensure_may
from balie.casework.tickets.forms import ReplyForm, file_ids
from balie.casework.tickets.models import Ticket
from balie.casework.tickets.queries.answering import last_mail_contact, recipients_of
from balie.casework.tickets.queries.attachable import chosen
from balie.casework.tickets.queries.detail import ticket_for
from balie.casework.tickets.queries.quoting import quote_for
from balie.casework.tickets.queries.signatures import signature_for
from balie.casework.tickets.views.page import draft_key, page
from balie.conversation.email.actions import NOTHING_PASSED, Passed, answering
from balie.conversation.email.preview import PREVIEW, as_sent
from balie.conversation.email.queries import last_email_of
from balie.foundation.drafts.actions import save_draft
from balie.foundation.errors import Refusal
from balie.foundation.files.host import document_url
from balie.foundation.files.models import File
from balie.foundation.files.queries import drafts_of
from balie.foundation.text.numbers import whole
from balie.foundation.text.rich import lines_as_html
from balie.foundation.web.pages import is_htmx, render, render_block


class NothingToQuote(Refusal):
    """Neither mail nor chat of the customer has words."""

    code = "nothing_to_quote"
    status = HTTPStatus.NOT_FOUND
    sentence = _("The customer has written nothing here that can be quoted.")


@require_http_methods(["GET", "POST"])
def quote(request: OperatorRequest, number: int) -> HttpResponse:
    """What the customer wrote last, or in `message`, for the editor; posted with what was typed, the page with both."""
    found = _answered(request, number)
    asked = request.GET.get("message", "")
    quoted = quote_for(request.user, found, message_id=whole(asked) or None)
    if quoted is None:
        raise NothingToQuote()
    if request.method == "POST":
        return page(request, number, panel="reply", typed=with_words(request.POST, quoted.text))
    return render_block(request, "tickets/quote.html", "quote", quote=quoted)


@require_POST
def preview(request: OperatorRequest, number: int) -> HttpResponse:
    """The mail as its receiver will see it. Its frame reads the words from a draft of the sender's own."""
    found, form = _answered(request, number), ReplyForm(request.POST)
    form.is_valid()
    text, html = request.POST.get("text", ""), request.POST.get("html", "")
    shown: dict[str, Any] = {
        "to": form.cleaned_data.get("to") or recipients_of(found)[0],
        "cc": form.cleaned_data.get("cc") or [],
        "bcc": form.cleaned_data.get("bcc") or [],
        "subject": _subject(found),
        "files": waiting_files(request, found),
    }
    return previewed(request, found, key=preview_key(draft_key(number, "reply")), text=text, html=html, **shown)


def previewed(
    request: OperatorRequest,
    ticket: Ticket,
    *,
    key: str,
    text: str,
    html: str,
    passed: Passed = NOTHING_PASSED,
    passed_id: str = "",
    **shown: Any,
) -> HttpResponse:
    """The mail of these words as its receiver will see it; `shown` is its head and its files. Its frame reads the draft `key`."""
    signature = signature_for(ticket, by=request.user)
    said = as_sent(text, html, signature=signature, by=request.user, passed=passed)
    words = {"text": "" if html else text, "html": html, "signature": signature, "passed": passed_id}
    save_draft(key, words, by=request.user, at=timezone.now())
    shown |= {"ticket": ticket, "said": said, "frame": document_url(PREVIEW, key, user=request.user) if said.html else ""}
    if is_htmx(request):
        return render_block(request, "tickets/preview.html", "preview", **shown)
    return render(request, "tickets/preview.html", **shown)


def preview_key(key: str) -> str:
    """The draft that the frame of the preview reads, of the form with the draft `key`."""
    return f"{key}-preview"


def with_words(typed: Mapping[str, str], words: str) -> dict[str, str]:
    """What was typed, with `words` after it, also in its formatting."""
    text, html = typed.get("text", "").rstrip(), typed.get("html", "")
    both = {"text": f"{text}\n\n{words}" if text else words}
    return dict(typed.items()) | both | ({"html": f"{html}<p></p>{lines_as_html(words)}"} if html else {})


def _answered(request: OperatorRequest, number: int) -> Ticket:
    found = ticket_for(request.user, number)
    ensure_may(request.user, "tickets.reply", found)
    return found


def waiting_files(request: OperatorRequest, ticket: Ticket) -> list[File]:
    """As they will go along: what was uploaded, then what stands elsewhere in the ticket. Raises `NotAttachable`."""
    ids = list(dict.fromkeys(file_ids(request.POST.getlist("files"))))
    uploaded = list(drafts_of(request.user, ids=ids))
    rest = [each for each in ids if each not in {file.pk for file in uploaded}]
    return [*uploaded, *chosen(rest, ticket.number, language=ticket.language, by=request.user)]


def _subject(ticket: Ticket) -> str:
    """As `email.actions.send_reply` and `send_new` make it."""
    contact = last_mail_contact(ticket)
    if contact is None:
        return ticket.subject
    last = last_email_of(contact)
    return answering(last.message.subject if last else contact.subject)
