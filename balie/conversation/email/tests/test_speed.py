"""What filing costs may not creep up."""

from __future__ import annotations

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from balie.access.accounts.testing import a_team
from balie.casework.tickets.models import Ticket
from balie.casework.tickets.queries.matrix import matrix
from balie.conversation.email import actions
from balie.conversation.email.models import RawMail
from balie.conversation.email.parsing import parse_mail
from balie.conversation.email.testing import a_mailbox, a_raw_mail
from balie.records.sla.queries import promised

pytestmark = pytest.mark.django_db
# In a test the outermost transaction is a savepoint: two queries that the real one does not make.
STORING = 5 + 2
FILING = 26 + 2


def test_storing_a_new_mail_takes_few_queries(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    mailbox, mail = a_mailbox(team=a_team("energie")), a_raw_mail()

    with django_assert_max_num_queries(STORING):
        raw = actions.store_raw(mailbox, mail, at=timezone.now())

    assert raw.state == RawMail.State.NEW


def test_a_plain_new_mail_becomes_a_ticket_in_few_queries(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    mailbox, mail = a_mailbox(team=a_team("energie")), a_raw_mail()
    raw = actions.store_raw(mailbox, mail, at=timezone.now())
    for kept in (matrix, promised):  # for seconds, so not read for each mail
        kept()

    with django_assert_max_num_queries(FILING):
        actions.receive_email(raw, parse_mail(mail), at=timezone.now())

    assert raw.state == RawMail.State.FILED
    assert Ticket.objects.count() == 1
