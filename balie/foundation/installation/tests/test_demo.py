from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F

from balie.access.accounts.models import User
from balie.access.accounts.testing import MONDAY_9AM
from balie.casework.tickets.models import Ticket
from balie.conversation.contacts.models import Message
from balie.foundation.installation.actions import install, load_demo, load_many
from balie.foundation.search.queries import candidates
from balie.foundation.text.numbers import is_number
from balie.records.customers.models import Customer
from balie.records.sla.actions import rebase_batch
from balie.records.sla.models import Agreement, Clock

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


def test_what_was_told_of_loaded_tickets_is_not_told_again_when_their_agreement_promises_more() -> None:
    load_demo(MONDAY_9AM)
    known = set(Clock.objects.values_list("pk", flat=True))
    load_many(300, MONDAY_9AM)
    agreement = Agreement.objects.get(is_default=True, kind=Agreement.Kind.CUSTOMER)
    loaded = Clock.objects.filter(agreement=agreement, stopped_at=None).exclude(pk__in=known)
    broken = set(loaded.filter(breached_at__isnull=False, due_at__lt=MONDAY_9AM - timedelta(days=1)).values_list("pk", flat=True))
    assert broken
    agreement.targets.filter(purpose=None).update(seconds=F("seconds") + 60)

    rebase_batch(agreement_id=agreement.pk, after=max(known), at=MONDAY_9AM)

    assert not Clock.objects.filter(pk__in=broken, next_at__isnull=False).exists()
