"""The clocks a ticket holds follow from how it stands."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from balie.access.accounts.models import User
from balie.access.accounts.testing import MONDAY_9AM, a_user
from balie.casework.tickets import actions
from balie.casework.tickets.actions.holding import held, keep
from balie.casework.tickets.models import Ticket
from balie.casework.tickets.pages import address, due_next
from balie.casework.tickets.testing import a_ticket
from balie.conversation.contacts.testing import a_contact
from balie.conversation.email.models import Outgoing
from balie.foundation.text.labels import label
from balie.records.calendars.slots import DAYS
from balie.records.sla.actions import make_default, rebase_batch, save_targets
from balie.records.sla.models import Agreement, Clock, ClockEvent
from balie.records.sla.queries import read
from balie.records.sla.testing import a_calendar, an_agreement
from balie.records.taxonomy.models import Result

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
HOURS = {"first": 1, "next": 2, "update": 4, "solution": 8}
TEN, ELEVEN, NOON = MONDAY_9AM + HOUR, MONDAY_9AM + 2 * HOUR, MONDAY_9AM + 3 * HOUR


def promise(agreement: Agreement, hours: dict[str, float]) -> None:
    always = a_calendar("always", {day: [["00:00", "24:00"]] for day in DAYS})
    cells = {(priority, metric): HOUR * length * priority / 4 for priority in (1, 2, 3, 4) for metric, length in hours.items()}
    save_targets(agreement, cells=cells, calendars=dict.fromkeys((1, 2, 3, 4), always), by=None, at=MONDAY_9AM)


@pytest.fixture
def agreement(db: None) -> Agreement:
    found = an_agreement("standard", hours=0)
    promise(found, HOURS)
    make_default(found, by=None, at=MONDAY_9AM)
    return found


@pytest.fixture
def jan(db: None) -> User:
    return a_user("operator")


def clock(ticket: Ticket, metric: str) -> Clock:
    return Clock.objects.filter(subject_kind="ticket", subject_id=ticket.pk, metric=metric).latest("pk")


def log(found: Clock) -> list[str]:
    return list(ClockEvent.objects.filter(clock=found).order_by("at", "pk").values_list("kind", flat=True))


def running(ticket: Ticket) -> set[str]:
    return set(Clock.objects.filter(subject_id=ticket.pk, stopped_at=None).values_list("metric", flat=True))


def answer(ticket: Ticket, by: User, at: datetime) -> Ticket:
    """As `reply` leaves it; the mail itself is another test's."""
    ticket = held(ticket.number, by=by, verb="tickets.reply")
    ticket.first_answer_at, ticket.told_at, ticket.answer_due_since = ticket.first_answer_at or at, at, None
    keep(ticket, "answered", by=by, at=at, fields=["first_answer_at", "told_at", "answer_due_since"])
    return ticket


def asks(ticket: Ticket, at: datetime) -> Ticket:
    ticket.answer_due_since = ticket.answer_due_since or at
    keep(ticket, "received", by=None, at=at, fields=["answer_due_since"])
    return ticket


@pytest.mark.decree("S4.3")
def test_a_new_ticket_runs_under_the_default_agreement(agreement: Agreement) -> None:
    ticket = a_ticket()

    assert running(ticket) == {"first", "update", "solution"}
    assert clock(ticket, "first").due_at == MONDAY_9AM + HOUR * ticket.priority / 4
    assert Ticket.objects.get(pk=ticket.pk).due_at == clock(ticket, "first").due_at


def test_without_a_default_agreement_nothing_is_promised() -> None:
    ticket = a_ticket()

    assert not Clock.objects.exists()
    assert ticket.due_at is None


@pytest.mark.usefixtures("agreement")
def test_starting_all_clocks_takes_one_statement() -> None:
    a_ticket()

    with CaptureQueriesContext(connection) as asked:
        a_ticket()

    about = [each["sql"] for each in asked.captured_queries if "sla_" in each["sql"]]
    assert len(about) == 1
    assert not any("FOR UPDATE" in sql or "FOR NO KEY" in sql for sql in about)


@pytest.mark.usefixtures("agreement")
def test_the_first_answer_stops_the_first_response_and_restarts_the_progress_message(jan: User) -> None:
    ticket = a_ticket()

    answer(ticket, jan, TEN)

    assert running(ticket) == {"update", "solution"}
    assert clock(ticket, "first").stopped_at == TEN
    assert clock(ticket, "update").started_at == TEN


@pytest.mark.usefixtures("agreement", "mailbox")
def test_an_answer_taken_back_before_it_left_lets_the_first_response_go_on(jan: User) -> None:
    contact = a_contact(channel="mail", party="jan@klant.example", subject="Geen stroom")
    now = timezone.now()
    ticket = a_ticket(contact=contact, language="nl", at=now - timedelta(minutes=5))
    due = clock(ticket, "first").due_at
    actions.reply(ticket.number, text="Wij komen.", to="jan@klant.example", by=jan, at=now, dedupe_key="a")
    assert "first" not in running(ticket)

    actions.take_reply_back(ticket.number, Outgoing.objects.get().pk, by=jan, at=now + timedelta(seconds=2))

    assert running(ticket) == {"first", "update", "solution"}
    assert (clock(ticket, "first").due_at, log(clock(ticket, "first"))) == (due, ["started", "stopped", "undone"])
    assert Ticket.objects.get(pk=ticket.pk).first_answer_at is None


@pytest.mark.usefixtures("agreement")
def test_the_next_response_counts_from_the_oldest_message_without_an_answer(jan: User) -> None:
    ticket = answer(a_ticket(), jan, TEN)

    asks(asks(ticket, ELEVEN), NOON)

    assert clock(ticket, "next").started_at == ELEVEN


@pytest.mark.decree("S4.3")
@pytest.mark.usefixtures("agreement")
def test_waiting_for_the_customer_holds_solution_and_progress_message_and_says_why(jan: User) -> None:
    ticket = a_ticket()
    photo = actions.save_reason("foto", state="customer", name=label("x", "x", "x", "x"), by=None, at=TEN)

    actions.set_state(ticket.number, "customer", by=jan, at=TEN, wake_at=NOON, reason=photo)

    shown = {row.metric: row.held_by for row in Clock.objects.filter(subject_id=ticket.pk)}
    assert shown == {"first": "", "update": "foto", "solution": "foto"}
    assert clock(ticket, "solution").due_at is None


@pytest.mark.usefixtures("agreement")
def test_a_reason_decides_otherwise_than_its_state(jan: User) -> None:
    ticket = a_ticket()
    strike = actions.save_reason("staking", state="third", name=label("x", "x", "x", "x"), pauses=["solution"], by=None, at=TEN)

    actions.set_state(ticket.number, "third", by=jan, at=TEN, wake_at=NOON, reason=strike)

    assert {row.metric for row in Clock.objects.filter(subject_id=ticket.pk, is_paused=True)} == {"solution"}


@pytest.mark.usefixtures("agreement")
def test_what_was_waited_for_the_customer_counts_not(jan: User) -> None:
    ticket = a_ticket()
    due = clock(ticket, "solution").due_at
    assert due is not None
    actions.set_state(ticket.number, "customer", by=jan, at=TEN, wake_at=NOON)

    actions.set_state(ticket.number, "open", by=jan, at=ELEVEN)

    assert clock(ticket, "solution").due_at == due + HOUR


@pytest.mark.usefixtures("agreement")
def test_undoing_a_wait_leaves_the_clock_as_if_it_never_was_held(jan: User) -> None:
    ticket = a_ticket()
    due = clock(ticket, "solution").due_at
    actions.set_state(ticket.number, "customer", by=jan, at=TEN, wake_at=NOON)

    actions.undo(ticket.number, by=jan, at=TEN + timedelta(minutes=10))

    assert clock(ticket, "solution").due_at == due
    assert log(clock(ticket, "solution")) == ["started", "paused", "undone"]


@pytest.mark.usefixtures("agreement")
def test_a_solved_ticket_promises_nothing_and_goes_on_when_reopened(jan: User) -> None:
    ticket = a_ticket()
    due = clock(ticket, "solution").due_at
    assert due is not None
    result = Result.objects.create(key="opgelost", name=label("x", "x", "x", "x"), applies_to="ticket")
    actions.close_ticket(ticket.number, result=result, sentence="Hersteld.", by=jan, at=TEN)
    assert running(ticket) == set()

    actions.reopen(ticket.number, by=jan, at=ELEVEN)

    solution = clock(ticket, "solution")
    assert (log(solution), solution.due_at) == (["started", "stopped", "reopened"], due + HOUR)
    assert read(solution).started_at == MONDAY_9AM


@pytest.mark.decree("S4.4")
def test_another_priority_rebases_what_runs(agreement: Agreement, jan: User) -> None:
    ticket = a_ticket()

    changed = actions.set_fields(ticket.number, by=jan, at=MONDAY_9AM + timedelta(minutes=5), urgency=1, impact=1)

    solution = clock(ticket, "solution")
    assert (solution.priority, solution.due_at) == (1, MONDAY_9AM + 2 * HOUR)
    assert log(solution) == ["started", "rebased"]
    assert changed.due_at == clock(ticket, "first").due_at
    assert solution.agreement_id == agreement.pk


def test_when_the_agreement_changes_the_ticket_is_due_as_its_clocks_are(agreement: Agreement) -> None:
    ticket = a_ticket()
    promise(agreement, {"first": 0.5, "solution": 8})

    rebase_batch(agreement_id=agreement.pk, at=MONDAY_9AM + timedelta(minutes=1))

    ticket.refresh_from_db()
    assert ticket.due_at == clock(ticket, "first").due_at == MONDAY_9AM + HOUR * ticket.priority / 8


@pytest.mark.usefixtures("agreement")
def test_a_ticket_from_before_any_promise_is_not_late_at_once(jan: User) -> None:
    ticket = a_ticket()
    Ticket.objects.filter(pk=ticket.pk).update(opened_at=MONDAY_9AM - timedelta(days=30))
    Clock.objects.filter(subject_id=ticket.pk).update(subject_id=0)

    answer(ticket, jan, TEN)

    assert running(ticket) == {"update"}


@pytest.mark.usefixtures("agreement")
def test_programs_read_what_is_promised_and_how_it_was_used(desk: Client, jan: User) -> None:
    ticket = a_ticket()
    actions.set_state(ticket.number, "customer", by=jan, at=TEN, wake_at=NOON)
    actions.set_state(ticket.number, "open", by=jan, at=ELEVEN)

    told = {each["metric"]: each for each in desk.get(f"/api/v1/tickets/{ticket.number}/clocks").json()}

    assert set(told) == {"first", "update", "solution"}
    assert (told["solution"]["agreement"], told["solution"]["reasons"]) == ("standard", [])
    assert [(each["why"], each["reasons"]) for each in told["solution"]["ledger"]] == [
        ("counted", []),
        ("paused", ["customer"]),
        ("counted", []),
    ]


def test_the_clocks_of_a_ticket_one_may_not_see_are_not_found(desk: Client) -> None:
    hidden = a_ticket(level=3)

    assert desk.get(f"/api/v1/tickets/{hidden.number}/clocks").status_code == 404


@pytest.mark.usefixtures("agreement")
def test_what_is_promised_soonest_waits_first_and_says_how_long_is_left(jan: User) -> None:
    later, sooner = a_ticket(owner=jan, urgency=3, impact=3), a_ticket(owner=jan, urgency=1, impact=1)
    unpromised = a_ticket(owner=jan, due_at=None)

    rows = due_next(jan, MONDAY_9AM).rows

    assert [row.url for row in rows] == [address(each.number) for each in (sooner, later, unpromised)]
    assert [row.due for row in rows] == [sooner.due_at, later.due_at, None]
