"""The mail server's filter learns from marks: a real Dovecot's Junk folder, and a real rspamd."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from balie.access.accounts.models import User
from balie.access.accounts.testing import MONDAY_9AM, a_user
from balie.conversation.email import actions, teaching
from balie.conversation.email.imap import Imap
from balie.conversation.email.intake import file_waiting
from balie.conversation.email.models import Email, Mailbox, RawMail
from balie.conversation.email.teaching import teach_filter
from balie.conversation.email.testing import a_mailbox, a_raw_mail
from balie.conversation.email.watchers import imap_server
from balie.foundation.exchange.outbound import NotFetched
from tests.parts.dovecot import Dovecot
from tests.parts.rspamd import Rspamd

pytestmark = pytest.mark.django_db
USER = "energie"


@pytest.fixture
def operator() -> User:
    return a_user("operator")


@pytest.fixture
def server() -> Iterator[Dovecot]:
    with Dovecot(users={USER: "geheim"}) as running:
        yield running


def a_fetched_mail(server: Dovecot, **fields: Any) -> Email:
    """One of two in the mailbox, fetched as the watcher does."""
    server.deliver(USER, a_raw_mail(subject="Gewoon", message_id="een@klant.example"))
    server.deliver(USER, a_raw_mail(subject="Win nu", sender="x@spam.example", message_id="twee@spam.example"))
    known = {"source": "imap", "host": "127.0.0.1", "port": server.port, "security": "none", "username": USER, "password": "geheim"}
    box = a_mailbox(**known | fields)
    with Imap(imap_server(box)) as imap:
        for each in imap.fetch_since(0):
            actions.store_raw(box, each.raw, at=timezone.now(), uid_validity=imap.uidvalidity, uid=each.uid)
    file_waiting()
    return Email.objects.get(internet_message_id="twee@spam.example")


def subjects(server: Dovecot, folder: str) -> list[str]:
    return [str(each["Subject"]) for each in server.mails(USER, folder=folder)]


def test_a_marked_mail_moves_to_junk_and_back_when_it_was_none(server: Dovecot, operator: User) -> None:
    email = a_fetched_mail(server)

    actions.mark_mail(email.message_id, "spam", by=operator, at=MONDAY_9AM)
    teach_filter(email.raw_id or 0, "spam")
    junk, inbox = subjects(server, "Junk"), subjects(server, "INBOX")
    actions.unmark_mail(email.message_id, by=operator, at=MONDAY_9AM)
    teach_filter(email.raw_id or 0, "ham")

    assert (junk, inbox) == (["Win nu"], ["Gewoon"])
    assert (subjects(server, "Junk"), subjects(server, "INBOX")) == ([], ["Gewoon", "Win nu"])


def test_what_comes_back_from_junk_is_no_second_mail(server: Dovecot, operator: User) -> None:
    email = a_fetched_mail(server)
    actions.mark_mail(email.message_id, "spam", by=operator, at=MONDAY_9AM)
    teach_filter(email.raw_id or 0, "spam")
    actions.unmark_mail(email.message_id, by=operator, at=MONDAY_9AM)
    teach_filter(email.raw_id or 0, "ham")
    box = Mailbox.objects.get()

    with Imap(imap_server(box)) as imap:
        for each in imap.fetch_since(2):
            actions.store_raw(box, each.raw, at=timezone.now(), uid_validity=imap.uidvalidity, uid=each.uid)

    assert RawMail.objects.count() == 2


def test_a_server_without_move_copies_and_strikes_out(server: Dovecot, operator: User, monkeypatch: pytest.MonkeyPatch) -> None:
    from imapclient import IMAPClient

    has = IMAPClient.has_capability
    monkeypatch.setattr(IMAPClient, "has_capability", lambda client, name: name != "MOVE" and has(client, name))
    email = a_fetched_mail(server)
    actions.mark_mail(email.message_id, "spam", by=operator, at=MONDAY_9AM)

    teach_filter(email.raw_id or 0, "spam")

    assert (subjects(server, "Junk"), subjects(server, "INBOX")) == (["Win nu"], ["Gewoon"])


def test_a_mail_that_was_thought_better_of_stays_where_it_is(server: Dovecot, operator: User) -> None:
    email = a_fetched_mail(server)
    actions.mark_mail(email.message_id, "spam", by=operator, at=MONDAY_9AM)
    actions.unmark_mail(email.message_id, by=operator, at=MONDAY_9AM)

    teach_filter(email.raw_id or 0, "spam")

    assert subjects(server, "Junk") == []


def test_without_the_option_the_mail_stays_in_its_folder(server: Dovecot, operator: User) -> None:
    email = a_fetched_mail(server, teaches_filter=False)
    actions.mark_mail(email.message_id, "spam", by=operator, at=MONDAY_9AM)

    teach_filter(email.raw_id or 0, "spam")

    assert subjects(server, "Junk") == []


def test_a_server_that_does_not_answer_is_asked_again_later(server: Dovecot, operator: User) -> None:
    email = a_fetched_mail(server)
    actions.mark_mail(email.message_id, "spam", by=operator, at=MONDAY_9AM)
    server.stop()
    before = _jobs()

    teach_filter(email.raw_id or 0, "spam")
    again = _jobs()
    teach_filter(email.raw_id or 0, "spam", tries=5)

    assert (again - before, _jobs() - again) == (1, 0)


def test_rspamd_learns_what_is_spam_and_what_is_not(operator: User, settings: Any) -> None:
    with Rspamd() as learner:
        settings.BALIE_RSPAMD, settings.BALIE_RSPAMD_PASSWORD = learner.url, learner.password
        body = "Buy cheap pills now and win a million dollars in the lottery of the year"
        actions.store_raw(a_mailbox(), a_raw_mail(body=body, sender="x@spam.example"), at=timezone.now())
        file_waiting()
        email = Email.objects.get()
        actions.mark_mail(email.message_id, "phishing", by=operator, at=MONDAY_9AM)
        teach_filter(email.raw_id or 0, "spam")
        as_spam = learner.learned()
        actions.unmark_mail(email.message_id, by=operator, at=MONDAY_9AM)
        teach_filter(email.raw_id or 0, "ham")

        assert as_spam == {"spam": 1, "ham": 0}
        assert learner.learned()["ham"] == 1


def test_rspamd_with_another_password_learns_nothing_and_is_asked_again(settings: Any) -> None:
    with Rspamd() as learner:
        settings.BALIE_RSPAMD, settings.BALIE_RSPAMD_PASSWORD = learner.url, "fout"
        with pytest.raises(NotFetched):
            teaching.learn(a_raw_mail(), "spam")

        assert learner.learned() == {"spam": 0, "ham": 0}


@pytest.mark.parametrize("url", ["http://8.8.8.8:11334", "ftp://127.0.0.1:11334", "http://a:b@127.0.0.1:11334"])
def test_r_s1_mail_is_never_sent_in_clear_to_the_world(settings: Any, url: str) -> None:
    settings.BALIE_RSPAMD, settings.BALIE_RSPAMD_PASSWORD = url, "x"

    with pytest.raises(NotFetched, match="address"):
        teaching.learn(b"x", "spam")


def _jobs() -> int:
    return ProcrastinateJob.objects.filter(task_name="email.teach_filter").count()
