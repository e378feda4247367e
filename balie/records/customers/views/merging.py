"""Merge a double file into this one: choose, look, do."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from balie.access.accounts.models import OperatorRequest
from balie.access.permissions.actions import ensure_may
from balie.access.permissions.masking import Mask
from balie.foundation.errors import Invalid
from balie.foundation.text.numbers import whole
from balie.foundation.web.pages import redirect_after_post, render
from balie.records.customers import actions, queries
from balie.records.customers.forms import MergeForm, tell, version_in
from balie.records.customers.models import Customer
from balie.records.customers.queries.finding import summary_of
from balie.records.customers.views.parts import other_file

PAGE = "customers/merge.html"
SAME = _("These are the same file. Give the number of the other one.")


@require_http_methods(["GET", "POST"])
def merge(request: OperatorRequest, number: int) -> HttpResponse:
    """GET shows what would move for `?other=`; POST merges."""
    kept = queries.load(request.user, number)
    ensure_may(request.user, "customers.merge", kept)
    given = request.POST if request.method == "POST" else request.GET
    form = MergeForm(given if "other" in given else None)
    merged = _other(request, form, kept)
    if request.method == "POST" and merged:
        take = [field for field in actions.MERGED_FIELDS if request.POST.get(f"take_{field}") == "merged"]
        actions.merge_customers(kept, merged, take=take, by=request.user, at=timezone.now(), version=version_in(request.POST))
        return redirect_after_post("customers:customer", kept.number)
    return _page(request, kept, form, merged)


@require_POST
def take_apart(request: OperatorRequest, number: int) -> HttpResponse:
    """Let the file of `other`, merged into this one, stand alone again; then it is shown."""
    kept = queries.load(request.user, number)
    ensure_may(request.user, "customers.merge", kept)
    other = request.POST.get("other", "")
    alone = actions.take_apart(kept, whole(other), by=request.user, at=timezone.now())
    return redirect_after_post("customers:customer", alone.number)


def _other(request: OperatorRequest, form: MergeForm, kept: Customer) -> Customer | None:
    if not form.is_bound or not form.is_valid():
        return None
    try:
        other = other_file(request, form.cleaned_data["other"])
        if other.pk == kept.pk:
            form.add_error("other", str(Invalid(field="other", reason=SAME)))
            return None
        return other
    except Invalid as refusal:
        tell(form, refusal)
        return None


def _page(request: OperatorRequest, kept: Customer, form: MergeForm, merged: Customer | None) -> HttpResponse:
    mask = Mask(request.user)
    context = {
        "kept": summary_of(kept, mask),
        "merged": summary_of(merged, mask) if merged else None,
        "version": kept.version,
        "merges": queries.merges_into(kept, mask),
        "preview": queries.merge_preview(request.user, kept, merged, actions.MERGED_FIELDS) if merged else None,
    }
    return render(request, PAGE, 422 if form.errors else 200, form=form, **context)
