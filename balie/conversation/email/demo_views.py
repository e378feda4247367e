"""The demonstration's page: the mailboxes of its customers, and writing as one of them. Every mail goes by real SMTP."""

from __future__ import annotations

from email.utils import make_msgid
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from balie.access.accounts.models import OperatorRequest
from balie.access.permissions.actions import ensure_may
from balie.conversation.email import queries
from balie.conversation.email.composing import BadAddress, Mailbox, OutgoingMail, compose
from balie.conversation.email.forms import DemoMailForm
from balie.conversation.email.reasons import in_words
from balie.conversation.email.smtp import Sent, SmtpServer
from balie.conversation.email.smtp import send as hand_over
from balie.foundation.errors import NotFound
from balie.foundation.web.pages import is_partial, redirect_after_post, render, render_block


@require_safe
def demo(request: OperatorRequest) -> HttpResponse:
    """`of` is the customer whose mailbox is open, `mail` the mail in front."""
    _ensure_demo(request)
    context = _mailbox(request, request.GET.get("of", "").casefold())
    if is_partial(request):
        return render_block(request, "email/demo.html", "mailbox", **context)
    return render(request, "email/demo.html", **context)


@require_POST
def send(request: OperatorRequest) -> HttpResponse:
    """Write as a customer: a new mail or an answer."""
    _ensure_demo(request)
    form = DemoMailForm(request.POST)
    if form.is_valid() and not (trouble := _hand_over(form)):
        return redirect_after_post(reverse("email:demo") + "?" + urlencode({"of": form.cleaned_data["sender"].casefold()}))
    if form.is_valid():
        form.add_error(None, trouble)
    context = _mailbox(request, request.POST.get("sender", "").casefold())
    return render(request, "email/demo.html", HTTPStatus.UNPROCESSABLE_ENTITY, **context | {"form": form})


def _ensure_demo(request: OperatorRequest) -> None:
    if not settings.BALIE_DEMO:
        raise NotFound()
    ensure_may(request.user, "email.view_outgoing")


def _mailbox(request: OperatorRequest, customer: str) -> dict[str, Any]:
    mails = queries.demo_mails(customer) if customer else []
    wanted = request.GET.get("mail", "")
    front = next((mail for mail in mails if str(mail.pk) == wanted), mails[0] if mails else None)
    first = queries.default_mailbox()
    initial = {"sender": customer, "to": first.address if first else ""}
    if front is not None:
        subject = front.subject if front.subject.casefold().startswith("re:") else f"Re: {front.subject}"
        initial |= {"to": front.sender, "subject": subject, "answers": front.internet_message_id}
    recipients = [address for address, _newest in queries.demo_recipients()]
    form = DemoMailForm(initial=initial)
    return {"recipients": recipients, "customer": customer, "mails": mails, "front": front, "form": form}


def _hand_over(form: DemoMailForm) -> str:
    """Send what the form says to the built-in door; why it could not, or an empty text."""
    given = form.cleaned_data
    host, _colon, port = settings.BALIE_DEMO_SMTP.rpartition(":")
    try:
        raw = compose(
            OutgoingMail(
                sender=Mailbox("", given["sender"]),
                to=[Mailbox("", given["to"])],
                subject=given["subject"],
                text=given["text"],
                message_id=make_msgid(domain=given["sender"].rpartition("@")[2]).strip("<>"),
                date=timezone.now(),
                in_reply_to=given["answers"],
                references=[given["answers"]] if given["answers"] else [],
            )
        )
    except BadAddress as error:
        return _("“{address}” is no address mail can be sent to.").format(address=error.address)
    server = SmtpServer(host=host, port=int(port), security="none")
    outcome = hand_over(raw, sender=given["sender"], recipients=[given["to"]], server=server)
    return "" if isinstance(outcome, Sent) else _("The mail was not taken: {reason}").format(reason=in_words(outcome.reason))
