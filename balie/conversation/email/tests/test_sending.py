"""What goes out, and when it does not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from balie.access.accounts.models import User
from balie.access.accounts.testing import MONDAY_9AM, a_user
from balie.conversation.contacts.models import Contact, Message
from balie.conversation.contacts.testing import a_contact
from balie.conversation.email import actions, outbox
from balie.conversation.email.backoff import LONGEST, connecting_delay, filing_delay, sending_delay
from balie.conversation.email.models import Mailbox, Outgoing
from balie.conversation.email.parsing import parse_mail
from balie.conversation.email.smtp import Deferred, Rejected, Sent
from balie.conversation.email.testing import a_mailbox
from balie.foundation.errors import Invalid, NotAllowed
from balie.foundation.files.actions import store_file
from balie.foundation.files.queries import read_file
from balie.foundation.postgres.models import Instance

pytestmark = pytest.mark.django_db


@pytest.fixture
def mailbox() -> Mailbox:
    return a_mailbox(address="energie@balie.example")


@pytest.fixture
def by() -> User:
    return a_user("operator")


def an_answer(by: User, *, key: str = "a", **fields: object) -> Message:
    contact = a_contact(channel="mail", party="jan@klant.example", subject="Mijn meter")
    given = {"text": "Wij kijken het na.", "to": "jan@klant.example", "by": by, "at": MONDAY_9AM, "dedupe_key": key}
    return actions.send_reply(contact, **given | fields)


def test_an_answer_stands_in_its_contact_and_waits_to_be_sent(mailbox: Mailbox, by: User) -> None:
    file = store_file(b"%PDF-1.4", name="factuur.pdf", by=by, at=MONDAY_9AM)

    message = an_answer(by, files=[file])

    outgoing = message.email.outgoing
    mail = parse_mail(read_file(outgoing.file))
    assert (message.direction, message.author, outgoing.state) == ("out", by, Outgoing.State.QUEUED)
    assert (mail.subject, mail.text.strip(), mail.message_id) == ("Re: Mijn meter", "Wij kijken het na.", outgoing.internet_message_id)
    assert (mail.sender.address, mail.reply_to[0].address.startswith("reply+")) == ("energie@balie.example", True)
    assert [each.name for each in mail.attachments] == ["factuur.pdf"]


@pytest.mark.parametrize("takes", [True, False])
def test_a_fetched_mailbox_asks_for_answers_at_a_reply_address_only_where_it_takes_them(by: User, takes: bool) -> None:
    a_mailbox(address="energie@balie.example", source=Mailbox.Source.IMAP, takes_reply_addresses=takes)

    message = an_answer(by)

    asked = [each.address for each in parse_mail(read_file(message.email.outgoing.file)).reply_to]
    assert [str(address).startswith("reply+") for address in asked] == ([True] if takes else [])


def test_an_answer_sent_twice_is_one(mailbox: Mailbox, by: User) -> None:
    first, second = an_answer(by, key="form"), an_answer(by, key="form")

    assert (first, Message.objects.count(), Outgoing.objects.count()) == (second, 1, 1)


@pytest.mark.parametrize("to", ["", "jan", "jan@", "a@b@c.example", "jan@klant.example\r\nBcc: x@y.example", '"a b"@c.example'])
def test_an_address_that_is_none_is_refused_and_named(mailbox: Mailbox, by: User, to: str) -> None:
    with pytest.raises(Invalid) as refusal:
        an_answer(by, to=to)

    assert refusal.value.field_name == "to"


@pytest.mark.parametrize("fields", [{"to": "Energie@balie.example"}, {"cc": ["energie@BALIE.example"]}])
def test_our_own_mailboxes_are_never_written_to(mailbox: Mailbox, by: User, fields: dict[str, object]) -> None:
    with pytest.raises(actions.OwnAddress):
        an_answer(by, **fields)

    assert not Outgoing.objects.exists()


def test_without_the_verb_nothing_is_sent(mailbox: Mailbox) -> None:
    with pytest.raises(NotAllowed):
        an_answer(a_user("auditor"))


def test_without_a_mailbox_the_operator_is_told(by: User) -> None:
    with pytest.raises(actions.NoMailbox):
        an_answer(by)


def test_a_mail_that_answers_nothing_is_a_contact_of_its_own(mailbox: Mailbox, by: User) -> None:
    contact, thread = actions.send_new(
        customer=None, to="mia@klant.example", subject="Afspraak", text="Tot dinsdag.", language="nl", by=by, at=MONDAY_9AM, dedupe_key="n"
    )

    assert (contact.direction, contact.party, contact.operator) == (Contact.Direction.OUT, "mia@klant.example", by)
    assert contact.messages.get().email.thread == thread


def test_a_mail_is_sent_once(mailbox: Mailbox, by: User, monkeypatch: pytest.MonkeyPatch) -> None:
    outgoing, taken = an_answer(by).email.outgoing, []
    monkeypatch.setattr(outbox, "hand_over", lambda raw, **_how: taken.append(raw) or Sent())

    outbox.send(outgoing.pk)
    outbox.send(outgoing.pk)

    outgoing.refresh_from_db()
    assert (len(taken), outgoing.state) == (1, Outgoing.State.SENT)


def test_two_workers_do_not_send_the_same_mail_at_once(mailbox: Mailbox, by: User) -> None:
    outgoing = an_answer(by).email.outgoing

    first, second = actions.claim_outgoing(outgoing.pk), actions.claim_outgoing(outgoing.pk)

    assert first is not None
    assert second is None


def test_f2_a_mail_whose_worker_was_killed_is_sent_again_under_the_same_message_id(mailbox: Mailbox, by: User) -> None:
    outgoing = an_answer(by).email.outgoing
    dead = actions.claim_outgoing(outgoing.pk)
    Outgoing.objects.update(next_at=MONDAY_9AM - timedelta(days=900))

    again = actions.claim_outgoing(outgoing.pk)

    assert dead is not None
    assert again is not None
    assert again.outgoing.internet_message_id == outgoing.internet_message_id
    assert not actions.mark_sent(dead, at=MONDAY_9AM)
    assert actions.mark_sent(again, at=MONDAY_9AM)


def test_a_server_that_cannot_now_is_asked_again_later(mailbox: Mailbox, by: User, monkeypatch: pytest.MonkeyPatch) -> None:
    outgoing = an_answer(by).email.outgoing
    Outgoing.objects.update(give_up_at=timezone.now() + timedelta(days=1))
    monkeypatch.setattr(outbox, "hand_over", lambda raw, **_how: Deferred("451 later"))

    outbox.send(outgoing.pk)

    outgoing.refresh_from_db()
    assert (outgoing.state, outgoing.last_error, outgoing.attempts) == (Outgoing.State.QUEUED, "451 later", 1)


@pytest.mark.parametrize(("outcome", "age"), [(Rejected("550 no"), timedelta()), (Deferred("451 later"), timedelta(days=4))])
def test_a_refusal_or_three_days_of_trying_is_a_failure(
    mailbox: Mailbox, by: User, monkeypatch: pytest.MonkeyPatch, outcome: object, age: timedelta
) -> None:
    outgoing = an_answer(by).email.outgoing
    Outgoing.objects.update(give_up_at=outgoing.give_up_at + timedelta(days=900) - age * 900)
    monkeypatch.setattr(outbox, "hand_over", lambda raw, **_how: outcome)

    outbox.send(outgoing.pk)

    outgoing.refresh_from_db()
    assert outgoing.state == Outgoing.State.FAILED


def test_a_failed_mail_is_tried_again_by_hand_and_a_sent_one_is_not(mailbox: Mailbox, by: User) -> None:
    outgoing = an_answer(by).email.outgoing
    Outgoing.objects.update(state=Outgoing.State.FAILED)

    again = actions.send_again(outgoing, by=by, at=MONDAY_9AM)

    assert again.state == Outgoing.State.QUEUED
    with pytest.raises(actions.NotFailed):
        actions.send_again(outgoing, by=by, at=MONDAY_9AM)


def test_a_restored_copy_sends_nothing_until_it_is_released(mailbox: Mailbox, by: User) -> None:
    outgoing = an_answer(by).email.outgoing
    Instance.objects.update_or_create(pk=1, defaults={"sending_held": True})

    claim = actions.claim_outgoing(outgoing.pk)

    outgoing.refresh_from_db()
    assert (claim, outgoing.state) == (None, Outgoing.State.HELD)
    Instance.objects.filter(pk=1).update(sending_held=False)
    assert actions.sweep_outgoing() == 1


@given(tries=st.integers(1, 10_000), spread=st.floats(0, 1))
def test_waiting_grows_and_stays_within_a_quarter_of_an_hour(tries: int, spread: float) -> None:
    for delay in (filing_delay, lambda n: sending_delay(n, spread=spread), lambda n: connecting_delay(n, spread=spread)):
        assert timedelta(seconds=3) <= delay(tries) <= delay(tries + 1) <= LONGEST
