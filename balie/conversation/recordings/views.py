"""The doors of recordings: the panel beside a contact, the player, the sound by range, and the settings."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from balie.access.accounts.models import OperatorRequest
from balie.access.permissions.actions import ensure_may
from balie.conversation.contacts.queries import contact_for
from balie.conversation.recordings import actions, queries
from balie.conversation.recordings.drawing import drawing_of
from balie.conversation.recordings.forms import ReasonForm, RuleForm
from balie.conversation.recordings.models import RecordingRule
from balie.conversation.recordings.policies import LISTEN, SETTINGS
from balie.conversation.recordings.ranges import Unsatisfiable, range_in
from balie.foundation.errors import Invalid, NotAllowed
from balie.foundation.text.numbers import whole
from balie.foundation.web.pages import is_partial, redirect_after_post, render, render_block

PANEL = "recordings/panel.html"


@require_safe
def panel(request: OperatorRequest, number: int) -> HttpResponse:
    """Beside a contact: whether it is recorded, the recordings there are, and who spoke how long. A page of its own without the bundle."""
    return _panel(request, number)


@require_POST
def start(request: OperatorRequest, number: int) -> HttpResponse:
    return _done(request, number, actions.start_recording)


@require_POST
def pause(request: OperatorRequest, number: int) -> HttpResponse:
    return _done(request, number, actions.pause_recording)


@require_POST
def resume(request: OperatorRequest, number: int) -> HttpResponse:
    return _done(request, number, actions.resume_recording)


@require_POST
def refuse(request: OperatorRequest, number: int) -> HttpResponse:
    return _done(request, number, actions.refuse_recording)


@require_http_methods(["GET", "HEAD", "POST"])
def recording(request: OperatorRequest, name: str) -> HttpResponse:
    """First the reason, then the player; who gave one within the hour listens on."""
    ensure_may(request.user, LISTEN)
    line, now = queries.line_for(request.user, name), timezone.now()
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.listen(line.recording, form.cleaned_data["reason"], by=request.user, at=now)
        except Invalid as refusal:
            form.add_error("reason", str(refusal))
        else:
            return redirect_after_post("recordings:recording", name)
    return render(
        request,
        "recordings/recording.html",
        422 if form.errors else 200,
        line=line,
        form=form,
        listening=queries.listening_of(request.user, line.recording, at=now),
        listenings=queries.listenings_of(line.recording),
        drawing=drawing_of(line.recording, line.pauses),
        may_erase=queries.may_erase(request.user),
    )


@require_safe
def sound(request: OperatorRequest, name: str) -> HttpResponseBase:
    """The recording as WAV, whole or the range that was asked for, to who said why within the hour."""
    ensure_may(request.user, LISTEN)
    line = queries.line_for(request.user, name)
    if queries.listening_of(request.user, line.recording, at=timezone.now()) is None:
        raise NotAllowed()
    source = queries.sound_of(line.recording)
    try:
        wanted = range_in(request.headers.get("Range", ""), source.length)
    except Unsatisfiable:
        source.close()
        return HttpResponse(status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, headers={"Content-Range": f"bytes */{source.length}"})
    first, stop = wanted or (0, source.length)
    source.seek(first)
    source.stop = stop
    headers = {"Accept-Ranges": "bytes", "Content-Length": str(stop - first)}
    if wanted:
        headers["Content-Range"] = f"bytes {first}-{stop - 1}/{source.length}"
    status = HTTPStatus.PARTIAL_CONTENT if wanted else HTTPStatus.OK
    return FileResponse(source, status=status, content_type="audio/wav", headers=headers)


@require_POST
def hold(request: OperatorRequest, name: str) -> HttpResponse:
    """Keep it beyond its time, or no longer."""
    line = queries.line_for(request.user, name)
    actions.hold_recording(line.recording, is_held=not line.recording.is_held, by=request.user, at=timezone.now())
    return redirect_after_post("recordings:recording", name)


@require_POST
def erase(request: OperatorRequest, name: str) -> HttpResponse:
    line = queries.line_for(request.user, name)
    actions.erase_recording(line.recording, by=request.user, at=timezone.now())
    messages.success(request, _("The recording is erased."))
    return redirect_after_post("contacts:contact", line.recording.contact.number)


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: OperatorRequest) -> HttpResponse:
    """Which calls are recorded, what for, how long they are kept."""
    ensure_may(request.user, SETTINGS)
    is_rule = request.POST.get("part") == "rule"
    form = RuleForm(request.POST if is_rule else None)
    if request.method == "POST" and _saved(request, form, is_rule=is_rule):
        messages.success(request, _("Saved."))
        return redirect_after_post("recordings:settings")
    return render(request, "recordings/settings.html", 422 if form.errors else 200, form=form, rules=queries.all_rules())


def _saved(request: OperatorRequest, form: RuleForm, *, is_rule: bool) -> bool:
    by, at = request.user, timezone.now()
    if not is_rule:
        actions.drop_rule(get_object_or_404(RecordingRule, pk=whole(request.POST.get("rule", ""))), by=by, at=at)
        return True
    if not form.is_valid():
        return False
    try:
        actions.save_rule(**form.cleaned_data, by=by, at=at)
    except Invalid as refusal:
        form.add_error(refusal.field_name, str(refusal))
        return False
    return True


def _done(request: OperatorRequest, number: int, verb: Callable[..., object]) -> HttpResponse:
    verb(contact_for(request.user, number), by=request.user, at=timezone.now())
    return _panel(request, number) if is_partial(request) else redirect_after_post("contacts:contact", number)


def _panel(request: OperatorRequest, number: int) -> HttpResponse:
    sight = queries.sight_for(request.user, number)
    context: dict[str, Any] = {"sight": sight, "number": number, "now": timezone.now()}
    return render_block(request, PANEL, "panel", **context) if is_partial(request) else render(request, PANEL, **context)
