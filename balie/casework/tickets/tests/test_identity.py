"""Who wrote a mail is checked through its ticket: by whom the ticket is, while it still asks for work."""

from __future__ import annotations

import pytest

from balie.access.accounts.models import User
from balie.access.accounts.testing import MONDAY_9AM, a_team, a_user
from balie.access.permissions.actions import AssuranceTooLow
from balie.access.permissions.extensions import Assurance
from balie.access.permissions.levels import Level
from balie.casework.tickets.models import Ticket, TicketContact
from balie.casework.tickets.testing import a_ticket
from balie.conversation.contacts.models import Contact
from balie.conversation.contacts.testing import a_contact
from balie.conversation.identity.actions import check_fact
from balie.conversation.identity.queries import state_of
from balie.conversation.identity.testing import a_known_customer
from balie.records.customers.actions import change_customer
from balie.records.customers.models import Customer

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator() -> User:
    return a_user("operator", language="en")


@pytest.fixture
def customer() -> Customer:
    customer = a_known_customer()
    Customer.objects.filter(pk=customer.pk).update(created_at="2026-01-05T08:00:00Z")
    return customer


def _mail(customer: Customer, owner: User, **fields: object) -> Contact:
    """A mail that nobody took as a contact, with its ticket."""
    mail = a_contact(channel="mail", customer=customer)
    Contact.objects.filter(pk=mail.pk).update(operator=None)
    ticket = a_ticket(customer=customer, owner=owner, **fields)
    TicketContact.objects.get_or_create(ticket=ticket, contact=mail)
    return mail


def _change(customer: Customer, by: User) -> None:
    customer.refresh_from_db()
    change_customer(customer, by=by, at=MONDAY_9AM, version=customer.version, special_needs="speaks slowly")


@pytest.mark.decree("A1")
def test_who_works_a_mail_by_its_ticket_checks_who_wrote_it_before_the_file_changes(operator: User, customer: Customer) -> None:
    mail = _mail(customer, operator)

    with pytest.raises(AssuranceTooLow) as refused:
        _change(customer, operator)
    assert refused.value.way is not None
    assert str(mail.number) in refused.value.way.url
    for fact in ("born_on", "postcode"):
        check_fact(mail, fact, is_right=True, by=operator, at=MONDAY_9AM)
    _change(customer, operator)

    told = state_of(operator, customer, at=MONDAY_9AM)
    assert told is not None
    assert told[0] == Assurance.CHECKED


def test_a_mail_of_a_colleagues_ticket_and_one_that_is_solved_ask_nothing(operator: User, customer: Customer) -> None:
    _mail(customer, a_user("operator"))
    _mail(customer, operator, state=Ticket.State.SOLVED)

    _change(customer, operator)

    assert state_of(operator, customer, at=MONDAY_9AM) is None


def test_a_mail_the_owner_may_not_see_is_not_theirs_to_check(operator: User, customer: Customer) -> None:
    mail = _mail(customer, operator)
    Contact.objects.filter(pk=mail.pk).update(level=Level.TEAM, team=a_team(), participant_ids=[])

    _change(customer, operator)

    assert state_of(operator, customer, at=MONDAY_9AM) is None
