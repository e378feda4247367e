"""What a rule would have done, told from the history; nothing is changed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from balie.access.accounts.models import Team, User
from balie.access.accounts.testing import MONDAY_9AM
from balie.casework.tickets import actions as tickets
from balie.casework.tickets.models import Change, Ticket
from balie.casework.tickets.testing import a_ticket
from balie.operations.automations import rules
from balie.operations.automations.actions import Content
from balie.operations.automations.actions.running import run_rule
from balie.operations.automations.actions.saving import draft_of
from balie.operations.automations.models import Rule, Run
from balie.operations.automations.queries import DryRun, dry_run
from balie.operations.automations.rules import Condition, Deed
from balie.operations.automations.testing import a_deed, a_rule
from balie.records.taxonomy.models import Result
from balie.records.taxonomy.testing import a_term

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
NOW = MONDAY_9AM + 3 * timedelta(days=1)


def tried(viewer: User, rule: Rule, now: datetime = NOW) -> DryRun:
    return dry_run(viewer, rule, days=7, now=now)


def unsaved(*deeds: Deed, when: str = rules.OPENED, conditions: Any = (), **more: Any) -> Rule:
    return draft_of(Content("Probeer", when, conditions, deeds or (a_deed("set_urgency", value="1"),), **more))


def test_an_unsaved_rule_says_what_it_would_have_changed_and_changes_nothing(supervisor: User) -> None:
    ticket = a_ticket()
    before = Ticket.objects.values().get()

    found = tried(supervisor, unsaved())

    assert (found.looked, found.touched) == (1, 1)
    [line] = found.lines
    assert (line.ticket, line.at) == (ticket.number, MONDAY_9AM)
    assert {each["field"]: each["new"] for each in line.changed} == {"urgency": ["1"], "priority": ["2"]}
    assert Ticket.objects.values().get() == before
    assert not Run.objects.exists()
    assert not Rule.objects.exists()


def test_a_ticket_is_taken_as_it_was_then(supervisor: User, energie: Team, winkel: Team) -> None:
    ticket = a_ticket(team=energie)
    tickets.set_fields(ticket.number, urgency=1, tags=["vip"], by=None, at=MONDAY_9AM + HOUR)
    tickets.transfer(ticket.number, team=winkel, reason="Voor de winkel", by=None, at=MONDAY_9AM + 2 * HOUR)
    tickets.set_fields(ticket.number, urgency=3, tags=[], by=None, at=MONDAY_9AM + 3 * HOUR)
    ifs = [Condition("urgency", "is", ("1",)), Condition("tags", "has", ("vip",)), Condition("team", "is", ("winkel",))]

    at_transfer = tried(supervisor, unsaved(a_deed("add_tag", value="x"), when=rules.TRANSFERRED, conditions=ifs))
    at_opening = tried(supervisor, unsaved(a_deed("add_tag", value="x"), conditions=ifs))

    assert [line.at for line in at_transfer.lines] == [MONDAY_9AM + 2 * HOUR]
    assert at_opening.lines == []


def test_what_is_so_already_would_have_been_left(supervisor: User) -> None:
    a_ticket(urgency=1)

    assert tried(supervisor, unsaved()).touched == 0


def test_hours_that_passed_without_an_answer_are_found(supervisor: User) -> None:
    ticket = a_ticket(requester_address="jan@klant.example", heard_at=MONDAY_9AM)
    Change.objects.create(ticket=ticket, at=MONDAY_9AM + HOUR, verb="answered_by_customer")

    found = tried(supervisor, unsaved(when=rules.AFTER_WROTE, hours=4))

    assert [line.at for line in found.lines] == [MONDAY_9AM + 5 * HOUR]


def test_a_solved_ticket_that_was_taken_up_again_in_time_would_have_been_left(supervisor: User) -> None:
    done = a_term(Result, "done")
    one, other = a_ticket(), a_ticket()
    for each in (one, other):
        tickets.close_ticket(each.number, result=done, sentence="Herstart.", by=None, at=MONDAY_9AM + HOUR)
    tickets.reopen(other.number, by=supervisor, at=MONDAY_9AM + 2 * HOUR)

    found = tried(supervisor, unsaved(a_deed("close", final="1"), when=rules.AFTER_SOLVED, hours=24))

    assert [(line.ticket, line.at) for line in found.lines] == [(one.number, MONDAY_9AM + 25 * HOUR)]


def test_what_a_finished_ticket_would_have_refused_is_said(supervisor: User, energie: Team) -> None:
    ticket = a_ticket()
    tickets.close_ticket(ticket.number, result=a_term(Result, "done"), sentence="Klaar.", by=None, at=MONDAY_9AM + HOUR)

    found = tried(supervisor, unsaved(a_deed("transfer", team="energie"), when=rules.CLOSED))

    assert [line.is_refused for line in found.lines] == [True]


def test_older_tickets_and_those_one_may_not_see_are_left_out(supervisor: User) -> None:
    a_ticket(at=MONDAY_9AM - timedelta(days=20))
    a_ticket(level=3)

    assert tried(supervisor, a_rule()).looked == 0


def test_a_wait_without_a_change_would_have_gone_on_through_what_rules_did(supervisor: User) -> None:
    ticket = a_ticket(state="customer")
    rule = a_rule()
    run_rule(rule.pk, ticket.pk, kind=rules.OPENED, moment=MONDAY_9AM, at=MONDAY_9AM + 10 * HOUR)

    found = tried(supervisor, unsaved(a_deed("add_tag", value="traag"), when=rules.UNCHANGED, hours=24))

    assert Ticket.objects.get().urgency == 1
    assert [line.at for line in found.lines] == [MONDAY_9AM + 24 * HOUR]
