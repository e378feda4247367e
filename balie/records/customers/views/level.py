"""How closed the file is, and why."""

from __future__ import annotations

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from balie.access.accounts.models import OperatorRequest, User
from balie.access.accounts.queries import active_users
from balie.access.permissions.actions import ensure_may
from balie.access.permissions.masking import Mask
from balie.foundation.errors import Invalid, Outdated
from balie.foundation.web.pages import redirect_after_post, render
from balie.records.customers import actions, queries
from balie.records.customers.forms import LevelForm, tell, version_in
from balie.records.customers.models import Customer
from balie.records.customers.queries.finding import summary_of

PAGE = "customers/level.html"


@require_http_methods(["GET", "POST"])
def level(request: OperatorRequest, number: int) -> HttpResponse:
    """Who may see the file: all, a team, its lead, or people by name; with the reason."""
    row = queries.load(request.user, number)
    ensure_may(request.user, "permissions.set_level", row)
    if request.method != "POST":
        return _page(request, row, LevelForm(initial=_initial(row)))
    form = LevelForm(request.POST)
    if not form.is_valid():
        return _page(request, row, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        changed = actions.set_level(row, **form.cleaned_data, by=request.user, at=timezone.now(), version=version_in(request.POST))
    except Invalid as refusal:
        tell(form, refusal)
        return _page(request, row, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    except Outdated as outdated:
        return _page(request, row, form, refusal=str(outdated), status=HTTPStatus.CONFLICT)
    return _onwards(request, changed)


def _onwards(request: OperatorRequest, row: Customer) -> HttpResponse:
    """To the file, unless it was just closed to who did it."""
    if Customer.objects.visible_to(request.user).filter(pk=row.pk).exists():
        return redirect_after_post("customers:customer", row.number)
    messages.success(request, _("The file is closed to you from now on."))
    return redirect_after_post("customers:index")


def _page(request: OperatorRequest, row: Customer, form: LevelForm, *, refusal: str = "", status: int = HTTPStatus.OK) -> HttpResponse:
    return render(
        request,
        PAGE,
        status,
        file=summary_of(row, Mask(request.user)),
        form=form,
        version=row.version,
        refusal=refusal,
        people=list(active_users()),
    )


def _initial(row: Customer) -> dict[str, object]:
    names = User.objects.filter(pk__in=row.participant_ids).order_by("name").values_list("username", flat=True)
    return {"level": row.level, "team": row.team_id, "people": " ".join(f"@{name}" for name in names)}
