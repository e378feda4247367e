"""What closing takes, by category."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from balie.access.accounts.models import OperatorRequest
from balie.access.permissions.actions import ensure_may
from balie.casework.tickets import actions
from balie.casework.tickets.models import ClosingRule
from balie.casework.tickets.queries.closing import closing_in
from balie.casework.tickets.rules import Closing
from balie.foundation.errors import Invalid, NotFound
from balie.foundation.text.numbers import whole
from balie.foundation.web.pages import redirect_after_post, render
from balie.records.taxonomy.models import Category
from balie.records.taxonomy.queries import category_choices

MANAGE = "settings.manage"
EVERY = ""


class ClosingForm(forms.Form):
    """For which category, what is asked, and how long a customer's mail opens the ticket again."""

    category = forms.ChoiceField(label=_("For tickets about"), required=False)
    asks_result = forms.BooleanField(label=_("The result is chosen"), required=False)
    asks_cause = forms.BooleanField(label=_("The cause is chosen"), required=False)
    asks_told = forms.BooleanField(label=_("The customer knows: they were written or spoken to since their last message"), required=False)
    asks_steps = forms.BooleanField(label=_("The mandatory steps of the procedure are done"), required=False)
    reopen_days = forms.IntegerField(
        label=_("Days in which a mail opens it again"),
        required=False,
        min_value=0,
        max_value=3650,
        help_text=_("A mail that comes later makes a new ticket, linked with the old one. Empty: the old one is always opened again."),
    )

    def __init__(self, data: Any = None, *, about: str, closing: Closing) -> None:
        asks = {f"asks_{name}": getattr(closing, name) for name in ("result", "cause", "told", "steps")}
        super().__init__(data, initial={"category": about, "reopen_days": closing.reopen_days, **asks})
        named = [(str(pk), name) for pk, name in category_choices()]
        self.fields["category"].choices = [(EVERY, _("every category without a rule of its own")), *named]  # type: ignore[attr-defined]

    @property
    def asked(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "category"}


@require_http_methods(["GET", "POST"])
def closing_rules(request: OperatorRequest) -> HttpResponse:
    """Every rule, and one to change or add: `?category=` names it."""
    ensure_may(request.user, MANAGE)
    rules = {str(row.category_id or EVERY): row for row in ClosingRule.objects.select_related("category").order_by("pk")}
    about = (request.POST if request.method == "POST" else request.GET).get("category", EVERY)
    form = ClosingForm(request.POST or None, about=about, closing=closing_in(rules[about]) if about in rules else Closing())
    if request.method == "POST" and form.is_valid() and _saved(request, form):
        return redirect_after_post("tickets:closing_rules")
    named = dict(category_choices(keep=None))
    rows = [(key, row, named.get(row.category_id) if row.category_id else None) for key, row in rules.items()]
    shown = {"form": form, "rows": sorted(rows, key=lambda each: (each[2] is not None, str(each[2]).casefold())), "usual": Closing()}
    return render(request, "tickets/closing_rules.html", 422 if form.errors else 200, about=about, **shown)


@require_POST
def remove(request: OperatorRequest) -> HttpResponse:
    """What is nearest above holds again."""
    ensure_may(request.user, MANAGE)
    typed = request.POST.get("category", "")
    if typed != EVERY and _category(typed) is None:
        raise NotFound()
    actions.remove_closing_rule(_category(typed), by=request.user, at=timezone.now())
    return redirect_after_post("tickets:closing_rules")


def _saved(request: OperatorRequest, form: ClosingForm) -> bool:
    try:
        category = _category(form.cleaned_data["category"])
        actions.save_closing_rule(category, **form.asked, by=request.user, at=timezone.now())
    except Invalid as refusal:
        form.add_error(refusal.field_name, str(refusal))
        return False
    return True


def _category(typed: str) -> Category | None:
    return get_object_or_404(Category, pk=whole(typed)) if whole(typed) else None
