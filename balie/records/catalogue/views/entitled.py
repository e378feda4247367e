"""What a customer is entitled to now, beside its file, its tickets and its contacts."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from balie.access.accounts.models import OperatorRequest
from balie.access.permissions.actions import ensure_may, may
from balie.foundation.web.pages import render_block
from balie.records.catalogue import queries
from balie.records.catalogue.policies import USE, VIEW
from balie.records.customers.queries import load


@require_safe
def entitled(request: OperatorRequest, number: int) -> HttpResponse:
    """The part of the column; fetched by itself, after the page."""
    return part(request, number)


def part(request: OperatorRequest, number: int, *, status: int = HTTPStatus.OK, wrong: tuple[int, str] = (0, "")) -> HttpResponse:
    """`wrong`: the entitlement whose use was refused, and why."""
    ensure_may(request.user, VIEW)
    customer = load(request.user, number)
    found = queries.entitled_for(request.user, customer, at=timezone.now())
    lines = [*(each.line for each in found.holding), *found.others]
    files = sorted({customer.number, *(line.holder_number for line in lines)})
    return render_block(
        request,
        "catalogue/entitled.html",
        "entitled",
        status,
        found=found,
        number=customer.number,
        topics=[*(f"customer:{each}" for each in files), *(f"contract:{line.number}" for line in lines)],
        may_use=may(request.user, USE),
        wrong=wrong,
    )
