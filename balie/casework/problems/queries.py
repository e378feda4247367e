"""Problems in lists and on their page, and the solutions to try for a ticket or in a contact, always for a viewer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject

from balie.access.accounts.models import User
from balie.access.permissions.masking import Mask
from balie.casework.problems.models import Problem, ProblemTicket, Solution, Trial
from balie.casework.problems.rules import Candidate, Ranked, Tried, ranked
from balie.casework.tickets.models import Ticket
from balie.conversation.contacts.models import Contact
from balie.foundation.errors import NotFound
from balie.foundation.text.labels import Label
from balie.records.taxonomy.models import Category
from balie.records.taxonomy.queries import category_line

PAGE, MOST_TICKETS, MOST_OFFERED, MOST_WEIGHED = 50, 50, 5, 200


@dataclass(frozen=True)
class ProblemLine:
    id: int
    number: int
    name: str
    workaround: str
    categories: list[str]
    ticket_count: int
    has_ended: bool
    changed_at: datetime


@dataclass(frozen=True)
class Offer:
    """A solution to try, with the problem it is of and how it ranks. `article` is the number of the one that says how."""

    id: int
    name: str
    problem: int
    problem_name: str
    article: int | None
    ranked: Ranked


@dataclass(frozen=True)
class Beside:
    """What stands beside a ticket or contact: the problems it was linked to, others of its category, and what to try."""

    linked: list[ProblemLine]
    known: list[ProblemLine]
    offers: list[Offer]


def problems_for(
    viewer: User, *, category: int | None = None, has_ended: bool = False, before: tuple[datetime, int] | None = None
) -> list[ProblemLine]:
    """The last changed first, one more than `PAGE` where there are older ones."""
    rows = Problem.objects.visible_to(viewer).filter(ended_at__isnull=not has_ended)
    if category is not None:
        rows = rows.filter(categories=category)
    if before is not None:
        at, pk = before
        rows = rows.filter(Q(changed_at__lt=at) | Q(changed_at=at, pk__lt=pk))
    return [_line(row) for row in _described(rows).order_by("-changed_at", "-pk")[: PAGE + 1]]


def find_problem(viewer: User, number: int) -> Problem:
    """Raises `NotFound`."""
    found = _described(Problem.objects.visible_to(viewer).filter(number=number)).first()
    if found is None:
        raise NotFound()
    return found


def line_of(problem: Problem) -> ProblemLine:
    """As `find_problem` gave it."""
    return _line(problem)


def solutions_of(problem: Problem) -> list[Solution]:
    """Those in use, best first as if nothing were known of urgency and impact; then the retired ones."""
    rows = {row.pk: row for row in problem.solutions.select_related("article").order_by("pk")}
    order = ranked([_candidate(row, {}) for row in rows.values() if not row.retired_at], urgency=None, impact=None)
    return [*(rows[each.candidate.id] for each in order), *(row for row in rows.values() if row.retired_at)]


def find_solution(viewer: User, number: int, pk: int) -> Solution:
    """Raises `NotFound`."""
    rows = Solution.objects.filter(problem__in=Problem.objects.visible_to(viewer), problem__number=number, pk=pk)
    found = rows.select_related("problem", "article").first()
    if found is None:
        raise NotFound()
    return found


def tickets_of(viewer: User, problem: Problem) -> list[tuple[int, str, str]]:
    """(number, subject, state) of the linked tickets the viewer may see, the newest link first."""
    mask, linked = Mask(viewer), ProblemTicket.objects.filter(problem=problem).values("ticket")
    rows = Ticket.objects.visible_to(viewer).filter(pk__in=linked).order_by("-changed_at", "-pk")[:MOST_TICKETS]
    return [(row.number, mask.text(row.subject), str(row.get_state_display())) for row in rows]


def beside_ticket(viewer: User, ticket: Ticket) -> Beside:
    """The caller has seen the ticket."""
    linked = set(ProblemTicket.objects.filter(ticket=ticket).values_list("problem_id", flat=True))
    return _beside(viewer, linked, ticket.category_id, Trial.objects.filter(ticket=ticket), urgency=ticket.urgency, impact=ticket.impact)


def beside_contact(viewer: User, contact: Contact) -> Beside:
    """By the category of the question noted last; the caller has seen the contact."""
    category = contact.questions.exclude(category=None).order_by("-position").values_list("category_id", flat=True).first()
    return _beside(viewer, set(), category, Trial.objects.filter(contact=contact), urgency=None, impact=None)


def problems_using(viewer: User, article_id: int, most: int) -> list[Problem]:
    """The problems a solution of which the article tells."""
    used = Solution.objects.filter(article=article_id, retired_at=None).values("problem")
    return list(Problem.objects.visible_to(viewer).filter(pk__in=used).order_by("-changed_at")[:most])


def _beside(
    viewer: User, linked: set[int], category: int | None, trials: QuerySet[Trial], *, urgency: int | None, impact: int | None
) -> Beside:
    line = category_line(category) if category else []
    if not line and not linked:
        return Beside([], [], [])
    wanted = Q(pk__in=linked) | Q(categories__in=line, ended_at=None)
    rows = _described(Problem.objects.visible_to(viewer).filter(wanted).distinct())
    found = list(rows.order_by("-ticket_count", "-pk")[:MOST_WEIGHED])
    mine = [row for row in found if row.pk in linked]
    offers = _offers(mine or found, trials, urgency=urgency, impact=impact) if found else []
    return Beside([_line(row) for row in mine], [_line(row) for row in found if row not in mine][:MOST_OFFERED], offers)


def _offers(problems: Sequence[Problem], trials: QuerySet[Trial], *, urgency: int | None, impact: int | None) -> list[Offer]:
    rows = Solution.objects.filter(problem__in=problems, retired_at=None).select_related("article", "problem")
    said = ArraySubquery(trials.filter(solution=OuterRef("pk")).values(told=JSONObject(worked="has_worked")))
    known = {row.pk: row for row in rows.annotate(said=said)}
    tried = {pk: Tried.WORKED if vars(row)["said"][0]["worked"] else Tried.FAILED for pk, row in known.items() if vars(row)["said"]}
    order = ranked([_candidate(row, tried) for row in known.values()], urgency=urgency, impact=impact)
    return [_offer(known[each.candidate.id], each) for each in order[:MOST_OFFERED]]


def _offer(row: Solution, rank: Ranked) -> Offer:
    return Offer(row.pk, str(row.name), row.problem.number, str(row.problem.name), row.article.number if row.article else None, rank)


def _candidate(row: Solution, tried: dict[int, Tried]) -> Candidate:
    return Candidate(row.pk, row.urgencies, row.impacts, row.minutes, row.tried_count, row.worked_count, tried.get(row.pk, Tried.NO))


def _described(rows: QuerySet[Problem]) -> QuerySet[Problem]:
    categories = Category.objects.filter(problems=OuterRef("pk")).order_by("position", "pk")
    return rows.annotate(category_ids=ArraySubquery(categories.values("pk")), category_names=ArraySubquery(categories.values("name")))


def _line(row: Problem) -> ProblemLine:
    return ProblemLine(
        id=row.pk,
        number=row.number,
        name=str(row.name),
        workaround=str(row.workaround),
        categories=[str(Label(name)) for name in vars(row)["category_names"]],
        ticket_count=row.ticket_count,
        has_ended=row.ended_at is not None,
        changed_at=row.changed_at,
    )
