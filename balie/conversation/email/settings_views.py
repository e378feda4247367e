"""The doors of mailboxes: which there are, how they do, and whether they work."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from balie.access.accounts.models import OperatorRequest
from balie.access.permissions.actions import ensure_may
from balie.conversation.email import actions, queries
from balie.conversation.email.forms import MailboxForm, initial_of
from balie.conversation.email.models import Mailbox
from balie.conversation.email.probing import try_mailbox
from balie.conversation.email.reasons import in_words
from balie.foundation.errors import Invalid
from balie.foundation.web.pages import is_partial, redirect_after_post, render, render_block

MANAGE = "email.manage_mailboxes"


@require_safe
def mailboxes(request: OperatorRequest) -> HttpResponse:
    ensure_may(request.user, MANAGE)
    rows = list(queries.mailboxes())
    if is_partial(request):
        return render_block(request, "email/mailboxes.html", "rows", mailboxes=rows, in_words=in_words)
    return render(request, "email/mailboxes.html", mailboxes=rows, in_words=in_words)


@sensitive_post_parameters("password", "smtp_password")
def mailbox(request: OperatorRequest, pk: int | None = None) -> HttpResponse:
    """Connect a mailbox, or change one."""
    ensure_may(request.user, MANAGE)
    box = get_object_or_404(Mailbox, pk=pk) if pk else None
    form = MailboxForm(request.POST or None, initial=initial_of(box) if box else None)
    if request.method == "POST" and form.is_valid():
        try:
            saved = actions.save_mailbox(box, by=request.user, at=timezone.now(), **form.settings())
        except Invalid as refusal:
            form.add_error(refusal.field_name, str(refusal))
        else:
            return redirect_after_post("email:mailbox", saved.pk)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "email/mailbox.html", status, form=form, mailbox=box, probes=None, in_words=in_words)


@require_POST
def try_now(request: OperatorRequest, pk: int) -> HttpResponse:
    """Sign in to its servers now, and say what failed."""
    ensure_may(request.user, MANAGE)
    box = get_object_or_404(Mailbox, pk=pk)
    probes = try_mailbox(box)
    if is_partial(request):
        return render_block(request, "email/mailbox.html", "probes", mailbox=box, probes=probes, in_words=in_words)
    return render(request, "email/mailbox.html", form=MailboxForm(initial=initial_of(box)), mailbox=box, probes=probes, in_words=in_words)
