"""What a reason to wait holds is decided anew: tickets that wait for it follow from then on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob

from balie.access.accounts.models import User
from balie.access.accounts.testing import MONDAY_9AM, a_user
from balie.casework.procedures.models import RunStep
from balie.casework.procedures.testing import a_procedure
from balie.casework.tickets import actions
from balie.casework.tickets.models import StateReason, Ticket
from balie.casework.tickets.tasks import follow_reason
from balie.casework.tickets.testing import a_ticket
from balie.foundation.text.labels import label
from balie.records.sla import actions as sla
from balie.records.sla.models import Clock, ClockEvent
from balie.records.sla.testing import an_agreement
from balie.records.taxonomy.models import Category
from balie.records.taxonomy.testing import a_term

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
TEN, NOON = MONDAY_9AM + HOUR, MONDAY_9AM + 3 * HOUR


@pytest.fixture(autouse=True)
def agreement(db: None) -> None:
    sla.make_default(an_agreement("standard", hours=8), by=None, at=MONDAY_9AM)


def a_reason(pauses: Sequence[str]) -> StateReason:
    return actions.save_reason("foto", state="customer", name=label("Foto", "Photo", "Picture", "Foto"), pauses=pauses, by=None, at=NOON)


def waiting(reason: StateReason, by: User, **fields: object) -> Ticket:
    ticket = a_ticket(**fields)
    actions.set_state(ticket.number, "customer", reason=reason, by=by, at=TEN)
    return ticket


def clock(ticket: Ticket) -> Clock:
    return Clock.objects.get(subject_id=ticket.pk, metric="solution")


def jobs() -> list[dict[str, Any]]:
    rows = ProcrastinateJob.objects.filter(task_name="tickets.follow_reason").order_by("id")
    return [dict(job.args) for job in rows]


def test_a_wait_that_holds_the_promise_by_now_holds_it_from_now_on() -> None:
    ticket = waiting(a_reason([]), a_user("operator"))
    due = clock(ticket).due_at

    actions.follow_reason(a_reason(["solution"]).pk, after=0, at=NOON)

    ticket.refresh_from_db()
    assert due is not None
    assert (clock(ticket).due_at, ticket.due_at, clock(ticket).held_by) == (None, None, "foto")
    assert list(ClockEvent.objects.filter(clock=clock(ticket)).order_by("pk").values_list("kind", "at")) == [
        ("started", MONDAY_9AM),
        ("paused", NOON),
    ]


def test_a_wait_that_holds_it_no_more_lets_it_go_on_and_keeps_what_was_paused() -> None:
    ticket = waiting(a_reason(["solution"]), a_user("operator"))

    actions.follow_reason(a_reason([]).pk, after=0, at=NOON)

    ticket.refresh_from_db()
    assert (
        clock(ticket).due_at == ticket.due_at == MONDAY_9AM + 26.5 * HOUR
    )  # of eight hours seven are left at noon: four until five, three the next day
    assert not clock(ticket).is_paused


def test_the_steps_of_its_procedure_stand_still_with_it() -> None:
    a_procedure(category=a_term(Category), steps=[("Ask", {"hours": 4})])
    ticket = waiting(a_reason([]), a_user("operator"), category=a_term(Category))
    step = RunStep.objects.get(run__ticket_run__ticket=ticket)
    before = step.due_at

    actions.follow_reason(a_reason(["solution"]).pk, after=0, at=NOON)

    step.refresh_from_db()
    assert (before, step.due_at) == (MONDAY_9AM + 4 * HOUR, None)


def test_a_job_follows_only_where_what_it_holds_is_other_and_once_more_for_who_did_not_know(monkeypatch: pytest.MonkeyPatch) -> None:
    reason = a_reason(["solution"])
    assert jobs() == []

    a_reason(["solution"])
    assert jobs() == []
    a_reason(["update"])

    assert jobs() == [{"reason_id": reason.pk, "after": 0}] * 2


def test_many_follow_a_batch_a_job(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("balie.casework.tickets.actions.following.BATCH", 2)
    by, reason = a_user("operator"), a_reason([])
    tickets = [waiting(reason, by) for _ in range(3)]
    a_reason(["solution"])

    follow_reason(reason.pk)
    follow_reason(**jobs()[-1])

    assert all(clock(each).is_paused for each in tickets)


def test_a_batch_asks_as_much_for_many_as_for_one() -> None:
    by, reason = a_user("operator"), a_reason([])
    counts = []
    for count in (1, 6):
        for _ in range(count):
            waiting(reason, by)
        a_reason(["solution"])
        with CaptureQueriesContext(connection) as asked:
            actions.follow_reason(reason.pk, after=0, at=NOON)
        counts.append(len(asked))
        actions.follow_reason(a_reason([]).pk, after=0, at=NOON)

    assert counts[0] == counts[1]
