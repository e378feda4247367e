"""The script beside a contact: one partial, which every step brings anew."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from balie.access.accounts.models import OperatorRequest
from balie.access.permissions.actions import ensure_may
from balie.conversation.contacts.models import Contact
from balie.conversation.contacts.queries import contact_for
from balie.foundation.errors import Invalid, NotFound, Refusal
from balie.foundation.text.numbers import whole
from balie.foundation.ui.addresses import url
from balie.foundation.web.pages import is_partial, redirect_after_post, render_block
from balie.operations.scripts import actions
from balie.operations.scripts.models import Run
from balie.operations.scripts.policies import FOLLOW
from balie.operations.scripts.queries import running
from balie.operations.scripts.queries.published import find_published, offered, offered_version, opening_for
from balie.operations.scripts.queries.situation import situation_of
from balie.operations.scripts.rules import runs
from balie.operations.scripts.rules.runs import State
from balie.operations.scripts.words import KINDS_IN_WORDS, NEXT_IN_WORDS, WHENCE_IN_WORDS

TEMPLATE = "scripts/runner.html"
ANSWER = "v."
INPUT_TYPES = {"date": "date", "mail": "email", "phone": "tel"}
RUNNER_WORDS: dict[str, Any] = {
    "KIND_WORDS": KINDS_IN_WORDS,
    "NEXT_WORDS": NEXT_IN_WORDS,
    "WHENCE_WORDS": WHENCE_IN_WORDS,
    "INPUT_TYPES": INPUT_TYPES,
}
KINDS = {
    runs.ANSWERED,
    runs.EARLY,
    runs.WENT_ON,
    runs.SKIPPED,
    runs.BACK,
    runs.JUMPED,
    runs.LANGUAGE,
    runs.OBJECTION,
    runs.CALMED,
    runs.PAUSE,
    runs.RESUMED,
    runs.FINISHED,
    runs.LEFT_OFF,
}


@require_safe
def panel(request: OperatorRequest, number: int) -> HttpResponse:
    """The run under way, else the script that opens, not begun before its first step is passed; `early` names a later question."""
    ensure_may(request.user, FOLLOW)
    contact = contact_for(request.user, number)
    return _panel(request, contact, early=request.GET.get("early", ""))


@require_POST
def start(request: OperatorRequest, number: int) -> HttpResponse:
    """Begin with the script chosen, in the place of one that is left for the reason given."""
    ensure_may(request.user, FOLLOW)
    contact = contact_for(request.user, number)
    return _done(request, contact, lambda: _start(request, contact))


@require_POST
def step(request: OperatorRequest, number: int) -> HttpResponse:
    """One thing happens: `kind` says what, at `node`; the first one begins the script that stood there."""
    ensure_may(request.user, FOLLOW)
    contact = contact_for(request.user, number)
    kind = request.POST.get("kind", "")
    if kind not in KINDS:
        raise NotFound()
    return _done(request, contact, lambda: _step(request, contact, kind))


@require_POST
def take_up(request: OperatorRequest, number: int) -> HttpResponse:
    """Go on with a run of this customer that was paused in another contact."""
    ensure_may(request.user, FOLLOW)
    contact = contact_for(request.user, number)
    return _done(request, contact, lambda: actions.take_up(contact, whole(request.POST.get("run", "")), by=request.user, at=timezone.now()))


def _start(request: OperatorRequest, contact: Contact) -> tuple[Run, State]:
    by, at = request.user, timezone.now()
    version = offered_version(request.POST.get("script", ""))
    run = running.runs_of(contact).here
    if run is not None and run.ended_at is None:
        actions.happen(contact, runs.LEFT_OFF, reason=request.POST.get("reason", ""), by=by, at=at)
    return actions.start_run(contact, version, by=by, at=at)


def _step(request: OperatorRequest, contact: Contact, kind: str) -> tuple[Run, State]:
    sent = request.POST
    about: dict[str, Any] = {"opens": whole(sent.get("opens", "")) or None, "by": request.user, "at": timezone.now()}
    return actions.happen(contact, kind, node=sent.get("node", ""), **about, **data_in(request, kind))


def data_in(request: OperatorRequest, kind: str) -> dict[str, Any]:
    sent = request.POST
    match kind:
        case runs.ANSWERED | runs.EARLY:
            return {"values": values_in(request)}
        case runs.WENT_ON:
            return {"outcome": sent.get("outcome", "")} if sent.get("outcome") else {}
        case runs.LANGUAGE:
            return {"language": sent.get("language", "")}
        case runs.OBJECTION | runs.CALMED:
            return {"key": sent.get("key", "")}
        case runs.SKIPPED | runs.JUMPED | runs.LEFT_OFF:
            return {"reason": sent.get("reason", "").strip()}
    return {}


def values_in(request: OperatorRequest) -> dict[str, Any]:
    """The answers as they were typed: one value, or the list of the ticks of a question that takes several."""
    several = set(request.POST.getlist("several"))
    names = [name for name in request.POST if name.startswith(ANSWER)]
    found = {name.removeprefix(ANSWER): request.POST.getlist(name) for name in names}
    return {name: values if name in several else values[-1] for name, values in found.items()}


def _done(request: OperatorRequest, contact: Contact, act: Callable[[], tuple[Run, State]]) -> HttpResponse:
    """The panel after what was done, or with why not; without the bundle back to the contact."""
    try:
        run, state = act()
    except Invalid as wrong:
        return _panel(request, contact, wrong={wrong.field_name: str(wrong)}, typed=values_in(request), status=wrong.status)
    except (actions.CannotFollow, actions.AlreadyRunning, actions.ContactOver) as refusal:
        return _panel(request, contact, refused=refusal, status=refusal.status)
    if not is_partial(request):
        return redirect_after_post(url("contacts:contact", contact.number))
    return _panel(request, contact, run=run, state=state)


def _panel(
    request: OperatorRequest,
    contact: Contact,
    *,
    run: Run | None = None,
    state: State | None = None,
    early: str = "",
    refused: Refusal | None = None,
    status: int = HTTPStatus.OK,
    **more: Any,
) -> HttpResponse:
    """`wrong` and `typed` tell of answers that were refused."""
    found = running.runs_of(contact) if run is None or run.ended_at is not None else running.Runs(run, [])
    run, opens = run or found.here, None
    among = offered() if contact.finished_at is None else []
    if run is None and among:
        situation = situation_of(contact, at=timezone.now())
        opens = find_published(whole(request.POST.get("opens", ""))) or opening_for(situation, among)
        run, state = running.not_begun(request.user, situation, opens) if opens else (None, None)
    view = running.run_view(request.user, run, contact, state=state) if run else None
    under_way = view is not None and not view.is_over
    context: dict[str, Any] = {
        "contact": contact,
        "view": view,
        "opens": opens,
        "here": url("scripts:step", contact.number),
        "early_url": url("scripts:panel", contact.number),
        "carried": {"opens": opens.pk} if opens else {},
        "early": running.early_field(request.user, view, early) if view and early else None,
        "offered": [(each.script.key, str(each.script.name)) for each in among],
        "paused": found.paused if not under_way and contact.finished_at is None else [],
        "told": running.told(view, request.POST.get("kind", ""), request.POST.get("key", "")) if view and not refused else None,
        "refused": str(refused or ""),
        "wrong": {},
        "typed": {},
        **RUNNER_WORDS,
    }
    return render_block(request, TEMPLATE, "panel", status, **context | more)
