"""The right column: the customer beside a ticket or a contact, or the search for one."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode, urlsplit

from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from balie.access.accounts.models import OperatorRequest
from balie.access.permissions.actions import ensure_may, may
from balie.foundation.search.queries import find
from balie.foundation.text.numbers import whole
from balie.foundation.web.pages import render_block
from balie.records.customers import queries

COLUMN = "customers/column.html"
PASSED_ON = ("given_name", "family_name", "organisation_name", "mail", "phone", "language", "contact")
MOST_FOUND = 6


@require_safe
def column(request: OperatorRequest, number: int) -> HttpResponse:
    """Who this is, what was agreed, what is open. With `attach` the customer can be changed for another."""
    row = queries.load_file(request.user, number)
    return render_block(
        request,
        COLUMN,
        "column",
        file=queries.file_of(request.user, row),
        entitled=queries.entitled_parts(request.user, row.number),
        work=queries.open_work_for(request.user, row),
        panels=queries.panels_for(request.user, row),
        recent=queries.timeline_for(request.user, row, 3)[0],
        attach_page=_attach_page(request),
    )


@require_safe
def attach(request: OperatorRequest) -> HttpResponse:
    """No customer yet: search one to attach (a POST of `customer` to the address in `attach`), or make a file.

    `q` is what is looked for, `customer` a number to offer first.
    """
    ensure_may(request.user, "customers.view")
    typed = request.GET.get("q", "").strip()
    offered = request.GET.get("customer", "")
    first = queries.find_by_number(request.user, whole(offered)) if whole(offered) else None
    hits = find(request.user, typed, kinds=["customer"], most=MOST_FOUND) if len(typed) >= 2 else []
    context: dict[str, Any] = {
        "attach": local(request.GET.get("attach", "")),
        "typed": typed,
        "found": hits[0].results if hits else [],
        "first": queries.summaries(request.user, [first.pk])[first.pk] if first else None,
        "passed": {name: request.GET[name] for name in (*PASSED_ON, "attach", "next") if request.GET.get(name)},
        "new_file": _new_file(request) if may(request.user, "customers.create") else "",
    }
    return render_block(request, COLUMN, "results" if "q" in request.GET else "attach", **context)


def local(address: str) -> str:
    """`address` when it is a path of ours, else nothing: a form never posts elsewhere."""
    return address if address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None) else ""


def _attach_page(request: OperatorRequest) -> str:
    """The address of the search that changes the customer, when there is something to attach to."""
    given = {name: request.GET[name] for name in (*PASSED_ON, "attach", "next") if request.GET.get(name)}
    return f"{reverse('customers:attach')}?{urlencode(given)}" if local(given.get("attach", "")) else ""


def _new_file(request: OperatorRequest) -> str:
    given = {name: request.GET[name] for name in PASSED_ON if request.GET.get(name)}
    current = urlsplit(request.headers.get("HX-Current-URL", ""))
    following = local(request.GET.get("next", "")) or local(current.path)
    return f"{reverse('customers:create')}?{urlencode(given | ({'next': following} if following else {}))}"
