"""The doors of connecting a mailbox: its servers, whether they work, what happens with its mail. Nothing is fetched before the end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from http import HTTPStatus

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from balie.access.accounts.models import OperatorRequest
from balie.access.permissions.actions import ensure_may
from balie.conversation.email import actions, queries
from balie.conversation.email.connecting_forms import SelectorForm, ServersForm, TreatmentForm
from balie.conversation.email.domain import Probe
from balie.conversation.email.forms import MailboxForm, initial_of
from balie.conversation.email.guessing import guess_provider
from balie.conversation.email.models import Mailbox
from balie.conversation.email.probing import try_mailbox
from balie.conversation.email.providers import Provider
from balie.conversation.email.senders.dns import names
from balie.foundation.errors import Invalid
from balie.foundation.web.pages import is_partial, redirect_after_post, render, render_block

MANAGE = "email.manage_mailboxes"


@sensitive_post_parameters("password", "smtp_password", "client_secret")
def connect(request: OperatorRequest, pk: int | None = None) -> HttpResponse:
    """Which address, where its mail is, and how one signs in there."""
    box = _connecting(request, pk) if pk else None
    form = ServersForm(request.POST or None, mailbox=box)
    saved = _saved(request, form, box, actions.prepare_mailbox)
    if saved:
        return redirect_after_post("email:connect_test", saved.pk)
    return render(request, "email/connect.html", _status(form), form=form, mailbox=box)


def connect_test(request: OperatorRequest, pk: int) -> HttpResponse:
    """Whether the servers take us and the domain says that its mail is its own."""
    box = _connecting(request, pk)
    if request.method != "POST":
        return show_test(request, box)
    form = SelectorForm(request.POST)
    saved = _saved(request, form, box, actions.prepare_mailbox)
    if saved and "go_on" in request.POST:
        return _gone_on(saved, request.POST["go_on"])
    return show_test(request, saved or box, probes=try_mailbox(saved) if saved else (), form=form, status=_status(form))


def _gone_on(box: Mailbox, go_on: str) -> HttpResponse:
    """From the second step to the one that `go_on` says; the selector is kept."""
    step = {"next": "email:connect_treatment", "back": "email:connect"}.get(go_on)
    return redirect_after_post(step, box.pk) if step else redirect_after_post("email:mailboxes")


def show_test(
    request: OperatorRequest, box: Mailbox, *, probes: Sequence[Probe] = (), form: SelectorForm | None = None, status: int = HTTPStatus.OK
) -> HttpResponse:
    """The second step with what was found; the page tries by itself when nothing was yet."""
    shown = {"mailbox": box, "probes": probes, "form": form or SelectorForm(initial=initial_of(box))}
    if is_partial(request):
        return render_block(request, "email/connect_test.html", "tested", status, **shown)
    return render(request, "email/connect_test.html", status, **shown)


def connect_treatment(request: OperatorRequest, pk: int) -> HttpResponse:
    """What happens with its mail; "Begin" puts the mailbox in use, "Later" and "Back" only keep what was filled in."""
    box = _connecting(request, pk)
    form = TreatmentForm(request.POST or None, initial=initial_of(box))
    go_on = request.POST.get("go_on", "begin")
    if _saved(request, form, box, actions.begin_mailbox if go_on == "begin" else actions.prepare_mailbox):
        return redirect_after_post("email:connect_test", box.pk) if go_on == "back" else redirect_after_post("email:mailboxes")
    templates = queries.offered_templates(box, viewer=request.user)
    return render(request, "email/connect_treatment.html", _status(form), form=form, mailbox=box, templates=templates)


@require_safe
def guess(request: OperatorRequest) -> HttpResponse:
    """The choice of a provider with the one of `address` chosen, where its domain says it, and what was found."""
    ensure_may(request.user, MANAGE)
    guessed = guess_provider(request.GET.get("address", ""), ask=names().exchanges)
    form = ServersForm()
    form.initial["provider"] = guessed.of(request.GET.get("provider", Provider.OWN))
    return render_block(request, "email/provider.html", "provider", form=form, said=guessed.said)


@require_POST
def discard(request: OperatorRequest, pk: int) -> HttpResponse:
    """Throw it away, with what was filled in."""
    actions.discard_mailbox(_connecting(request, pk), by=request.user, at=timezone.now())
    return redirect_after_post("email:mailboxes")


def _connecting(request: OperatorRequest, pk: int) -> Mailbox:
    """Raises `ConnectedAlready`."""
    ensure_may(request.user, MANAGE)
    box = get_object_or_404(Mailbox, pk=pk)
    if not box.is_connecting:
        raise actions.ConnectedAlready()
    return box


def _saved(request: OperatorRequest, form: MailboxForm, box: Mailbox | None, save: Callable[..., Mailbox]) -> Mailbox | None:
    """What was sent, kept by `save`; None when nothing was, or when the form says what is wrong."""
    ensure_may(request.user, MANAGE)
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        return save(box, by=request.user, at=timezone.now(), **form.settings())
    except Invalid as refusal:
        form.add_error(refusal.field_name, str(refusal))
        return None


def _status(form: MailboxForm) -> int:
    return HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
