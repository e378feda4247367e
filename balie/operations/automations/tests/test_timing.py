"""Rules of hours: each ticket once for a moment, by the database's clock."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from balie.access.accounts.models import Team, User
from balie.casework.tickets.actions import add_note
from balie.casework.tickets.models import Change, Notification, Ticket
from balie.casework.tickets.testing import a_ticket
from balie.operations.automations import actions, rules
from balie.operations.automations.actions import timing
from balie.operations.automations.actions.running import run_rule
from balie.operations.automations.models import Rule, Run
from balie.operations.automations.rules import Condition
from balie.operations.automations.testing import a_deed, a_rule
from balie.records.sla.testing import a_calendar
from balie.records.taxonomy.models import Result
from balie.records.taxonomy.testing import a_term

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """The database's time, to be set."""
    now = [timezone.now()]
    monkeypatch.setattr(timing, "clock_now", lambda: now[0])
    monkeypatch.setattr("balie.operations.automations.actions.saving.clock_now", lambda: now[0])
    return now


def pass_time(clock: list[datetime], rule: Rule, hours: float) -> None:
    clock[0] += HOUR * hours
    while actions.run_due(rule.pk):
        pass


def pass_all(clock: list[datetime], of: list[Rule], hours: float) -> None:
    clock[0] += HOUR * hours
    for rule in of:
        while actions.run_due(rule.pk):
            pass


def test_the_customer_waits_for_hours_and_the_rule_runs_once(clock: list[datetime]) -> None:
    rule = a_rule(a_deed("set_urgency", value="1"), when=rules.AFTER_WROTE, hours=4)
    ticket = a_ticket(heard_at=clock[0], state="open")

    pass_time(clock, rule, 3.9)
    before = Run.objects.count()
    pass_time(clock, rule, 0.2)
    pass_time(clock, rule, 1)

    assert (before, Run.objects.count()) == (0, 1)
    assert Ticket.objects.get(pk=ticket.pk).urgency == 1


def test_a_newer_message_is_a_moment_of_its_own(clock: list[datetime]) -> None:
    rule = a_rule(a_deed("note", text="Wacht al lang"), when=rules.AFTER_WROTE, hours=4)
    ticket = a_ticket(heard_at=clock[0], state="open")
    pass_time(clock, rule, 5)
    Ticket.objects.filter(pk=ticket.pk).update(heard_at=clock[0])
    pass_time(clock, rule, 3)
    pass_time(clock, rule, 2)

    assert Run.objects.filter(outcome="done").count() == 2


def test_a_clock_set_back_an_hour_does_nothing_twice_and_misses_nothing(clock: list[datetime]) -> None:
    rule = a_rule(a_deed("note", text="Wacht al lang"), when=rules.AFTER_WROTE, hours=1)
    a_ticket(heard_at=clock[0], state="open")
    pass_time(clock, rule, 1.5)
    pass_time(clock, rule, -1)
    a_ticket(heard_at=clock[0], state="open")
    pass_time(clock, rule, 0.9)
    pass_time(clock, rule, 0.2)

    assert Run.objects.filter(outcome="done").count() == 2


def test_what_came_due_before_it_was_switched_on_is_left(clock: list[datetime]) -> None:
    a_ticket(heard_at=clock[0] - 9 * HOUR, state="open")
    soon = a_ticket(heard_at=clock[0] - 3 * HOUR, state="open")
    rule = a_rule(when=rules.AFTER_WROTE, hours=4)

    pass_time(clock, rule, 2)

    assert list(Run.objects.values_list("ticket", flat=True)) == [soon.pk]


def test_open_hours_are_counted_by_the_calendar(clock: list[datetime]) -> None:
    clock[0] = datetime.fromisoformat("2026-11-20T15:30:00+00:00")  # Friday, half past four in Brussels
    rule = a_rule(when=rules.AFTER_WROTE, hours=2, calendar=a_calendar())
    a_ticket(heard_at=clock[0], state="open")

    pass_time(clock, rule, 48)
    over_the_weekend = Run.objects.count()
    pass_time(clock, rule, 18)  # Monday, half past ten: half an hour on Friday and two on Monday

    assert (over_the_weekend, Run.objects.count()) == (0, 1)


def test_a_solved_ticket_is_closed_with_the_result_it_has(clock: list[datetime], energie: Team) -> None:
    rule = a_rule(a_deed("close", final="1"), when=rules.AFTER_SOLVED, hours=24)
    ticket = a_ticket(state="solved", solved_at=clock[0], result=a_term(Result, "done"), result_sentence="Herstart.")

    pass_time(clock, rule, 25)

    ticket.refresh_from_db()
    assert (ticket.state, ticket.result_sentence) == ("closed", "Herstart.")


def test_a_wait_without_a_change_is_not_begun_anew_by_the_rule_itself(clock: list[datetime]) -> None:
    one = a_rule(a_deed("note", text="Nog altijd niets"), when=rules.UNCHANGED, hours=24)
    other = a_rule(a_deed("note", text="Ook hier niet"), when=rules.UNCHANGED, hours=24)
    ticket = a_ticket(state="customer", changed_at=clock[0])
    for _day in range(5):
        clock[0] += 25 * HOUR
        for rule in (one, other):
            while actions.run_due(rule.pk):
                pass

    assert Run.objects.filter(ticket=ticket, outcome="done").count() == 2


def test_what_another_rule_does_does_not_put_off_a_wait_without_a_change(clock: list[datetime]) -> None:
    remind = a_rule(a_deed("note", text="Nog altijd niets"), a_deed("add_tag", value="traag"), when=rules.UNCHANGED, hours=24)
    close = a_rule(a_deed("close", result=a_term(Result, "geen-antwoord").key, sentence="Geen antwoord."), when=rules.UNCHANGED, hours=72)
    ticket = a_ticket(state="customer", changed_at=clock[0])
    since = clock[0]

    pass_all(clock, [remind, close], 25)
    reminded = Ticket.objects.get(pk=ticket.pk)
    pass_all(clock, [remind, close], 46)
    before = Ticket.objects.get(pk=ticket.pk).state
    pass_all(clock, [remind, close], 2)

    assert (reminded.tags, reminded.unchanged_since) == (["traag"], since)
    assert (before, Ticket.objects.get(pk=ticket.pk).state) == ("customer", "solved")
    assert Run.objects.filter(outcome="done").count() == 2


def test_nor_does_what_a_rule_does_for_another_event_or_an_escalation(clock: list[datetime]) -> None:
    rule = a_rule(a_deed("note", text="Nog altijd niets"), when=rules.UNCHANGED, hours=24)
    warned = a_rule(a_deed("set_urgency", value="1"), when=rules.WARNED)
    ticket = a_ticket(state="customer", changed_at=clock[0])
    clock[0] += 20 * HOUR
    run_rule(warned.pk, ticket.pk, kind=rules.WARNED, moment=clock[0], at=clock[0])

    pass_time(clock, rule, 5)

    assert Ticket.objects.get(pk=ticket.pk).urgency == 1
    assert Run.objects.filter(rule=rule, outcome="done").count() == 1


def test_what_a_colleague_does_or_another_status_begins_the_waiting_anew(clock: list[datetime], supervisor: User) -> None:
    rule = a_rule(a_deed("note", text="Nog altijd niets"), when=rules.UNCHANGED, hours=24)
    moved = a_rule(a_deed("set_state", state="third"), when=rules.WARNED)
    written, waiting = (a_ticket(state="customer", changed_at=clock[0]) for _ in range(2))
    clock[0] += 20 * HOUR
    add_note(written.number, text="Ik kijk na", by=supervisor, at=clock[0])
    run_rule(moved.pk, waiting.pk, kind=rules.WARNED, moment=clock[0], at=clock[0])

    pass_time(clock, rule, 20)
    before = Run.objects.filter(rule=rule).count()
    pass_time(clock, rule, 5)

    assert (before, Run.objects.filter(rule=rule, outcome="done").count()) == (0, 2)


def test_rules_that_change_the_status_of_what_waits_start_neither_themselves_nor_each_other(clock: list[datetime]) -> None:
    there = a_rule(a_deed("set_state", state="third"), when=rules.UNCHANGED, hours=24)
    back = a_rule(a_deed("set_state", state="customer"), when=rules.UNCHANGED, hours=24)
    a_ticket(state="customer", changed_at=clock[0])

    for _day in range(6):
        pass_all(clock, [there, back], 25)

    assert Run.objects.filter(outcome="done").count() <= 2


def test_more_tickets_than_a_batch_are_all_come_to(clock: list[datetime], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timing, "BATCH", 2)
    rule = a_rule(when=rules.AFTER_WROTE, hours=1)
    for _each in range(5):
        a_ticket(heard_at=clock[0], state="open")

    pass_time(clock, rule, 2)

    assert Run.objects.filter(outcome="done").count() == 5


def test_a_ticket_whose_conditions_do_not_hold_then_is_left(clock: list[datetime]) -> None:
    rule = a_rule(when=rules.AFTER_WROTE, hours=1, conditions=[Condition("urgency", "is", ("3",))])
    a_ticket(heard_at=clock[0], state="open")

    pass_time(clock, rule, 2)

    assert not Run.objects.exists()
    assert not Change.objects.filter(verb="automated").exists()
    assert not Notification.objects.exists()
