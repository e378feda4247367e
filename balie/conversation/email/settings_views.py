"""The doors of mailboxes: which there are, how they do, and whether they work."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from http import HTTPStatus

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from balie.access.accounts.models import OperatorRequest
from balie.access.permissions.actions import ensure_may
from balie.conversation.email import actions, queries
from balie.conversation.email.connecting_views import MANAGE, show_test
from balie.conversation.email.domain import Probe
from balie.conversation.email.forms import MailboxForm, initial_of
from balie.conversation.email.models import Mailbox
from balie.conversation.email.probing import try_mailbox
from balie.conversation.email.reasons import in_words, told
from balie.conversation.email.signin.client import checked_address
from balie.conversation.email.signin.rules import SignInFailed, authorize_address, refusal
from balie.conversation.email.signin.tokens import exchange_code, provider_of, redirect_address
from balie.foundation.errors import Invalid, Refusal
from balie.foundation.web.pages import is_partial, redirect_after_post, render, render_block

SIGNING_IN = "email_signing_in"


class NotBegun(Refusal):
    """The answer of a sign-in page that nobody of this browser opened, or that was used before."""

    code = "sign_in_not_begun"
    status = HTTPStatus.CONFLICT
    sentence = gettext_lazy("This sign-in was not begun here, or is done already. Press Sign in beside the mailbox again.")


@require_safe
def mailboxes(request: OperatorRequest) -> HttpResponse:
    ensure_may(request.user, MANAGE)
    rows = list(queries.mailboxes())
    if is_partial(request):
        return render_block(request, "email/mailboxes.html", "rows", mailboxes=rows, in_words=in_words)
    return render(request, "email/mailboxes.html", mailboxes=rows, in_words=in_words)


@sensitive_post_parameters("password", "smtp_password", "client_secret")
def mailbox(request: OperatorRequest, pk: int) -> HttpResponse:
    """Change a mailbox; one that is not connected yet leads to its steps."""
    ensure_may(request.user, MANAGE)
    box = get_object_or_404(Mailbox, pk=pk)
    if box.is_connecting:
        return redirect_after_post("email:connect_test", box.pk)
    form = MailboxForm(request.POST or None, initial=initial_of(box))
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_mailbox(box, by=request.user, at=timezone.now(), **form.settings())
        except Invalid as refusal:
            form.add_error(refusal.field_name, str(refusal))
        else:
            return redirect_after_post("email:mailbox", box.pk)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return _page(request, box, form, status=status)


@require_POST
def try_now(request: OperatorRequest, pk: int) -> HttpResponse:
    """Sign in to its servers now, and say what failed."""
    ensure_may(request.user, MANAGE)
    box = get_object_or_404(Mailbox, pk=pk)
    probes = try_mailbox(box)
    box.refresh_from_db()
    if is_partial(request):
        return render_block(request, "email/mailbox.html", "probes", mailbox=box, probes=probes, in_words=in_words)
    return _page(request, box, MailboxForm(initial=initial_of(box)), probes=probes)


def _page(
    request: OperatorRequest, box: Mailbox, form: MailboxForm, *, probes: Sequence[Probe] = (), status: int = HTTPStatus.OK
) -> HttpResponse:
    templates = queries.offered_templates(box, viewer=request.user)
    return render(request, "email/mailbox.html", status, form=form, mailbox=box, probes=probes, templates=templates, in_words=in_words)


@require_safe
def sign_in(request: OperatorRequest, pk: int) -> HttpResponse:
    """To the page where the administrator signs in for the mailbox; the answer comes back to `signed_in`."""
    ensure_may(request.user, MANAGE)
    box = get_object_or_404(Mailbox, pk=pk)
    state, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(64)
    request.session[SIGNING_IN] = {"mailbox": box.pk, "state": state, "verifier": verifier}
    provider = provider_of(box)
    try:
        checked_address(provider.authorize_url)
    except SignInFailed as failed:
        return _sign_in_failed(request, box, failed.reason)
    address = authorize_address(
        provider, client_id=box.client_id, redirect=redirect_address(), state=state, verifier=verifier, user=box.username or box.address
    )
    return HttpResponseRedirect(address)


@require_safe
def signed_in(request: OperatorRequest) -> HttpResponse:
    """Back from the sign-in page: with a code, or with what was refused. An answer nobody asked for changes nothing."""
    ensure_may(request.user, MANAGE)
    begun = request.session.pop(SIGNING_IN, None)
    if not begun or not secrets.compare_digest(begun["state"].encode(), request.GET.get("state", "").encode()):
        raise NotBegun()
    box = get_object_or_404(Mailbox, pk=begun["mailbox"])
    try:
        _finish_sign_in(box, {name: str(value) for name, value in request.GET.items()}, begun["verifier"])
    except SignInFailed as failed:
        return _sign_in_failed(request, box, failed.reason)
    actions.note_signed_in(box, by=request.user, at=timezone.now())
    return redirect_after_post("email:mailbox", box.pk)


def _finish_sign_in(box: Mailbox, answer: dict[str, str], verifier: str) -> None:
    if "error" in answer or not answer.get("code"):
        raise SignInFailed(told(*refusal(answer)))
    exchange_code(box, code=answer["code"], verifier=verifier)


def _sign_in_failed(request: OperatorRequest, box: Mailbox, reason: str) -> HttpResponse:
    probes = [Probe(_("Signing in"), is_well=False, said=in_words(reason))]
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    if box.is_connecting:
        return show_test(request, box, probes=probes, status=status)
    return _page(request, box, MailboxForm(initial=initial_of(box)), probes=probes, status=status)
