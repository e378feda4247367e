"""The clocks of a ticket follow the contract of who asked."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from balie.access.accounts.testing import MONDAY_9AM, a_user
from balie.casework.tickets import actions
from balie.casework.tickets.models import Ticket
from balie.casework.tickets.testing import a_ticket
from balie.casework.tickets.tests.test_contracts.clocks import clock, run_jobs
from balie.conversation.contacts.testing import a_contact
from balie.conversation.email.actions import store_raw
from balie.conversation.email.intake import file_waiting
from balie.conversation.email.testing import a_mailbox, a_raw_mail
from balie.records.catalogue.actions import end_contract
from balie.records.catalogue.models import Contract, ContractType
from balie.records.catalogue.testing import a_contract
from balie.records.customers import actions as customers
from balie.records.customers.models import Customer
from balie.records.customers.testing import a_customer, an_organisation_customer
from balie.records.sla import actions as sla
from balie.records.sla.models import Clock, ClockEvent, DayTurned
from balie.records.sla.testing import a_calendar, an_agreement
from balie.records.taxonomy.testing import a_term

pytestmark = pytest.mark.django_db
NOW = {"by": None, "at": MONDAY_9AM}
HOUR = timedelta(hours=1)


def test_a_ticket_of_who_has_a_contract_runs_under_its_agreement(jan: Customer) -> None:
    a_contract(jan)

    ticket = a_ticket(customer=jan)

    assert clock(ticket).agreement.key == "gold"
    assert ticket.due_at == clock(ticket).due_at
    assert clock(a_ticket(customer=a_customer(given_name="An"))).agreement.key == "standard"


def test_the_ticket_says_under_which_agreement_it_is_promised(jan: Customer, client: Client) -> None:
    a_contract(jan)
    ticket = a_ticket(customer=jan)
    client.force_login(a_user("operator"))

    part = client.get(reverse("tickets:promises", args=[ticket.number])).content.decode()

    assert "· gold" in part


def test_a_mail_of_a_person_runs_under_the_contract_of_the_organisation(jan: Customer) -> None:
    garage = an_organisation_customer()
    customers.save_relation(jan, other=garage, role="employee", **NOW)
    a_contract(garage)

    store_raw(a_mailbox(), a_raw_mail(sender="jan@klant.example"), at=timezone.now())
    file_waiting()

    assert clock(Ticket.objects.get()).agreement.key == "gold"


def test_filing_a_mail_asks_for_contracts_on_the_way_of_its_contact(jan: Customer, together: list[list[str]]) -> None:
    a_contract(jan)
    mailbox = a_mailbox()

    store_raw(mailbox, a_raw_mail(sender="jan@klant.example"), at=timezone.now())
    file_waiting()

    [asked] = [each for each in together if any("sla_contractagreement" in sql for sql in each)]
    assert [("contacts_contact" in sql, "sla_contractagreement" in sql) for sql in asked] == [(True, False), (False, True)]
    assert clock(Ticket.objects.get()).agreement.key == "gold"


def test_opening_a_ticket_asks_for_contracts_on_the_way_of_its_number(jan: Customer, together: list[list[str]]) -> None:
    a_contract(jan)
    a_ticket(customer=jan)
    together.clear()

    with CaptureQueriesContext(connection) as captured:
        a_ticket(customer=jan)

    alone = [each["sql"] for each in captured.captured_queries if "sla_contractagreement" in each["sql"]]
    [asked] = [each for each in together if each]
    assert [("nextval" in sql, "sla_contractagreement" in sql) for sql in asked] == [(True, False), (False, True)]
    assert len(alone) == 1


def test_a_contract_that_ends_gives_its_clocks_to_the_default_and_keeps_the_pauses(jan: Customer, at: Any) -> None:
    contract = a_contract(jan)
    ticket = a_ticket(customer=jan)
    due = clock(ticket).due_at
    actions.set_state(ticket.number, state="customer", by=a_user("operator"), at=MONDAY_9AM + HOUR)
    actions.set_state(ticket.number, state="open", by=a_user("operator"), at=MONDAY_9AM + 2 * HOUR)
    paused_due = clock(ticket).due_at

    end_contract(contract, last_on=date(2026, 11, 22), **NOW)
    at(MONDAY_9AM + 2 * HOUR)
    run_jobs()

    now = clock(ticket)
    ticket.refresh_from_db()
    assert paused_due - due == HOUR
    assert (now.agreement.key, now.seconds) == ("standard", 8 * 3600)
    assert now.due_at == ticket.due_at == clock(ticket).due_at
    kinds = list(ClockEvent.objects.filter(clock=now).order_by("pk").values_list("kind", flat=True))
    assert kinds == ["started", "paused", "resumed", "rebased"]
    assert now.due_at > paused_due


def test_a_contract_that_starts_takes_running_clocks_over(jan: Customer, at: Any) -> None:
    ticket = a_ticket(customer=jan)
    a_contract(jan)
    at(MONDAY_9AM + HOUR)

    run_jobs()

    assert clock(ticket).agreement.key == "gold"
    assert Clock.objects.count() == 1
    ticket.refresh_from_db()
    assert ticket.due_at == clock(ticket).due_at


def test_a_contract_that_starts_says_what_is_promised_first_too(jan: Customer, at: Any) -> None:
    cells, calendars = {(priority, "first"): HOUR for priority in (1, 2, 3, 4)}, dict.fromkeys((1, 2, 3, 4), a_calendar())
    sla.save_targets(an_agreement("gold"), cells=cells, calendars=calendars, **NOW)
    ticket = a_ticket(customer=jan)
    a_contract(jan)
    at(MONDAY_9AM)

    run_jobs()

    before = ticket.due_metric
    ticket.refresh_from_db()
    first = Clock.objects.get(subject_id=ticket.pk, metric="first")
    assert (before, ticket.due_metric, ticket.due_at) == ("solution", "first", first.due_at)


def test_another_agreement_for_a_type_takes_the_clocks_of_all_its_contracts_over(jan: Customer, at: Any) -> None:
    garage = an_organisation_customer()
    customers.save_relation(jan, other=garage, role="employee", **NOW)
    a_contract(garage, type="silver")
    ticket, other = a_ticket(customer=jan), a_ticket(customer=a_customer(given_name="An"))
    sla.hold_by_contract(an_agreement("silver", hours=2), contract_type=a_term(ContractType, "silver"), **NOW)
    at(MONDAY_9AM + HOUR)

    run_jobs()

    assert (clock(ticket).agreement.key, clock(other).agreement.key) == ("silver", "standard")


def test_a_contract_that_ends_by_date_is_found_by_the_database_and_followed_once(jan: Customer, at: Any) -> None:
    at(MONDAY_9AM)
    sla.turn_day()
    a_contract(jan, last_on=date(2026, 11, 23))
    ticket = a_ticket(customer=jan)
    run_jobs()
    assert clock(ticket).agreement.key == "gold"

    at(MONDAY_9AM + timedelta(days=1))
    sla.turn_day()
    run_jobs()
    run_jobs()

    assert clock(ticket).agreement.key == "standard"
    assert ClockEvent.objects.filter(kind="rebased").count() == 1
    assert DayTurned.objects.get().day == date(2026, 11, 24)


def test_who_joins_an_organisation_gets_its_contract(jan: Customer, at: Any) -> None:
    garage, ticket = an_organisation_customer(), a_ticket(customer=jan)
    a_contract(garage)
    at(MONDAY_9AM + HOUR)

    customers.save_relation(jan, other=garage, role="employee", **NOW)
    run_jobs()

    assert clock(ticket).agreement.key == "gold"


def test_a_merge_brings_the_contract_to_the_tickets_of_the_kept_file(jan: Customer, at: Any) -> None:
    other = a_customer(given_name="Johan")
    a_contract(other)
    ticket = a_ticket(customer=jan)
    at(MONDAY_9AM + HOUR)

    customers.merge_customers(jan, other, by=a_user("supervisor"), at=MONDAY_9AM, version=jan.version)
    run_jobs()

    assert Contract.objects.get().holder == jan
    assert clock(ticket).agreement.key == "gold"


def test_a_ticket_given_to_another_customer_goes_on_under_that_ones_contract(jan: Customer) -> None:
    a_contract(jan)
    ticket = a_ticket(customer=a_customer(given_name="An"))

    actions.set_fields(ticket.number, customer=jan, by=a_user("lead"), at=MONDAY_9AM + HOUR)

    assert clock(ticket).agreement.key == "gold"


def test_a_breach_never_moves_silently_when_a_contract_ends(jan: Customer, at: Any) -> None:
    contract = a_contract(jan)
    ticket = a_ticket(customer=jan)
    late = MONDAY_9AM + 6 * HOUR
    at(late)
    end_contract(contract, last_on=date(2026, 11, 22), by=None, at=late)

    run_jobs()

    assert clock(ticket).agreement.key == "standard"
    assert clock(ticket).breached_at is not None


def test_many_open_tickets_follow_a_batch_a_job(jan: Customer, at: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("balie.casework.tickets.actions.following.BATCH", 2)
    monkeypatch.setattr("balie.records.sla.tasks.REBASE_SECONDS", 0)
    tickets = [a_ticket(customer=jan) for _ in range(5)]
    a_contract(jan)
    at(MONDAY_9AM + HOUR)

    for _ in range(4):
        run_jobs()

    assert {clock(each).agreement.key for each in tickets} == {"gold"}


def test_a_call_by_hand_has_its_contract_too(jan: Customer) -> None:
    a_contract(jan)
    contact = a_contact(channel="call", customer=jan)

    assert clock(a_ticket(contact=contact)).agreement.key == "gold"
