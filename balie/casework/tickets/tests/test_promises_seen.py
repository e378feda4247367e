"""Who sees what is promised about a ticket: who sees the ticket, whatever it became since."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module

import pytest
from django.db import connection

from balie.access.accounts.models import Team, User
from balie.access.accounts.testing import MONDAY_9AM, a_user
from balie.access.permissions.levels import Level
from balie.casework.tickets import actions
from balie.casework.tickets.models import Ticket
from balie.casework.tickets.pages import find_subject
from balie.casework.tickets.testing import a_ticket
from balie.conversation.contacts.testing import a_contact
from balie.conversation.promises.actions import make_promise
from balie.conversation.promises.extensions import About
from balie.conversation.promises.models import Promise
from balie.records.customers.testing import a_customer

LATER = MONDAY_9AM + timedelta(hours=1)
earlier = import_module("balie.conversation.promises.migrations.0002_stand_like_their_subjects")


@pytest.fixture
def outsider(winkel: Team) -> User:
    return a_user("operator", teams=[winkel])


def promised(ticket: Ticket, owner: User) -> Promise:
    about = find_subject(owner, ticket.number)
    return make_promise("ticket", about, what="Ik bel terug", due_at=LATER, owner=owner, by=owner, at=MONDAY_9AM)


def test_a_promise_is_closed_off_with_its_ticket(operator: User, supervisor: User, outsider: User, energie: Team) -> None:
    ticket = a_ticket(owner=operator, team=energie)
    promised(ticket, operator)
    assert Promise.objects.visible_to(outsider).exists()

    actions.set_fields(ticket.number, by=supervisor, at=LATER, level=Level.TEAM)

    assert not Promise.objects.visible_to(outsider).exists()
    assert Promise.objects.visible_to(operator).exists()


def test_a_promise_goes_to_the_team_its_ticket_goes_to(operator: User, outsider: User, energie: Team, winkel: Team) -> None:
    ticket = a_ticket(owner=operator, team=energie, level=Level.TEAM)
    promised(ticket, operator)

    actions.transfer(ticket.number, team=winkel, reason="the shop sold it", by=operator, at=LATER)

    assert Promise.objects.get().team == winkel
    assert Promise.objects.visible_to(outsider).exists()


def test_who_takes_part_in_a_ticket_sees_what_was_promised_about_it(operator: User, outsider: User, energie: Team) -> None:
    ticket = a_ticket(owner=operator, team=energie)
    promise = promised(ticket, operator)

    actions.watch(ticket.number, by=outsider, at=LATER)

    promise.refresh_from_db()
    assert outsider.pk in promise.participant_ids


def test_a_promise_is_to_the_customer_its_ticket_is_of(operator: User, energie: Team) -> None:
    ticket, customer = a_ticket(owner=operator, team=energie), a_customer()
    promise = promised(ticket, operator)

    actions.set_fields(ticket.number, by=operator, at=LATER, customer=customer)

    promise.refresh_from_db()
    assert promise.customer == customer


def test_what_was_promised_before_promises_followed_stands_like_its_subject_now(
    operator: User, outsider: User, energie: Team, winkel: Team
) -> None:
    customer = a_customer()
    ticket = a_ticket(owner=operator, team=winkel, level=Level.TEAM, customer=customer, participant_ids=[outsider.pk])
    contact = a_contact(customer=customer, team=winkel, level=Level.TEAM, participant_ids=[outsider.pk])
    for kind, subject in (("ticket", ticket), ("contact", contact), ("customer", customer)):
        about = About(subject.pk, subject.number, team_id=energie.pk)
        make_promise(kind, about, what="Ik bel terug", due_at=LATER, owner=operator, by=operator, at=MONDAY_9AM)
    Promise.objects.filter(subject_kind="customer").update(subject_id=0, customer=customer)

    with connection.cursor() as cursor:
        for statement in (earlier.MERGED, earlier.stand_like("customer", "customers_customer", "id")):
            cursor.execute(statement)
        cursor.execute(earlier.stand_like("contact", "contacts_contact", "customer_id"))
        cursor.execute(import_module("balie.casework.tickets.migrations.0019_promises_and_waits_followed").PROMISES)

    now = {each.subject_kind: each for each in Promise.objects.all()}
    taking_part = sorted({outsider.pk, operator.pk})
    for kind in ("ticket", "contact"):
        stands = (now[kind].level, now[kind].team, now[kind].customer, now[kind].participant_ids)
        assert stands == (Level.TEAM, winkel, customer, taking_part)
    assert (now["customer"].subject_id, now["customer"].subject_number) == (customer.pk, customer.number)
    assert now["customer"].participant_ids == [operator.pk]


def test_what_was_promised_goes_along_with_a_merge_and_back(operator: User, supervisor: User, outsider: User, energie: Team) -> None:
    merged, survivor = a_ticket(owner=operator, team=energie), a_ticket(owner=operator, team=energie, level=Level.TEAM)
    kept, own = promised(merged, operator), promised(survivor, operator)

    actions.merge_tickets(merged.number, into=survivor.number, by=supervisor, at=LATER)
    kept.refresh_from_db()
    together = (kept.subject_id, kept.subject_number, kept.level)
    actions.take_apart(merged.number, by=supervisor, at=LATER)

    assert together == (survivor.pk, survivor.number, Level.TEAM)
    kept.refresh_from_db()
    own.refresh_from_db()
    assert (kept.subject_id, kept.subject_number, kept.level, own.subject_id) == (merged.pk, merged.number, 0, survivor.pk)
    assert Promise.objects.visible_to(outsider).filter(pk=kept.pk).exists()
