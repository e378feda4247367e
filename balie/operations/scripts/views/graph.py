"""The graph of a script: what the browser draws, and what was dragged in it."""

from __future__ import annotations

import json
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from balie.access.accounts.models import OperatorRequest
from balie.access.permissions.actions import ensure_may
from balie.foundation.errors import Refusal
from balie.foundation.web.pages import render
from balie.operations.scripts import actions
from balie.operations.scripts.models import Version
from balie.operations.scripts.policies import WRITE
from balie.operations.scripts.queries.designing import drawing_of
from balie.operations.scripts.queries.written import newest_version
from balie.operations.scripts.rules.editing import NODES, Change

MOST_PLACES = 1000


@require_safe
def graph(request: OperatorRequest, key: str) -> HttpResponse:
    """The version being written, or the one in use, as boxes and ways."""
    ensure_may(request.user, WRITE)
    version = newest_version(key)
    is_draft = version.state in Version.WRITTEN
    context: dict[str, Any] = {"script": version.script, "version": version, "is_draft": is_draft}
    return render(request, "scripts/graph.html", drawing=json.dumps(drawing_of(version)), **context)


@require_POST
def places(request: OperatorRequest, key: str) -> HttpResponse:
    """Keep where boxes were put, `x` and `y` by `node`; without any all go back where the layout puts them."""
    nodes, across, down = (request.POST.getlist(name)[:MOST_PLACES] for name in ("node", "x", "y"))
    put: dict[str, Any] = {node: (x, y) for node, x, y in zip(nodes, across, down, strict=False)}
    return _drawn(key, lambda: actions.place_nodes(key, put, by=request.user, at=timezone.now()))


@require_POST
def ways(request: OperatorRequest, key: str) -> HttpResponse:
    """One way more, `from` a step `to` another, with the condition `when` or as the default; with `remove=1` one less."""
    sent = request.POST
    node, go, by, at = sent.get("from", ""), sent.get("to", ""), request.user, timezone.now()
    if sent.get("remove") == "1":
        return _drawn(key, lambda: actions.drop_way(key, node, go, by=by, at=at))
    return _drawn(key, lambda: actions.add_way(key, node, go, when=sent.get("when", "").strip(), by=by, at=at))


@require_POST
def steps(request: OperatorRequest, key: str) -> HttpResponse:
    """Take the step `node` out, as it was `seen`; what led to it is told by the checks."""
    change = Change(NODES, request.POST.get("node", ""), None, seen=request.POST.get("seen", ""))
    return _drawn(key, lambda: actions.change_part(key, change, by=request.user, at=timezone.now()))


def _drawn(key: str, act: Callable[[], object]) -> HttpResponse:
    """The graph after the change, or why it cannot be."""
    try:
        act()
    except Refusal as refusal:
        return JsonResponse({"refused": str(refusal)}, status=refusal.status)
    return JsonResponse(drawing_of(newest_version(key)), status=HTTPStatus.OK)
