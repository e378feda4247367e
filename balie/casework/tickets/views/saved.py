"""Saved lists: saving one, what they are called and hold, their order."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from balie.access.accounts.models import OperatorRequest, Team
from balie.access.permissions.actions import ensure_may
from balie.casework.tickets import actions
from balie.casework.tickets.models import Ticket
from balie.casework.tickets.queries.terms import Terms, terms_asked, terms_for
from balie.casework.tickets.queries.views import filters_of, may_change, own_order, view_for, views_asked, views_for
from balie.casework.tickets.views.bulk import list_of
from balie.casework.tickets.views.filters import ListAsked, read_list
from balie.casework.tickets.views.lists import list_page
from balie.casework.tickets.views.tabs import counted
from balie.casework.tickets.words import held_in_words
from balie.conversation.contacts.queries import open_contacts_asked
from balie.foundation.errors import Invalid, NotAllowed, Outdated
from balie.foundation.statements.together import asked_together
from balie.foundation.text.numbers import whole
from balie.foundation.ui.addresses import url
from balie.foundation.web.pages import redirect_after_post, render

REMOVED = "tickets.view_removed"  # in the session, until the page one comes back to has offered it back


@require_safe
def views(request: OperatorRequest) -> HttpResponse:
    """All that the viewer has, in their order, with what each holds."""
    viewer = request.user
    ensure_may(viewer, "tickets.view")
    with asked_together(views_asked(viewer), terms_asked(), open_contacts_asked(viewer)):
        terms = terms_for(Ticket())
        rows = [
            (row, held_in_words(row.filters, _names(terms)), "…" if row.count is None else counted(row.count), may_change(viewer, row))
            for row in views_for(viewer)
        ]
        shown: dict[str, Any] = {"rows": rows, "is_by_name": not own_order(viewer), "removed": request.session.pop(REMOVED, None)}
        return render(request, "tickets/views.html", **shown)


@require_POST
def save_view(request: OperatorRequest) -> HttpResponse:
    """Save the list the form stood in; it opens then. What is wrong is told in the form."""
    asked = _asked(request)
    name = request.POST.get("name", "")
    try:
        view = actions.save_view(name, asked.filters, team=_team(request), by=request.user, at=timezone.now())
    except Invalid as refusal:
        return list_page(request, asked, wrong={refusal.field_name: str(refusal)}, typed=name)
    messages.success(request, _("“%(name)s” is saved.") % {"name": view.name})
    return redirect_after_post(f"{url('tickets:lists')}?saved={view.pk}")


@require_http_methods(["GET", "HEAD", "POST"])
def view(request: OperatorRequest, pk: int) -> HttpResponse:
    """One saved list: its name, and taking it away."""
    found = view_for(request.user, pk)
    if not may_change(request.user, found):
        raise NotAllowed()
    typed, wrong = request.POST.get("name", found.name), ""
    if request.method == "POST":
        try:
            actions.change_view(pk, name=typed, by=request.user, at=timezone.now(), version=_version(request))
            return redirect_after_post("tickets:views")
        except (Invalid, Outdated) as refusal:
            wrong = str(refusal)
    holds = held_in_words(filters_of(found), _names(terms_for(Ticket())))
    return render(request, "tickets/view.html", 422 if wrong else 200, view=found, holds=holds, typed=typed, wrong=wrong)


@require_POST
def define_view(request: OperatorRequest, pk: int) -> HttpResponse:
    """Let the saved list hold what the list on screen holds."""
    asked = _asked(request)
    view = actions.change_view(pk, filters=asked.filters, by=request.user, at=timezone.now(), version=_version(request))
    messages.success(request, _("“%(name)s” is saved.") % {"name": view.name})
    return redirect_after_post(f"{url('tickets:lists')}?saved={view.pk}")


@require_POST
def remove_view(request: OperatorRequest, pk: int) -> HttpResponse:
    """Take it away; the page then offers it back."""
    view = actions.remove_view(pk, by=request.user, at=timezone.now())
    request.session[REMOVED] = [view.pk, view.name]
    return redirect_after_post("tickets:views")


@require_POST
def restore_view(request: OperatorRequest, pk: int) -> HttpResponse:
    actions.restore_view(pk, by=request.user, at=timezone.now())
    return redirect_after_post("tickets:views")


@require_POST
def move_view(request: OperatorRequest, pk: int) -> HttpResponse:
    ensure_may(request.user, "tickets.view")
    actions.move_view(pk, -1 if request.POST.get("step") == "-1" else 1, by=request.user)
    return redirect_after_post("tickets:views")


@require_POST
def order_views(request: OperatorRequest) -> HttpResponse:
    """By name again."""
    ensure_may(request.user, "tickets.view")
    actions.order_views_by_name(by=request.user)
    return redirect_after_post("tickets:views")


def _asked(request: OperatorRequest) -> ListAsked:
    """The list the form stood in."""
    ensure_may(request.user, "tickets.view")
    return read_list(request.user, QueryDict(urlsplit(list_of(request)).query))


def _team(request: OperatorRequest) -> Team | None:
    """Whose it is to be; what is no active team is refused by the action, which knows whose team it is."""
    typed = request.POST.get("team", "")
    if not typed:
        return None
    found = Team.objects.filter(pk=whole(typed), is_active=True).first()
    if found is None:
        raise Invalid(field="team", reason=_("Choose one of your own teams."))
    return found


def _version(request: OperatorRequest) -> int | None:
    typed = request.POST.get("version", "")
    return whole(typed) or None


def _names(terms: Terms) -> dict[tuple[str, int], str]:
    """(kind, id) → name, of what a list may be narrowed to."""
    kinds = {"category": terms.categories, "team": terms.teams, "owner": terms.people}
    return {(kind, pk): name for kind, pairs in kinds.items() for pk, name in pairs}
