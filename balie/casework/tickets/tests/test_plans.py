"""Lists read what they show: at 100,000 tickets every view and sort walks an index and stops at its page."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from psycopg.sql import Literal
from pytest_django import DjangoDbBlocker

from balie.access.accounts.models import User
from balie.access.accounts.testing import MONDAY_9AM, a_team, a_user
from balie.access.permissions.levels import Level
from balie.casework.tickets.models import Ticket
from balie.casework.tickets.pages import open_work, timeline
from balie.casework.tickets.queries.lists import PAGE, SORTS, VIEWS, Filters, counts_for, numbers_found, tickets_for
from balie.casework.tickets.queries.pool import MOST_READ, pool_for
from balie.casework.tickets.queries.views import views_for
from balie.casework.tickets.queries.work import work_for
from balie.casework.tickets.testing import a_saved_view
from balie.records.customers.testing import a_customer

pytestmark = pytest.mark.django_db
TICKETS, TEAMS, PEOPLE = 100_000, 20, 50
_FILL = """
INSERT INTO tickets_ticket (number, subject, level, team_id, owner_id, participant_ids, requester_name, requester_address, language,
    state, urgency, impact, priority, tags, opened_at, changed_at, answer_due_since, reopened_count, result_sentence, version)
SELECT 20000000000 + i, 'Geen stroom na meterwissel', 0, (%(teams)s::bigint[])[1 + (i / 10) %% 20],
    CASE WHEN (i / 10) %% 7 = 0 THEN NULL ELSE (%(people)s::bigint[])[1 + (i / 10) %% 50] END, ARRAY[]::bigint[], 'Jan Peeters', 'jan@klant.example', 'nl',
    CASE WHEN i %% 10 = 0 THEN (ARRAY['new', 'open', 'customer', 'third'])[1 + (i / 10) %% 3 + (i / 30) %% 2] ELSE 'closed' END,
    2, 2, 1 + i %% 4, ARRAY['meter']::varchar[], '2026-01-01'::timestamptz + i * interval '5 minutes',
    '2026-01-02'::timestamptz + i * interval '5 minutes', CASE WHEN i %% 30 = 0 THEN '2026-01-02'::timestamptz + i * interval '4 minutes' END, 0, '', 1
FROM generate_series(1, %(tickets)s) AS i
"""


@pytest.fixture(scope="module")
def viewer(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[User]:
    """Somebody of one of twenty teams, in a desk with a hundred thousand tickets of which one in ten is open."""
    with django_db_blocker.unblock(), transaction.atomic():
        teams = [a_team(f"team{number}") for number in range(TEAMS)]
        people = [a_user("operator", teams=[teams[number % TEAMS]]) for number in range(PEOPLE)]
        with connection.cursor() as cursor:
            cursor.execute(_FILL, {"teams": [team.pk for team in teams], "people": [user.pk for user in people], "tickets": TICKETS})
            cursor.execute("ANALYZE tickets_ticket, tickets_turn")
        yield people[10]
        transaction.set_rollback(True)


def test_no_list_reads_more_than_it_shows(viewer: User) -> None:
    lists = [Filters(view=view, sort=sort) for view in VIEWS for sort in SORTS]
    lists += [
        Filters(view="all", priorities=(1,)),
        Filters(view="all", team_id=viewer.team_ids[0]),
        Filters(view="all", owner_id=viewer.pk),
    ]

    too_much = {}
    for filters in lists:
        plans = _plans(lambda filters=filters: tickets_for(viewer, filters))
        if problem := _problem(plans, rows=_most(filters)):
            too_much[filters.view, filters.sort] = problem

    assert not too_much


def test_the_second_page_costs_what_the_first_does(viewer: User) -> None:
    first = tickets_for(viewer, Filters(view="all"))

    plans = _plans(lambda: tickets_for(viewer, Filters(view="all", after=first.next)))

    assert first.next
    assert not _problem(plans, rows=PAGE * 4)


def test_counting_the_views_stops_at_a_hundred_each(viewer: User) -> None:
    plans = _plans(lambda: counts_for(viewer))

    assert not _problem(plans, rows=4000)


def test_the_counts_of_saved_lists_read_no_ticket_whoever_may_see_it(viewer: User) -> None:
    """Whatever the lists hold: closed tickets too, of which there are ninety thousand, and those that only a team or who takes part sees."""
    Ticket.objects.filter(number__lt=20000000200).update(level=Level.SECRET, participant_ids=[viewer.pk])
    Ticket.objects.filter(number__range=(20000000200, 20000009999)).update(level=Level.TEAM)
    for number, filters in enumerate((Filters(view="all"), Filters(view="mine"), Filters(view="team", states=("closed",), tag="meter"))):
        a_saved_view(f"lijst {number}", by=viewer, **vars(filters))

    plans = _plans(lambda: views_for(viewer))

    assert [row.count for row in views_for(viewer)] == [len(numbers_found(viewer, row.filters, most=TICKETS)) for row in views_for(viewer)]
    assert not _problem(plans, rows=0)


def test_tickets_of_several_teams_are_found_by_their_own_index(viewer: User) -> None:
    a_saved_view("alles", by=viewer)
    Ticket.objects.filter(number__lt=20000000200).update(also_team_ids=[viewer.team_ids[0]])

    plans = _plans(lambda: views_for(viewer))

    assert not _problem(plans, rows=200)


def test_the_file_of_a_customer_with_a_thousand_tickets_reads_what_it_shows(viewer: User) -> None:
    customer = a_customer()
    Ticket.objects.filter(number__lte=20000001000).update(customer=customer)

    plans = _plans(lambda: (open_work(viewer, customer), timeline(viewer, customer, most=4)))

    assert not _problem(plans, rows=20)


def test_the_work_list_and_what_is_handed_out_read_no_more_than_they_show(viewer: User) -> None:
    """One index for what is one's own, one for each team, one for what is shared: each stops at the page."""
    first = work_for(viewer, at=MONDAY_9AM)
    parts = 2 + len(viewer.team_ids)

    plans = _plans(lambda: work_for(viewer, at=MONDAY_9AM))
    further = _plans(lambda: work_for(viewer, at=MONDAY_9AM, after=first.next))
    pool = _plans(lambda: pool_for(viewer, beyond=(), narrowed=None))

    assert first.next
    assert not _problem(plans, rows=(PAGE + 1) * 2)
    assert not _problem(further, rows=(PAGE + 1) * 2)
    assert not _problem(pool, rows=MOST_READ * parts)


def _most(filters: Filters) -> int:
    """The rows a list may touch: a few pages; where the planner sifts or sorts a part of the open tickets, half of those."""
    is_part = filters.view != "all" or filters.team_id or filters.owner_id or filters.priorities
    return TICKETS // 20 if is_part else PAGE * 4


def _plans(ask: Any) -> list[dict[str, Any]]:
    """As the server runs what was asked: with the one plan it keeps for any values."""
    asked: list[tuple[str, list[Any]]] = []

    def note(execute: Any, sql: str, params: list[Any], many: bool, context: Any) -> Any:
        asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        ask()
    return [_plan(sql, params) for sql, params in asked]


def _plan(sql: str, params: list[Any]) -> dict[str, Any]:
    values = ", ".join(Literal(value).as_string() for value in params)
    with connection.cursor() as cursor:
        if "%s" in sql:  # not one of those that are kept
            cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", params)
            (plan,) = cursor.fetchone()
            return dict((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"])
        cursor.execute(f"PREPARE looked_at AS {sql}")
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) EXECUTE looked_at({values})")
        (plan,) = cursor.fetchone()
        cursor.execute("DEALLOCATE looked_at")
    found: list[dict[str, Any]] = json.loads(plan) if isinstance(plan, str) else plan
    return dict(found[0]["Plan"])


def _problem(plans: list[dict[str, Any]], *, rows: int) -> str:
    """A scan of the whole table, or one that touches more than `rows`; empty when there is none."""
    for node in _nodes(plans):
        if node.get("Relation Name") != "tickets_ticket":
            continue
        touched = (node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"]
        if node["Node Type"] == "Seq Scan" or touched > rows:
            return f"{node['Node Type']} {node.get('Index Name', '')} touched {touched}, at most {rows}"
    return ""


def _nodes(plans: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for plan in plans:
        yield plan
        yield from _nodes(plan.get("Plans", []))
