"""The list of customers."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from balie.access.accounts.actions import set_preferences
from balie.access.accounts.models import OperatorRequest
from balie.access.permissions.actions import ensure_may
from balie.foundation.text.numbers import whole
from balie.foundation.web.pages import is_partial, render, render_block
from balie.records.customers import queries
from balie.records.customers.models import Customer
from balie.records.taxonomy.models import CustomerType
from balie.records.taxonomy.queries import choices

PAGE = "customers/index.html"
COLUMNS = ("number", "type", "language", "phone", "mail", "place", "manager", "changed")
SHOWN_AT_FIRST = ("number", "type", "language", "phone", "place", "changed")
PREFERENCE = "customer_columns"  # a name of set_preferences too


@require_safe
def index(request: OperatorRequest) -> HttpResponse:
    """A page of 50; the list alone for a refresh."""
    ensure_may(request.user, "customers.view")
    filters = read_filters(request)
    context: dict[str, Any] = {
        "page": queries.customers_for(request.user, filters),
        "filters": filters,
        "columns": columns_for(request),
        "all_columns": column_names(),
        "here": request.get_full_path(),
        "links": _links(request),
    }
    if is_partial(request):
        return render_block(request, PAGE, "list", **context)
    return render(request, PAGE, **context, kinds=Customer.Kind.choices, types=choices(CustomerType))


def read_filters(request: HttpRequest) -> queries.Filters:
    """What the address asks; what nobody offered is as not asked."""
    asked = request.GET.get
    before, after = asked("before", ""), asked("after", "")
    customer_type = asked("type", "")
    return queries.Filters(
        kind=asked("kind", "") if asked("kind") in Customer.Kind.values else "",
        customer_type=whole(customer_type) or None,
        language=asked("language", "") if asked("language") in {"nl", "fr", "en", "de"} else "",
        mine=asked("mine") == "1",
        incomplete=asked("incomplete") == "1",
        sort="change" if asked("sort") == "change" else "name",
        at=before or after,
        is_before=bool(before),
    )


def columns_for(request: OperatorRequest) -> list[str]:
    """The columns the user chose, kept for next time when they come with the request."""
    if request.GET.get("choose"):
        chosen = [name for name in COLUMNS if name in request.GET.getlist("column")]
        set_preferences(request.user, customer_columns=chosen)
        return chosen
    kept = request.user.preferences.get(PREFERENCE)
    return [name for name in COLUMNS if name in (kept if isinstance(kept, list) else SHOWN_AT_FIRST)]


def column_names() -> dict[str, str]:
    return {
        "number": _("Number"),
        "type": _("Type"),
        "language": _("Language"),
        "phone": _("Telephone"),
        "mail": _("Mail"),
        "place": _("City"),
        "manager": _("Account manager"),
        "changed": _("Changed"),
    }


def _links(request: HttpRequest) -> dict[str, str]:
    """Addresses of this list sorted otherwise, without its page."""
    kept = {name: value for name, value in request.GET.items() if name in {"kind", "type", "language", "mine", "incomplete"} and value}
    at = reverse("customers:index")
    return {sort: f"{at}?{urlencode(kept | {'sort': sort})}" for sort in ("name", "change")} | {
        "page": f"{at}?{urlencode(kept | {'sort': request.GET.get('sort', 'name')})}"
    }
