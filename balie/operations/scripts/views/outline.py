"""The outline of a script: what every page of the designer comes back to."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse

from balie.access.accounts.models import OperatorRequest
from balie.access.permissions.actions import ensure_may
from balie.foundation.errors import Invalid, Outdated
from balie.foundation.text.numbers import whole
from balie.foundation.web.pages import redirect_after_post, render
from balie.operations.scripts import actions
from balie.operations.scripts.models import Version
from balie.operations.scripts.policies import APPROVE, WRITE
from balie.operations.scripts.queries import designing
from balie.operations.scripts.queries.written import newest_version
from balie.operations.scripts.rules import editing
from balie.operations.scripts.rules.editing import NODES, SECTIONS
from balie.operations.scripts.words import SECTIONS_IN_WORDS, TYPES_IN_WORDS

PAGE = "scripts/outline.html"
REFUSED = (Invalid, Outdated, actions.NoDraft, actions.NotPublishable, actions.NeedsApproval)


def outline(request: OperatorRequest, key: str, *, status: int = HTTPStatus.OK, wrong: str = "") -> HttpResponse:
    may_approve = request.user.has(APPROVE)
    return render(request, PAGE, status, **outline_context(newest_version(key)), wrong=wrong, moved="", may_approve=may_approve)


def outline_context(version: Version) -> dict[str, Any]:
    return {
        "outline": designing.outline_of(version),
        "script": version.script,
        "version": version,
        "is_draft": version.state in Version.WRITTEN,
        "lists": [(section, SECTIONS_IN_WORDS[section]) for section in SECTIONS if section != NODES],
        "TYPES": TYPES_IN_WORDS,
        "marks": {section: {key: editing.mark_of(each) for key, each in version.content.get(section, {}).items()} for section in SECTIONS},
    }


def done(request: OperatorRequest, key: str, act: Callable[[], object]) -> HttpResponse:
    """Back to the outline; a "no" about the script itself is told there."""
    ensure_may(request.user, WRITE)
    try:
        act()
    except REFUSED as refusal:
        return outline(request, key, status=refusal.status, wrong=str(refusal))
    return redirect_after_post("scripts:script", key)


def version_in(request: OperatorRequest) -> int | None:
    return whole(request.POST.get("version", "")) or None
