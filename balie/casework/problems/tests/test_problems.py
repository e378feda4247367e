"""Problems, their solutions, and what is tried for a ticket or in a contact."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from balie.access.accounts.models import User
from balie.access.accounts.testing import MONDAY_9AM, a_user
from balie.casework.problems import actions, queries
from balie.casework.problems.actions import Way
from balie.casework.problems.models import Problem, Solution, Trial
from balie.casework.problems.testing import a_problem, a_solution
from balie.casework.problems.words import reasons_of
from balie.casework.tickets.models import Ticket
from balie.casework.tickets.testing import a_ticket
from balie.conversation.contacts.testing import a_contact, a_question
from balie.foundation.errors import Invalid, NotAllowed, Outdated
from balie.foundation.search.queries import find
from balie.records.knowledge.queries.articles import sheet_for
from balie.records.knowledge.testing import an_article
from balie.records.taxonomy.models import Category
from balie.records.taxonomy.testing import a_term
from balie.surfaces.api.tests.test_api import Caller

pytestmark = pytest.mark.django_db
PARTIAL = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def operator() -> User:
    return a_user("operator", language="en")


@pytest.fixture
def category() -> Category:
    return a_term(Category, "meter")


@pytest.fixture
def ticket(operator: User, category: Category) -> Ticket:
    return a_ticket(category=category, owner=operator)


def test_beside_a_ticket_stand_the_problems_of_its_category_and_what_to_try(operator: User, ticket: Ticket, category: Category) -> None:
    problem = a_problem(categories=[category])
    slow, quick = a_solution(problem, "Replace it", minutes=240), a_solution(problem, minutes=5)
    a_problem("Another", categories=[a_term(Category, "parcels")])

    beside = queries.beside_ticket(operator, ticket)

    assert [line.name for line in beside.known] == ["The display stays dark"]
    assert [offer.id for offer in beside.offers] == [quick.pk, slow.pk]


def test_once_linked_only_what_solves_that_problem_is_offered(operator: User, ticket: Ticket, category: Category) -> None:
    problem, other = a_problem(categories=[category]), a_problem("Another", categories=[category])
    solution = a_solution(problem, minutes=200)
    a_solution(other, minutes=1)

    actions.link_ticket(problem.number, ticket, by=operator, at=MONDAY_9AM)
    actions.link_ticket(problem.number, ticket, by=operator, at=MONDAY_9AM)

    beside = queries.beside_ticket(operator, ticket)
    problem.refresh_from_db()
    assert problem.ticket_count == 1
    assert [line.number for line in beside.linked] == [problem.number]
    assert [offer.id for offer in beside.offers] == [solution.pk]
    actions.unlink_ticket(problem.number, ticket, by=operator, at=MONDAY_9AM)
    problem.refresh_from_db()
    assert problem.ticket_count == 0


def test_what_was_tried_is_counted_once_a_ticket_whatever_is_said_again(operator: User, ticket: Ticket, category: Category) -> None:
    solution = a_solution(a_problem(categories=[category]))

    for has_worked in (True, False, True, True):
        actions.note_trial(solution.pk, ticket, has_worked=has_worked, by=operator, at=MONDAY_9AM)

    solution.refresh_from_db()
    assert (solution.tried_count, solution.worked_count) == (1, 1)
    assert Trial.objects.count() == 1


def test_what_failed_here_comes_last_with_its_reason(operator: User, ticket: Ticket, category: Category) -> None:
    problem = a_problem(categories=[category])
    quick, slow = a_solution(problem, minutes=1), a_solution(problem, "Replace it", minutes=240)
    actions.note_trial(quick.pk, ticket, has_worked=False, by=operator, at=MONDAY_9AM)

    offers = queries.beside_ticket(operator, ticket).offers

    assert [offer.id for offer in offers] == [slow.pk, quick.pk]
    assert reasons_of(offers[1].ranked) == ["tried here: it did not work", "suits urgency and impact", "worked 0 of 1 times", "1 minute"]


def test_a_problem_nobody_has_any_more_is_offered_no_longer(operator: User, ticket: Ticket, category: Category) -> None:
    problem = a_problem(categories=[category])
    actions.end_problem(problem.number, by=None, at=MONDAY_9AM)

    assert queries.beside_ticket(operator, ticket).known == []
    actions.reopen_problem(problem.number, by=None, at=MONDAY_9AM)
    assert len(queries.beside_ticket(operator, ticket).known) == 1


def test_a_solution_that_was_retired_is_offered_no_more_and_keeps_its_counts(operator: User, ticket: Ticket, category: Category) -> None:
    solution = a_solution(a_problem(categories=[category]), tried_count=4, worked_count=3)
    actions.retire_solution(solution.pk, by=None, at=MONDAY_9AM)

    assert queries.beside_ticket(operator, ticket).offers == []
    assert Solution.objects.get().worked_count == 3


def test_beside_a_contact_it_goes_by_the_question_s_category(operator: User, category: Category) -> None:
    contact = a_contact(operator=operator)
    solution = a_solution(a_problem(categories=[category]))
    assert queries.beside_contact(operator, contact).offers == []

    a_question(contact, category=category)

    assert [offer.id for offer in queries.beside_contact(operator, contact).offers] == [solution.pk]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"minutes": 0}, "minutes"), ({"minutes": 10_001}, "minutes"), ({"urgencies": [4]}, "urgencies"), ({"name": ""}, "name")],
)
def test_what_cannot_be_right_of_a_solution_is_refused_by_its_field(wrong: dict[str, Any], field: str) -> None:
    problem, given = a_problem(), {"name": "x", "minutes": 5} | wrong

    with pytest.raises(Invalid) as refused:
        actions.add_solution(problem.number, Way(**given | {"name": {"en": given["name"]}}), by=None, at=MONDAY_9AM)

    assert refused.value.field_name == field


def test_two_who_change_one_problem_lose_nothing() -> None:
    problem = a_problem()
    changed: dict[str, Any] = {"workaround": {}, "categories": [], "version": 1, "by": None, "at": MONDAY_9AM}
    actions.change_problem(problem.number, {"en": "Dark"}, **changed)

    with pytest.raises(Outdated):
        actions.change_problem(problem.number, {"en": "Darker"}, **changed)


def test_who_may_not_keep_problems_is_refused(operator: User) -> None:
    with pytest.raises(NotAllowed):
        a_problem(by=operator)
    with pytest.raises(NotAllowed):
        actions.note_trial(1, a_ticket(), has_worked=True, by=a_user("privacy"), at=MONDAY_9AM)


def test_the_search_finds_a_problem_by_its_words_and_those_of_its_solutions(operator: User) -> None:
    problem = a_problem("The display stays dark")
    a_solution(problem, "Press the reset button")

    for typed in ("display dark", "reset button"):
        found = [result.number for hits in find(operator, typed, kinds=("problem",)) for result in hits.results]
        assert found == [problem.number]


def test_the_article_says_which_problems_it_solves(operator: User) -> None:
    article = an_article()
    a_solution(a_problem("The display stays dark"), article=article)

    uses = sheet_for(operator, article.number, language="en", today=MONDAY_9AM.date()).uses

    assert [use.title for use in uses] == ["The display stays dark"]


def test_problems_are_kept_on_screen(client: Client) -> None:
    client.force_login(a_user("knowledge", language="en"))

    made = client.post("/problems/new/", {"name_en": "Dark display", "workaround_en": "Use a torch"})
    number = Problem.objects.get().number
    refused = client.post(f"/problems/{number}/solutions/new/", {"name_en": "Press", "minutes": 5, "article": "123"})
    added = client.post(f"/problems/{number}/solutions/new/", {"name_en": "Press", "minutes": 5, "urgencies": [1]})
    changed = client.post(f"/problems/{number}/solutions/{Solution.objects.get().pk}/", {"name_en": "Press longer", "minutes": 6})

    assert made.headers["Location"] == f"/problems/{number}/"
    assert (refused.status_code, added.status_code, changed.status_code) == (422, 303, 303)
    assert "There is no such article." in refused.content.decode()
    page = client.get(f"/problems/{number}/").content.decode()
    assert "Press longer" in page
    assert "Use a torch" in page
    assert "Dark display" in client.get("/problems/").content.decode()


def test_beside_the_ticket_it_is_linked_and_what_was_tried_is_noted(
    client: Client, operator: User, ticket: Ticket, category: Category, django_assert_max_num_queries: Any
) -> None:
    problem = a_problem(categories=[category])
    solution, here = a_solution(problem), f"/problems/beside/ticket/{ticket.number}/"
    client.force_login(operator)

    linked = client.post(f"{here}link/", {"problem": problem.number}, headers=PARTIAL).content.decode()
    tried = client.post(f"{here}tried/", {"solution": solution.pk, "has_worked": "yes"}, headers=PARTIAL).content.decode()

    assert "It is not" in linked
    assert "tried here: it worked" in tried
    with django_assert_max_num_queries(8):
        client.get(here, headers=PARTIAL)
    assert here in client.get(f"/tickets/{ticket.number}/").content.decode()


def test_a_program_reads_what_to_try_and_notes_what_came_of_it(operator: User, ticket: Ticket, category: Category) -> None:
    problem = a_problem(categories=[category])
    solution, call = a_solution(problem), Caller(operator)

    _status, linked = call("POST", f"/problems/of/{ticket.number}/links", {"problem": problem.number})
    status, tried = call("POST", f"/problems/of/{ticket.number}/trials", {"solution": solution.pk, "has_worked": True})

    assert [each["number"] for each in linked["linked"]] == [problem.number]
    assert (status, tried["offers"][0]["chance"]) == (200, 2 / 3)
    assert [each["number"] for each in call("GET", "/problems?category=meter")[1]] == [problem.number]
