"""The jobs of mail, run by procrastinate."""

from __future__ import annotations

import asyncio

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.periodic import PeriodicRegistry

from balie.access.accounts.testing import MONDAY_9AM
from balie.conversation.contacts.models import Contact
from balie.conversation.email import actions
from balie.conversation.email.models import Outgoing, RawMail
from balie.conversation.email.testing import a_mailbox, a_raw_mail
from balie.foundation.tasks.worker import worker_app

pytestmark = pytest.mark.usefixtures("committed")


async def work_off() -> None:
    app = worker_app()
    app.periodic_registry = PeriodicRegistry()  # what is due by the clock is no part of this, and leaves a connection behind
    async with app.open_async():
        await app.run_worker_async(queues=["mail"], wait=False, install_signal_handlers=False, listen_notify=False)


def test_a_stored_mail_is_filed_by_its_job_and_an_answer_tried_by_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", 0)  # the job's thread leaves no connection behind
    mailbox = a_mailbox(source="imap")
    actions.store_raw(mailbox, a_raw_mail(), at=MONDAY_9AM)
    actions.send_new(
        customer=None, to="jan@klant.example", subject="Dag", text="Hallo", language="nl", by=None, at=MONDAY_9AM, dedupe_key="t"
    )

    asyncio.run(work_off())

    assert RawMail.objects.get().state == RawMail.State.FILED
    assert Contact.objects.count() == 2
    assert Outgoing.objects.get().attempts == 1


def test_r_i1_without_its_transaction_there_is_neither_mail_nor_job() -> None:
    mailbox = a_mailbox()

    with transaction.atomic():
        actions.store_raw(mailbox, a_raw_mail(), at=MONDAY_9AM)
        transaction.set_rollback(True)

    assert not RawMail.objects.exists()
    assert not ProcrastinateJob.objects.filter(task_name="email.file_raw_mails").exists()


def test_what_has_no_job_is_looked_for_every_twenty_seconds() -> None:
    [sweep] = [each for each in worker_app().periodic_registry.periodic_tasks.values() if each.periodic_id == "email.sweep"]
    sweep.croniter.set_current(0.0)

    assert [sweep.croniter.get_next(float) for _ in range(4)] == [20.0, 40.0, 60.0, 80.0]
