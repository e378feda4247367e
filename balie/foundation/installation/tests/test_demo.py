from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from balie.access.accounts.models import User
from balie.access.accounts.testing import MONDAY_9AM
from balie.casework.tickets.models import Ticket
from balie.conversation.contacts.models import Message
from balie.foundation.installation.actions import install, load_demo, load_many
from balie.foundation.search.queries import candidates
from balie.foundation.text.numbers import is_number
from balie.records.customers.models import Customer

pytestmark = pytest.mark.django_db


def test_the_demo_has_its_sign_ins_and_customers() -> None:
    load_demo(MONDAY_9AM)

    assert User.objects.get(username="operator").check_password("balie-demo")
    assert Customer.objects.count() > 60


def test_the_demo_goes_into_an_empty_place_only(in_english: None) -> None:
    call_command("demo", "load")

    with pytest.raises(CommandError, match="empty database"):
        call_command("demo", "load")


def test_installing_again_changes_nothing() -> None:
    install(MONDAY_9AM)
    install(MONDAY_9AM)

    assert not User.objects.exists()


def test_many_tickets_come_with_customers_messages_and_documents() -> None:
    load_demo(MONDAY_9AM)
    customers, tickets = Customer.objects.count(), set(Ticket.objects.values_list("pk", flat=True))

    load_many(50, MONDAY_9AM)

    added = Ticket.objects.exclude(pk__in=tickets)
    assert (Customer.objects.count() - customers, added.count()) == (10, 50)
    assert Message.objects.filter(contact__ticket_contacts__ticket__in=added).count() == 150
    assert User.objects.count() == 50
    assert all(is_number(number, Ticket.KIND_DIGIT) for number in added.values_list("number", flat=True))
    one = added.order_by("-pk").first()
    assert one is not None
    assert ("ticket", one.pk) in candidates(str(one.number))
    assert candidates(one.subject)
