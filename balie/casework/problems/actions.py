"""Verbs on problems; the only writers of their tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.access.audit.actions import record
from balie.access.permissions.actions import ensure_may
from balie.casework.problems.finding import index_problem
from balie.casework.problems.models import Problem, ProblemTicket, Solution, Trial
from balie.casework.problems.policies import TRY, WRITE
from balie.casework.tickets.models import Ticket
from balie.conversation.contacts.models import Contact
from balie.foundation.errors import Invalid, NotFound, Outdated
from balie.foundation.live import nudge
from balie.foundation.text.labels import LANGUAGES, Label
from balie.foundation.text.normalise import one_line
from balie.foundation.text.numbers import next_number
from balie.records.knowledge.models import Article
from balie.records.taxonomy.models import Category

LONGEST_NAME, LONGEST_WORDS, MOST_MINUTES = 160, 1000, 10_000


@dataclass(frozen=True)
class Way:
    """A solution as it was typed."""

    name: Mapping[str, str]
    minutes: int
    article: Article | None = None
    urgencies: Sequence[int] = field(default_factory=tuple)
    impacts: Sequence[int] = field(default_factory=tuple)


@transaction.atomic
def open_problem(
    name: Mapping[str, str], *, workaround: Mapping[str, str], categories: Sequence[Category] = (), by: User | None, at: datetime
) -> Problem:
    """More than one customer has this. Raises `Invalid`."""
    ensure_may(by, WRITE)
    problem = Problem(number=next_number(Problem.KIND_DIGIT))
    return _put(problem, name, workaround, categories, "opened", by=by, at=at)


@transaction.atomic
def change_problem(
    number: int,
    name: Mapping[str, str],
    *,
    workaround: Mapping[str, str],
    categories: Sequence[Category],
    version: int | None = None,
    by: User | None,
    at: datetime,
) -> Problem:
    """Raises `Invalid`, `NotFound`, `Outdated`."""
    problem = _held(number, version=version, by=by)
    problem.version += 1
    return _put(problem, name, workaround, categories, "changed", by=by, at=at)


@transaction.atomic
def end_problem(number: int, *, by: User | None, at: datetime) -> Problem:
    """Nobody has it any more: it is offered no longer."""
    problem = _held(number, by=by)
    problem.ended_at = problem.ended_at or at
    return _saved(problem, "ended", by=by, at=at)


@transaction.atomic
def reopen_problem(number: int, *, by: User | None, at: datetime) -> Problem:
    """It is back."""
    problem = _held(number, by=by)
    problem.ended_at = None
    return _saved(problem, "reopened", by=by, at=at)


@transaction.atomic
def add_solution(number: int, way: Way, *, by: User | None, at: datetime) -> Solution:
    """Raises `Invalid`, `NotFound`."""
    problem = _held(number, by=by)
    return _put_solution(Solution(problem=problem), way, "solution_added", by=by, at=at)


@transaction.atomic
def change_solution(pk: int, way: Way, *, by: User | None, at: datetime) -> Solution:
    """How well it worked so far stays. Raises `Invalid`, `NotFound`."""
    return _put_solution(_solution(pk, by=by), way, "solution_changed", by=by, at=at)


@transaction.atomic
def retire_solution(pk: int, *, by: User | None, at: datetime) -> Solution:
    """Offer it no more."""
    solution = _solution(pk, by=by)
    solution.retired_at = solution.retired_at or at
    solution.save(update_fields=["retired_at"])
    _saved(solution.problem, "solution_retired", by=by, at=at)
    return solution


@transaction.atomic
def link_ticket(number: int, ticket: Ticket, *, by: User | None, at: datetime) -> ProblemTicket:
    """The ticket is of somebody who has the problem; a second time changes nothing. The caller has seen the ticket."""
    ensure_may(by, TRY)
    problem = _locked(number)
    link, is_new = ProblemTicket.objects.get_or_create(problem=problem, ticket=ticket, defaults={"at": at, "by": by})
    if is_new:
        Problem.objects.filter(pk=problem.pk).update(ticket_count=F("ticket_count") + 1)
        _note("linked", problem, by=by, at=at, ticket=ticket.number)
        nudge(f"ticket:{ticket.number}")
    return link


@transaction.atomic
def unlink_ticket(number: int, ticket: Ticket, *, by: User | None, at: datetime) -> None:
    """It was another problem; without a link nothing changes."""
    ensure_may(by, TRY)
    problem = _locked(number)
    gone, _rows = ProblemTicket.objects.filter(problem=problem, ticket=ticket).delete()
    if gone:
        Problem.objects.filter(pk=problem.pk).update(ticket_count=F("ticket_count") - 1)
        _note("unlinked", problem, by=by, at=at, ticket=ticket.number)
        nudge(f"ticket:{ticket.number}")


@transaction.atomic
def note_trial(solution_id: int, about: Ticket | Contact, *, has_worked: bool, by: User | None, at: datetime) -> Trial:
    """The solution was tried for this ticket or in this contact; said again it changes what was said. The caller has seen it."""
    ensure_may(by, TRY)
    solution = Solution.objects.select_for_update(of=("self",)).select_related("problem").filter(pk=solution_id).first()
    if solution is None:
        raise NotFound()
    where = {"ticket": about} if isinstance(about, Ticket) else {"contact": about}
    was = Trial.objects.filter(solution=solution, **where).first()
    trial, is_new = Trial.objects.update_or_create(solution=solution, **where, defaults={"has_worked": has_worked, "at": at, "by": by})
    solution.tried_count += is_new
    solution.worked_count += int(has_worked) - int(was is not None and was.has_worked)
    solution.save(update_fields=["tried_count", "worked_count"])
    topic = "ticket" if isinstance(about, Ticket) else "contact"
    _note("tried", solution.problem, by=by, at=at, solution=solution.pk, has_worked=has_worked, **{topic: about.number})
    nudge(f"{topic}:{about.number}")
    return trial


def _put(
    problem: Problem,
    name: Mapping[str, str],
    workaround: Mapping[str, str],
    categories: Sequence[Category],
    verb: str,
    *,
    by: User | None,
    at: datetime,
) -> Problem:
    problem.name, problem.workaround = _label(name, LONGEST_NAME), _label(workaround, LONGEST_WORDS)
    if not problem.name:
        raise Invalid(field="name", reason=_("Say what is wrong, in at least one language."))
    problem.changed_at = at
    problem.save()
    problem.categories.set(categories)
    return _saved(problem, verb, by=by, at=at)


def _put_solution(solution: Solution, way: Way, verb: str, *, by: User | None, at: datetime) -> Solution:
    solution.name, solution.article = _label(way.name, LONGEST_NAME), way.article
    if not solution.name:
        raise Invalid(field="name", reason=_("Say what is done, in at least one language."))
    if not 1 <= way.minutes <= MOST_MINUTES:
        raise Invalid(field="minutes", reason=_("From 1 to 10,000 minutes."))
    known = set(Ticket.Grade.values)
    if not known.issuperset([*way.urgencies, *way.impacts]):
        raise Invalid(field="urgencies", reason=_("A grade is 1, 2 or 3."))
    solution.minutes = way.minutes
    solution.urgencies, solution.impacts = sorted(set(way.urgencies)), sorted(set(way.impacts))
    solution.save()
    _saved(solution.problem, verb, by=by, at=at)
    return solution


def _saved(problem: Problem, verb: str, *, by: User | None, at: datetime) -> Problem:
    problem.changed_at = at
    problem.save()
    index_problem(problem)
    _note(verb, problem, by=by, at=at)
    return problem


def _held(number: int, *, version: int | None = None, by: User | None) -> Problem:
    ensure_may(by, WRITE)
    problem = _locked(number)
    if version is not None and problem.version != version:
        raise Outdated(version=problem.version)
    return problem


def _locked(number: int) -> Problem:
    problem = Problem.objects.select_for_update().filter(number=number).first()
    if problem is None:
        raise NotFound()
    return problem


def _solution(pk: int, *, by: User | None) -> Solution:
    ensure_may(by, WRITE)
    solution = Solution.objects.select_for_update(of=("self",)).select_related("problem").filter(pk=pk).first()
    if solution is None:
        raise NotFound()
    return solution


def _label(typed: Mapping[str, str], longest: int) -> Label:
    return Label({code: said for code in LANGUAGES if (said := one_line(typed.get(code, ""))[:longest])})


def _note(verb: str, problem: Problem, *, by: User | None, at: datetime, **data: str | int) -> None:
    record(f"problems.{verb}", problem, by=by, at=at, data={"number": problem.number, **data})
    nudge("problems")
