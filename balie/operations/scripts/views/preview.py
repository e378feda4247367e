"""A draft tried out with a sample customer: nothing of it is kept, what happened goes along with the page."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from balie.access.accounts.models import OperatorRequest
from balie.access.permissions.actions import ensure_may
from balie.foundation.errors import NotFound
from balie.foundation.ui.addresses import url
from balie.foundation.web.pages import is_partial, render, render_block
from balie.operations.scripts.policies import WRITE
from balie.operations.scripts.queries import sampling
from balie.operations.scripts.queries.running import told
from balie.operations.scripts.queries.sampling import Sample
from balie.operations.scripts.queries.written import newest_version
from balie.operations.scripts.rules import runs
from balie.operations.scripts.rules.runs import CannotGo, Event
from balie.operations.scripts.rules.values import WrongAnswer
from balie.operations.scripts.views.runner import KINDS, RUNNER_WORDS, data_in, values_in
from balie.operations.scripts.words import answer_in_words, refusal_in_words

PAGE = "scripts/preview.html"
LONGEST_TRIAL = 500
NOT_TRIED = {runs.EARLY, runs.PAUSE, runs.RESUMED, runs.LEFT_OFF}


@require_safe
def preview(request: OperatorRequest, key: str) -> HttpResponse:
    """The version being written, from its start, for a customer such as was chosen."""
    ensure_may(request.user, WRITE)
    return _answer(request, key, [], sampling.sample_of(request.GET.dict()))


@require_POST
def preview_step(request: OperatorRequest, key: str) -> HttpResponse:
    """One step of it, after those that were sent along."""
    ensure_may(request.user, WRITE)
    kind = request.POST.get("kind", "")
    if kind not in KINDS - NOT_TRIED:
        raise NotFound()
    return _answer(
        request,
        key,
        _sent_events(request),
        sampling.sample_of(request.POST.dict()),
        Event(kind, request.POST.get("node", ""), data_in(request, kind)),
    )


def _answer(request: OperatorRequest, key: str, events: list[Event], sample: Sample, happening: Event | None = None) -> HttpResponse:
    version = newest_version(key)
    trial = sampling.Trial(request.user, version, sample, at=timezone.now())
    if trial.graph is None:
        return render(request, PAGE, script=version.script, version=version, problems=trial.problems, view=None, **_about(sample))
    refused, wrong = "", {}
    try:
        before = trial.state_after(events)
    except (CannotGo, WrongAnswer):  # the draft was changed meanwhile: from the start again
        events, before = [], trial.state_after([])
        happening = None
    try:
        events, state = trial.after(events, happening) if happening else (events, before)
    except CannotGo as cannot:
        state, refused = before, refusal_in_words(cannot)
    except WrongAnswer as answer:
        state, wrong = before, {answer.name: answer_in_words(answer)}
    view, kind = trial.view(state), happening.kind if happening else ""
    context: dict[str, Any] = {
        "script": version.script,
        "version": version,
        **_about(sample),
        "problems": trial.problems,
        "view": view,
        "told": told(view, kind, request.POST.get("key", "")) if not refused else None,
        "here": url("scripts:preview_step", version.script.key),
        "early_url": "",
        "carried": {"events": _written(events), **sample.as_sent()},
        "refused": refused,
        "wrong": wrong,
        "typed": values_in(request) if wrong else {},
        "early": None,
        **RUNNER_WORDS,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if refused or wrong else HTTPStatus.OK
    return render_block(request, PAGE, "trial", status, **context) if is_partial(request) else render(request, PAGE, status, **context)


def _about(sample: Sample) -> dict[str, Any]:
    return {"sample": sample, "offered": sampling.offered_samples()}


def _written(events: list[Event]) -> str:
    return json.dumps([[each.kind, each.node, each.data] for each in events[:LONGEST_TRIAL]])


def _sent_events(request: OperatorRequest) -> list[Event]:
    """What happened before, as the page brings it back; nothing when that cannot be read."""
    try:
        rows = json.loads(request.POST.get("events", "[]"))
        return [Event(str(kind), str(node), dict(data)) for kind, node, data in rows[:LONGEST_TRIAL]]
    except (ValueError, TypeError):
        return []
