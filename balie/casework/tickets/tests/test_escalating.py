"""What a ticket undergoes when a promise runs out, each once."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st
from procrastinate.contrib.django.models import ProcrastinateJob

from balie.access.accounts.actions import set_teams
from balie.access.accounts.models import User
from balie.access.accounts.testing import MONDAY_9AM, a_team, a_user
from balie.casework.tickets import actions, rules
from balie.casework.tickets.actions.holding import held, keep
from balie.casework.tickets.models import Change, Notification, Ticket
from balie.casework.tickets.queries.history import ChangeLine
from balie.casework.tickets.testing import a_ticket
from balie.casework.tickets.tests.test_progress import a_mailed_ticket
from balie.casework.tickets.words import in_words
from balie.conversation.email.models import AutomaticMail, Mailbox
from balie.records.calendars.slots import DAYS
from balie.records.sla.actions import Step, make_default, rebase_batch, save_escalations, save_targets, tell_steps
from balie.records.sla.models import Agreement, Clock, ClockStep, Escalation
from balie.records.sla.testing import a_calendar, an_agreement

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
LATER = MONDAY_9AM + 30 * HOUR


@pytest.fixture
def agreement(db: None) -> Agreement:
    found = an_agreement("standard", hours=0)
    always = a_calendar("always", {day: [["00:00", "24:00"]] for day in DAYS})
    cells = {(priority, "solution"): 8 * HOUR for priority in (1, 2, 3, 4)}
    save_targets(found, cells=cells, calendars=dict.fromkeys((1, 2, 3, 4), always), by=None, at=MONDAY_9AM)
    make_default(found, by=None, at=MONDAY_9AM)
    return found


@pytest.fixture
def hilde(db: None) -> User:
    """Leads the team “energie”."""
    lead = a_user("lead")
    set_teams(lead, [a_team("energie").key], leads=[a_team("energie").key], by=None, at=MONDAY_9AM)
    return lead


def agree(agreement: Agreement, *steps: Step, at: datetime = MONDAY_9AM) -> None:
    save_escalations(agreement, steps, by=None, at=at)
    rebase_batch(agreement_id=agreement.pk, at=at)


def run_jobs(at: datetime = LATER) -> list[bool]:
    """What the clocks come to is told, and every job that leaves of it is run; whether each did something."""
    while tell_steps():
        pass
    jobs = ProcrastinateJob.objects.filter(task_name="tickets.escalate").order_by("pk")
    return [actions.escalate(**job.args, at=at) for job in jobs]


@override("en")
def said(ticket: Ticket) -> list[str]:
    lines = Change.objects.filter(ticket=ticket, verb="escalated").order_by("pk")
    return [in_words(ChangeLine(row.at, None, "", row.verb, row.field, row.old, row.new, row.reason), {}) for row in lines]


def test_the_owner_is_reminded_once_however_often_the_job_runs(agreement: Agreement) -> None:
    jan = a_user("operator")
    ticket = a_ticket(owner=jan)
    agree(agreement, Step(50, "owner", "solution"))

    assert run_jobs() == [True]
    assert run_jobs() == [False]

    assert Notification.objects.filter(user=jan, ticket=ticket, kind="escalated").count() == 1
    assert said(ticket) == ["50 % of the promise used (solution): remind who treats it"]


def test_leads_hear_of_what_nobody_treats(agreement: Agreement, hilde: User) -> None:
    ticket = a_ticket(team=a_team("energie"))
    agree(agreement, Step(50, "owner"), Step(150, "leads"))

    assert run_jobs() == [True, True]

    assert Notification.objects.filter(user=hilde, ticket=ticket, kind="escalated").count() == 1


def test_the_priority_is_raised_and_the_promise_follows(agreement: Agreement) -> None:
    ticket = a_ticket()
    agree(agreement, Step(60, "raise", "solution"))

    run_jobs()

    ticket.refresh_from_db()
    assert (ticket.urgency, ticket.impact, ticket.priority) == (1, 2, 2)
    assert Clock.objects.get(subject_id=ticket.pk).priority == 2
    assert said(ticket)[1:] == ["urgency normal → high", "priority normal → high"]


def test_it_goes_to_the_team_that_was_agreed_and_nobody_owns_it_there(agreement: Agreement, hilde: User) -> None:
    jan, second = a_user("operator"), a_team("second")
    ticket = a_ticket(team=a_team("energie"), owner=jan)
    agree(agreement, Step(100, "transfer", "solution", second))

    run_jobs()

    ticket.refresh_from_db()
    assert (ticket.team, ticket.owner) == (second, None)
    assert Notification.objects.filter(user=jan, kind="escalated").exists()
    assert run_jobs() == [False]


def test_the_customer_is_told_where_it_was_agreed(agreement: Agreement, mailbox: Mailbox) -> None:
    a_mailed_ticket(mailbox, at=MONDAY_9AM)
    agree(agreement, Step(50, "customer", "solution"))

    assert run_jobs() == [True]

    assert AutomaticMail.objects.filter(purpose="progress").count() == 1


def test_a_promise_that_was_kept_meanwhile_asks_for_nothing(agreement: Agreement) -> None:
    ticket = a_ticket(owner=a_user("operator"))
    agree(agreement, Step(50, "owner"))
    tell_steps()
    kept = held(ticket.number, by=None, verb="tickets.change")
    kept.state, kept.solved_at = "solved", LATER
    keep(kept, "closed", by=None, at=LATER, fields=["state", "solved_at"])

    assert run_jobs() == [False]
    assert not Notification.objects.filter(kind="escalated").exists()


def test_what_is_agreed_now_is_not_made_up_for_where_its_share_was_used_before(agreement: Agreement) -> None:
    first, second = a_ticket(owner=a_user("operator")), a_ticket(owner=a_user("operator"), at=MONDAY_9AM + 6 * HOUR)
    tell_steps()
    agree(agreement, Step(50, "owner", "solution"), at=MONDAY_9AM + 7 * HOUR)

    assert run_jobs() == [True]

    assert (said(first), len(said(second))) == ([], 1)
    assert not Notification.objects.filter(ticket=first).exists()


def test_what_is_agreed_no_more_is_not_done(agreement: Agreement) -> None:
    a_ticket(owner=a_user("operator"))
    agree(agreement, Step(50, "owner"))
    tell_steps()
    agree(agreement)

    assert run_jobs() == [False]
    assert not Escalation.objects.exists()


def test_one_that_stays_keeps_what_was_done_under_it(agreement: Agreement) -> None:
    a_ticket(owner=a_user("operator"))
    agree(agreement, Step(50, "owner"))
    assert run_jobs() == [True]
    agree(agreement, Step(50, "owner"), Step(90, "leads"), at=MONDAY_9AM + 5 * HOUR)

    assert run_jobs() == [False, True]
    assert ClockStep.objects.filter(percent=50).count() == 1


@given(
    matrix=st.dictionaries(st.tuples(st.integers(1, 3), st.integers(1, 3)), st.integers(1, 4)),
    urgency=st.integers(1, 3),
    impact=st.integers(1, 3),
)
def test_raising_gives_a_more_pressing_priority_and_lowers_no_grade(matrix: dict[tuple[int, int], int], urgency: int, impact: int) -> None:
    before = rules.priority_of(matrix, urgency=urgency, impact=impact)
    grades = rules.raised(matrix, urgency=urgency, impact=impact)
    reachable = [rules.priority_of(matrix, urgency=row, impact=column) for row in range(1, urgency + 1) for column in range(1, impact + 1)]

    if grades is None:
        assert min(reachable) >= before
    else:
        assert grades[0] <= urgency
        assert grades[1] <= impact
        after = rules.priority_of(matrix, urgency=grades[0], impact=grades[1])
        assert after == max(each for each in reachable if each < before)
