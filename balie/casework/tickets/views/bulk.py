"""One verb on the tickets selected in a list, at once or as a job."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST, require_safe

from balie.access.accounts.models import OperatorRequest
from balie.access.permissions.actions import ensure_may
from balie.casework.tickets import actions
from balie.casework.tickets.bulk_verbs import NAMES, RIGHTS, kept_of, verb_from
from balie.casework.tickets.queries.bulk import bulk_job_for, bulk_jobs_of, refusals_of
from balie.casework.tickets.queries.lists import numbers_found
from balie.casework.tickets.views.filters import read_list
from balie.foundation.errors import Invalid
from balie.foundation.web.pages import is_partial, redirect_after_post, render, render_block

_ROW = re.compile(r"([0-9]{1,18})(?::([0-9]{1,9}))?")
REFUSED = "tickets.refused"  # in the session, until the list has shown it


@require_POST
def bulk(request: OperatorRequest) -> HttpResponse:
    """Do one verb to every selected ticket; the list then says which could not be done, and why.

    With `scope=found` to all that the list holds, on other pages too: as a job, which is shown before it begins.
    """
    name = request.POST.get("verb", "")
    if name not in RIGHTS:
        raise Invalid(field="verb", reason=gettext("Choose what to do with the selected tickets."))
    verb = verb_from(name, request.POST, by=request.user, at=timezone.now())
    if request.POST.get("scope") == "found":
        filters = read_list(request.user, QueryDict(urlsplit(list_of(request)).query)).filters
        numbers = numbers_found(request.user, filters, most=actions.MOST_IN_A_JOB + 1)
        job = actions.ask_bulk(name, kept_of(request.POST), numbers, by=request.user, at=timezone.now())
        return redirect_after_post("tickets:bulk_job", job.pk)
    outcomes = actions.each_of(selected(request.POST.getlist("selected")), verb)
    done = sum(not outcome.refused for outcome in outcomes)
    if done:
        messages.success(request, ngettext("%(count)s ticket changed.", "%(count)s tickets changed.", done) % {"count": done})
    request.session[REFUSED] = [[outcome.number, outcome.refused] for outcome in outcomes if outcome.refused]
    return redirect_after_post(list_of(request))


@require_safe
def jobs(request: OperatorRequest) -> HttpResponse:
    """One's own changes of many tickets, the newest first."""
    ensure_may(request.user, "tickets.view")
    return render(request, "tickets/bulk_jobs.html", jobs=bulk_jobs_of(request.user), verbs=NAMES)


@require_safe
def job(request: OperatorRequest, pk: int) -> HttpResponse:
    """How far it is, what could not be done and why; the progress alone for a refresh."""
    ensure_may(request.user, "tickets.view")
    found = bulk_job_for(request.user, pk)
    shown: dict[str, Any] = {"job": found, "refusals": refusals_of(found), "verbs": NAMES}
    if is_partial(request):
        return render_block(request, "tickets/bulk_job.html", "progress", **shown)
    return render(request, "tickets/bulk_job.html", **shown)


@require_POST
def job_step(request: OperatorRequest, pk: int, step: str) -> HttpResponse:
    """Start it, stop it, or undo what it did."""
    ensure_may(request.user, "tickets.view")
    found = _STEPS[step](pk, by=request.user, at=timezone.now())
    return redirect_after_post("tickets:bulk_job", found.pk)


def list_of(request: HttpRequest) -> str:
    """The list the form stood in; never another site."""
    here = request.POST.get("here", "")
    return here if here.startswith(reverse("tickets:lists")) else reverse("tickets:lists")


def selected(given: Iterable[str]) -> dict[int, int | None]:
    """Number → the version on screen, of rows sent as `number:version`; a number alone is taken as it is now."""
    rows = [found.groups() for each in given if (found := _ROW.fullmatch(each))]
    return {int(number): int(version) if version else None for number, version in rows}


_STEPS = {"start": actions.start_bulk, "stop": actions.stop_bulk, "undo": actions.undo_bulk}
