"""Problems: the list, the page and the forms, and the panel beside a ticket or contact."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from balie.access.accounts.models import OperatorRequest
from balie.access.permissions.actions import ensure_may
from balie.casework.problems import actions, queries
from balie.casework.problems.forms import ProblemForm, SolutionForm, TrialForm
from balie.casework.problems.models import Problem, Solution
from balie.casework.problems.policies import TRY, VIEW, WRITE
from balie.casework.problems.words import reasons_of
from balie.casework.tickets.models import Ticket
from balie.casework.tickets.queries.detail import ticket_for
from balie.conversation.contacts.models import Contact
from balie.conversation.contacts.queries import contact_for
from balie.foundation.errors import Invalid, NotFound, Outdated
from balie.foundation.text.numbers import whole
from balie.foundation.web.pages import is_partial, redirect_after_post, render, render_block
from balie.records.taxonomy.queries import category_choices

TICKET, CONTACT = "ticket", "contact"


@require_safe
def index(request: OperatorRequest) -> HttpResponse:
    """The last changed first: `category`, and `ended=1` for those nobody has any more."""
    ensure_may(request.user, VIEW)
    category, has_ended = whole(request.GET.get("category", "")) or None, request.GET.get("ended") == "1"
    found = queries.problems_for(request.user, category=category, has_ended=has_ended, before=_before(request.GET.get("before", "")))
    lines = found[: queries.PAGE]
    context: dict[str, Any] = {
        "lines": lines,
        "older": f"{lines[-1].changed_at.isoformat()}~{lines[-1].id}" if len(found) > queries.PAGE else "",
        "category": category,
        "has_ended": has_ended,
        "categories": category_choices(),
        "may_write": request.user.has(WRITE),
    }
    if is_partial(request):
        return render_block(request, "problems/index.html", "list", **context)
    return render(request, "problems/index.html", **context)


@require_safe
def problem(request: OperatorRequest, number: int) -> HttpResponse:
    """One problem, its solutions and the tickets of who has it."""
    ensure_may(request.user, VIEW)
    found = queries.find_problem(request.user, number)
    return render(
        request,
        "problems/problem.html",
        line=queries.line_of(found),
        solutions=queries.solutions_of(found),
        tickets=queries.tickets_of(request.user, found),
        grades=dict(Ticket.Grade.choices),
        may_write=request.user.has(WRITE),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def create(request: OperatorRequest) -> HttpResponse:
    """Another problem."""
    ensure_may(request.user, WRITE)
    form = ProblemForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.open_problem(**form.told, by=request.user, at=timezone.now())
            return redirect_after_post("problems:problem", made.number)
        except Invalid as refusal:
            _refuse(form, refusal)
    return _problem_form(request, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: OperatorRequest, number: int) -> HttpResponse:
    """What is wrong, how to get around it, what it is about."""
    ensure_may(request.user, WRITE)
    found = queries.find_problem(request.user, number)
    form = ProblemForm(request.POST or None, problem=found)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_problem(number, **form.told, version=form.cleaned_data["version"], by=request.user, at=timezone.now())
            return redirect_after_post("problems:problem", number)
        except (Invalid, Outdated) as refusal:
            _refuse(form, refusal)
    return _problem_form(request, form, found)


@require_POST
def end(request: OperatorRequest, number: int) -> HttpResponse:
    """Nobody has it any more."""
    actions.end_problem(number, by=request.user, at=timezone.now())
    return redirect_after_post("problems:problem", number)


@require_POST
def reopen(request: OperatorRequest, number: int) -> HttpResponse:
    """It is back."""
    actions.reopen_problem(number, by=request.user, at=timezone.now())
    return redirect_after_post("problems:problem", number)


@require_http_methods(["GET", "HEAD", "POST"])
def new_solution(request: OperatorRequest, number: int) -> HttpResponse:
    """Another way to solve it."""
    ensure_may(request.user, WRITE)
    found = queries.find_problem(request.user, number)
    form = SolutionForm(request.POST or None, viewer=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_solution(number, form.way, by=request.user, at=timezone.now())
            return redirect_after_post("problems:problem", number)
        except Invalid as refusal:
            _refuse(form, refusal)
    return _solution_form(request, form, found, None)


@require_http_methods(["GET", "HEAD", "POST"])
def solution(request: OperatorRequest, number: int, pk: int) -> HttpResponse:
    """Change a solution."""
    ensure_may(request.user, WRITE)
    found = queries.find_solution(request.user, number, pk)
    form = SolutionForm(request.POST or None, viewer=request.user, solution=found)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_solution(pk, form.way, by=request.user, at=timezone.now())
            return redirect_after_post("problems:problem", number)
        except Invalid as refusal:
            _refuse(form, refusal)
    return _solution_form(request, form, found.problem, found)


@require_POST
def retire_solution(request: OperatorRequest, number: int, pk: int) -> HttpResponse:
    """Offer it no more."""
    ensure_may(request.user, WRITE)
    actions.retire_solution(queries.find_solution(request.user, number, pk).pk, by=request.user, at=timezone.now())
    return redirect_after_post("problems:problem", number)


@require_safe
def panel(request: OperatorRequest, kind: str, number: int) -> HttpResponse:
    """What is known beside a ticket or contact, and what to try."""
    ensure_may(request.user, VIEW)
    return _panel(request, kind, _about(request, kind, number))


@require_POST
def tried(request: OperatorRequest, kind: str, number: int) -> HttpResponse:
    """Note that a solution worked here or did not; answers with the panel."""
    ensure_may(request.user, TRY)
    about, form = _about(request, kind, number), TrialForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        actions.note_trial(given["solution"], about, has_worked=given["has_worked"], by=request.user, at=timezone.now())
    return _answered(request, kind, about, is_wrong=not form.is_valid())


@require_POST
def link(request: OperatorRequest, number: int) -> HttpResponse:
    """The ticket is of somebody who has `problem`; answers with the panel."""
    ensure_may(request.user, TRY)
    ticket = ticket_for(request.user, number)
    actions.link_ticket(whole(request.POST.get("problem", "")), ticket, by=request.user, at=timezone.now())
    return _answered(request, TICKET, ticket)


@require_POST
def unlink(request: OperatorRequest, number: int) -> HttpResponse:
    """It was not `problem`; answers with the panel."""
    ensure_may(request.user, TRY)
    ticket = ticket_for(request.user, number)
    actions.unlink_ticket(whole(request.POST.get("problem", "")), ticket, by=request.user, at=timezone.now())
    return _answered(request, TICKET, ticket)


def _about(request: OperatorRequest, kind: str, number: int) -> Ticket | Contact:
    if kind == TICKET:
        return ticket_for(request.user, number)
    if kind == CONTACT:
        return contact_for(request.user, number)
    raise NotFound()


def _answered(request: OperatorRequest, kind: str, about: Ticket | Contact, *, is_wrong: bool = False) -> HttpResponse:
    if not is_partial(request) and not is_wrong:
        return redirect_after_post("tickets:ticket" if kind == TICKET else "contacts:contact", about.number)
    return _panel(request, kind, about, HTTPStatus.UNPROCESSABLE_ENTITY if is_wrong else HTTPStatus.OK)


def _panel(request: OperatorRequest, kind: str, about: Ticket | Contact, status: HTTPStatus = HTTPStatus.OK) -> HttpResponse:
    found = queries.beside_ticket(request.user, about) if isinstance(about, Ticket) else queries.beside_contact(request.user, about)
    offers = [(offer, reasons_of(offer.ranked)) for offer in found.offers]
    context: dict[str, Any] = {"kind": kind, "number": about.number, "beside": found, "offers": offers, "may_try": request.user.has(TRY)}
    return render_block(request, "problems/panel.html", "panel", status, **context)


def _problem_form(request: OperatorRequest, form: ProblemForm, found: Problem | None) -> HttpResponse:
    version = form.data.get("version") if form.is_bound else found.version if found else ""
    return render(request, "problems/edit.html", _status(form), form=form, problem=found, version=version)


def _solution_form(request: OperatorRequest, form: SolutionForm, found: Problem, changed: Solution | None) -> HttpResponse:
    return render(request, "problems/solution.html", _status(form), form=form, problem=found, solution=changed)


def _status(form: forms.Form) -> HTTPStatus:
    return HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK


def _refuse(form: forms.Form, refusal: Invalid | Outdated) -> None:
    field = refusal.field_name if isinstance(refusal, Invalid) else ""
    named = field if field in form.fields else f"{field}_nl"
    form.add_error(named if named in form.fields else None, str(refusal))


def _before(typed: str) -> tuple[datetime, int] | None:
    moment, _tilde, pk = typed.partition("~")
    try:
        at = parse_datetime(moment)
    except ValueError:
        return None
    return (at, whole(pk)) if at is not None and at.tzinfo and whole(pk) else None
