"""A new file, with who may be the same customer beside it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from balie.access.accounts.models import OperatorRequest
from balie.access.permissions.actions import ensure_may
from balie.foundation.errors import Invalid
from balie.foundation.web.pages import redirect_after_post, render, render_block
from balie.records.customers import actions, queries
from balie.records.customers.forms import CreateForm, tell
from balie.records.customers.models import Customer

PAGE = "customers/create.html"


@require_http_methods(["GET", "POST"])
def create(request: OperatorRequest) -> HttpResponse:
    """Prefilled by the address; `next` gets `?customer=number` after saving."""
    ensure_may(request.user, "customers.create")
    kind = _kind(request)
    if request.method != "POST":
        form = CreateForm(kind=kind, initial=_prefill(request))
        return _page(request, form, likely=_likely(request, _asked(request)))
    form = CreateForm(request.POST, kind=kind)
    if not form.is_valid():
        return _page(request, form, likely=_likely(request, _asked(request)), status=422)
    likely = _likely(request, {**_asked(request), "born_on": form.cleaned_data.get("born_on")})
    if likely and request.POST.get("anyway") != "1":
        return _page(request, form, likely=likely, must_choose=True, status=409)
    try:
        made = actions.create_customer(by=request.user, at=timezone.now(), **form.changes, **form.reach)
    except Invalid as refusal:
        tell(form, refusal)
        return _page(request, form, likely=likely, status=422)
    return _on(request, made)


@require_POST
def likely(request: OperatorRequest) -> HttpResponse:
    """Who may be the same customer, as it is typed; posted, so that nothing typed stands in an address."""
    ensure_may(request.user, "customers.create")
    return render_block(request, PAGE, "likely", likely=_likely(request, _asked(request)), must_choose=False, next=_next(request))


@require_POST
def fields(request: OperatorRequest) -> HttpResponse:
    """The fields of the other kind, with what was typed."""
    ensure_may(request.user, "customers.create")
    form = CreateForm(kind=_kind(request), initial={name: value for name, value in request.POST.items() if value})
    return render_block(request, PAGE, "fields", form=form, kinds=Customer.Kind.choices)


@require_POST
def add_to(request: OperatorRequest, number: int) -> HttpResponse:
    """Add the typed number and mail address to a file that exists, instead of making a new one."""
    row = queries.load(request.user, number)
    ensure_may(request.user, "customers.change", row)
    now = timezone.now()
    if phone := request.POST.get("phone", "").strip():
        actions.save_phone(row, number=phone, by=request.user, at=now)
    if mail := request.POST.get("mail", "").strip():
        actions.save_mail_address(row, address=mail, by=request.user, at=now)
    return _on(request, row)


def _page(
    request: OperatorRequest, form: CreateForm, *, likely: list[queries.Likely], must_choose: bool = False, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "kinds": Customer.Kind.choices, "likely": likely, "must_choose": must_choose}
    return render(request, PAGE, status, **context, next=_next(request), contact=_given(request, "contact"))


def _on(request: OperatorRequest, customer: Customer) -> HttpResponse:
    """Back to where the file was asked for, else to the file."""
    following = _next(request)
    if not following:
        return redirect_after_post("customers:customer", customer.number)
    joint = "&" if "?" in following else "?"
    response = HttpResponseRedirect(f"{following}{joint}{urlencode({'customer': customer.number})}")
    response.status_code = 303
    return response


def _kind(request: OperatorRequest) -> str:
    kind = _given(request, "kind")
    return kind if kind in Customer.Kind.values else Customer.Kind.PERSON


def _given(request: OperatorRequest, name: str) -> str:
    return request.POST.get(name) or request.GET.get(name) or ""


def _next(request: OperatorRequest) -> str:
    """An address of ours, or nothing."""
    following = _given(request, "next")
    return following if following.startswith("/") and url_has_allowed_host_and_scheme(following, allowed_hosts=None) else ""


def _prefill(request: OperatorRequest) -> dict[str, str]:
    plain = {"language": request.user.language, "salutation": Customer.Salutation.NEUTRAL}
    return plain | {name: str(value)[:300] for name, value in request.GET.items() if name in PREFILLED and value}


def _asked(request: OperatorRequest) -> dict[str, str]:
    given = request.POST or request.GET
    return {name: str(given.get(name, "")) for name in LIKENESS}


def _likely(request: OperatorRequest, fields: dict[str, object] | dict[str, str]) -> list[queries.Likely]:
    return queries.likely_duplicates(request.user, fields) if any(fields.values()) else []


LIKENESS = ("kind", "given_name", "family_name", "organisation_name", "phone", "mail", "vat_number", "postcode")
PREFILLED = (*LIKENESS, "language", "salutation", "street", "house_number", "box", "city")
