"""What stands beside a ticket: its customer, its links, its files."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from balie.access.accounts.models import User
from balie.access.accounts.testing import MONDAY_9AM
from balie.casework.tickets import actions
from balie.casework.tickets.models import Ticket, TicketFile, TicketLink
from balie.casework.tickets.testing import a_ticket
from balie.conversation.contacts.testing import a_contact
from balie.foundation.files.actions import store_file
from balie.foundation.text.numbers import group, make_number
from balie.records.customers.testing import a_customer

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def _url(ticket: Ticket, then: str = "") -> str:
    return f"/tickets/{ticket.number}/{then}"


def test_the_customer_goes_to_the_ticket_and_its_contacts(desk: Client) -> None:
    contact, customer = a_contact(channel="mail"), a_customer()
    ticket = a_ticket(contact=contact)

    answer = desk.post(_url(ticket, "customer/"), {"customer": customer.number})

    ticket.refresh_from_db()
    contact.refresh_from_db()
    assert answer.status_code == 303
    assert ticket.customer == contact.customer == customer


@pytest.mark.parametrize("typed", ["", "abc", "10480001", "9" * 40])
def test_a_customer_nobody_knows_is_told(desk: Client, typed: str) -> None:
    answer = desk.post(_url(a_ticket(), "customer/"), {"customer": typed})

    assert answer.status_code in {404, 422}


def test_the_column_is_the_customers_file_or_the_way_to_one(desk: Client) -> None:
    customer = a_customer()
    known, unknown = a_ticket(customer=customer), a_ticket(requester_name="Jan Peeters", requester_address="jan@klant.example")

    beside_known, beside_unknown = (desk.get(_url(each)).content.decode() for each in (known, unknown))

    assert f"/customers/{customer.number}/column/" in beside_known
    assert "/customers/column/?attach=" in beside_unknown
    assert "mail=jan%40klant.example" in beside_unknown
    assert "given_name=Jan" in beside_unknown


def test_a_link_by_number_stands_at_both_tickets(desk: Client) -> None:
    ticket, other = a_ticket(), a_ticket(subject="Ook geen stroom")

    desk.post(_url(ticket, "links/"), {"other": group(other.number), "kind": "duplicate"})

    assert "Ook geen stroom" in desk.get(_url(ticket)).content.decode()
    assert "related to" in desk.get(_url(other)).content.decode()


def test_a_link_with_a_wrong_digit_is_told_beside_what_was_typed(desk: Client) -> None:
    ticket = a_ticket()

    answer = desk.post(_url(ticket, "links/"), {"other": "2041 7730", "kind": "related"}, headers=HTMX)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "has a wrong digit somewhere" in page
    assert 'value="2041 7730"' in page


def test_a_link_to_a_ticket_that_is_not_there_is_no_missing_page(desk: Client) -> None:
    answer = desk.post(_url(a_ticket(), "links/"), {"other": make_number(2, 999_999), "kind": "related"})

    assert answer.status_code == 422


def test_a_link_is_taken_away(desk: Client, operator: User) -> None:
    ticket = a_ticket()
    made = actions.link(ticket.number, a_ticket().number, kind="related", by=operator, at=MONDAY_9AM)

    desk.post(_url(ticket, f"links/{made.pk}/remove/"))

    assert not TicketLink.objects.exists()


def test_an_uploaded_file_is_laid_in_the_ticket(desk: Client, operator: User) -> None:
    ticket = a_ticket()
    file = store_file(b"foto", name="meter.txt", by=operator, at=MONDAY_9AM, draft_key="upload")

    answer = desk.post(_url(ticket, "files/"), {"files": [str(file.pk), "no-id"]}, headers=HTMX)

    assert TicketFile.objects.get().file == file
    assert f"/files/{file.pk}/" in answer.content.decode()


def test_a_colleagues_upload_is_not_taken_along(desk: Client, colleague: User) -> None:
    file = store_file(b"foto", name="meter.txt", by=colleague, at=MONDAY_9AM, draft_key="upload")

    answer = desk.post(_url(a_ticket(), "files/"), {"files": [str(file.pk)]}, headers=HTMX)

    assert answer.status_code == 422
    assert not TicketFile.objects.exists()


def test_a_new_file_for_the_ticket_is_attached_only_by_who_asked_for_it(desk: Client, colleague: User) -> None:
    ticket, customer = a_ticket(requester_name="Jan Peeters"), a_customer()
    page = desk.get(_url(ticket)).content.decode()
    back = parse_qs(urlsplit(unescape(re.search(r'hx-get="(/customers/column/[^"]*)"', page)[1])).query)["next"][0]  # type: ignore[index]
    theirs = Client()
    theirs.force_login(colleague)

    mine, other, bare = (
        client.get(address).content.decode()
        for client, address in (
            (desk, f"{back}&customer={customer.number}"),
            (theirs, f"{back}&customer={customer.number}"),
            (desk, f"{_url(ticket)}?customer={customer.number}"),
        )
    )

    assert [f'name="customer" value="{customer.number}"' in page for page in (mine, other, bare)] == [True, False, False]
