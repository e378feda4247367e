"""Who gets a copy that nobody else knows of; and that we never write to ourselves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from balie.access.accounts.models import User
from balie.access.accounts.testing import MONDAY_9AM, a_user
from balie.conversation.contacts.models import Contact, Message
from balie.conversation.contacts.testing import a_contact
from balie.conversation.email import actions, outbox
from balie.conversation.email.models import AutomaticMail, Mailbox, Outgoing, Thread, ThreadParticipant
from balie.conversation.email.queries import mail_key
from balie.conversation.email.testing import a_mailbox
from balie.conversation.email.tokens import reply_address, reply_token
from balie.foundation.errors import Invalid
from tests.parts.mailhouse import MailHouse

pytestmark = pytest.mark.django_db
OURS, JAN, MIA, ARCHIVE = "energie@zenne.example", "jan@klant.example", "mia@klant.example", "archief@zenne.example"


# By the server that takes a mail into a mailbox, for its own reader.
ADDED_ON_ARRIVAL = {"Delivered-To", "Received", "Return-Path", "X-Original-To"}


@pytest.fixture
def by() -> User:
    return a_user("operator")


def an_answer(by: User, **fields: object) -> Message:
    contact = a_contact(channel="mail", party=JAN, subject="Mijn meter")
    given = {"text": "Wij komen.", "to": JAN, "by": by, "at": timezone.now() - timedelta(seconds=1), "dedupe_key": "a"}
    return actions.send_reply(contact, **given | fields)


@pytest.fixture
def mail() -> Iterator[MailHouse]:
    with MailHouse(users={OURS: "een-geheim", JAN: "klant", MIA: "klant", ARCHIVE: "archief"}) as house:
        yield house


def test_a_blind_copy_reaches_its_reader_through_a_real_server_and_no_header_names_it(mail: MailHouse, by: User) -> None:
    a_mailbox(
        address=OURS, source="imap", smtp_host="127.0.0.1", smtp_port=mail.server.submission_port, smtp_security="none",
        smtp_username=OURS, smtp_password=mail.password(OURS), always_bcc=[ARCHIVE],
    )  # fmt: skip

    message = an_answer(by, bcc=[MIA], signature="Noor Baert\nZenne")
    outbox.send(message.email.outgoing.pk)

    came = [mail.await_mail(each, subject="Mijn meter") for each in (JAN, MIA, ARCHIVE)]
    assert {each["To"] for each in came} == {JAN}
    for each in came:
        ours = [f"{name}: {value}" for name, value in each.items() if name not in ADDED_ON_ARRIVAL]
        assert each.get_content().replace("\r\n", "\n").rstrip().endswith("-- \nNoor Baert\nZenne")
        assert [line for line in ours if MIA in line or ARCHIVE in line or "bcc" in line.lower()] == []
    assert MIA not in came[0].as_string()
    assert ARCHIVE not in came[0].as_string() + came[1].as_string()


def test_who_got_one_is_kept_for_colleagues_and_takes_no_part_in_the_conversation(by: User) -> None:
    a_mailbox(address=OURS, always_bcc=[ARCHIVE])

    message = an_answer(by, cc=[MIA], bcc=["piet@derde.example"])

    email = message.email
    assert (email.bcc, message.recipients) == (["piet@derde.example", ARCHIVE], [JAN, MIA])
    assert email.outgoing.recipients == [JAN, MIA, "piet@derde.example", ARCHIVE]
    assert set(ThreadParticipant.objects.values_list("address", flat=True)) == {JAN, MIA}


def test_who_is_named_gets_no_second_copy(by: User) -> None:
    a_mailbox(address=OURS, always_bcc=["Mia@klant.example"])

    message = an_answer(by, cc=[MIA], bcc=["JAN@klant.example"])

    assert (message.email.bcc, message.email.outgoing.recipients) == ([], [JAN, MIA])


@pytest.mark.parametrize("bcc", ["jan", "a@b@c.example", "jan@klant.example\r\nCc: x@y.example"])
def test_a_blind_copy_is_held_to_the_rules_of_a_copy(by: User, bcc: str) -> None:
    a_mailbox(address=OURS)

    with pytest.raises(Invalid) as refusal:
        an_answer(by, bcc=[bcc])

    assert refusal.value.field_name == "bcc"


def _reply_address() -> str:
    thread = Thread.objects.create(subject="Mijn meter", mailbox=Mailbox.objects.get(address=OURS), made_at=MONDAY_9AM)
    return reply_address(reply_token(thread.pk, recipient=JAN, purpose="reply", key=mail_key()), domain="zenne.example")


@pytest.mark.parametrize("field", ["to", "cc", "bcc"])
@pytest.mark.parametrize("kind", ["mailbox", "another mailbox, not in use", "a reply address"])
def test_r_l3_own_mailboxes_are_never_recipients_of_what_a_person_writes(by: User, field: str, kind: str) -> None:
    a_mailbox(address=OURS)
    a_mailbox(address="winkel@zenne.example", is_active=False)
    address = {"mailbox": OURS.upper(), "a reply address": _reply_address()}.get(kind, "Winkel@Zenne.example")

    with pytest.raises(actions.OwnAddress) as refusal:
        an_answer(by, **{field: address if field == "to" else [address]})

    assert refusal.value.field_name == field
    assert not Outgoing.objects.exists()


@pytest.mark.parametrize("kind", ["mailbox", "a reply address"])
def test_r_l3_own_mailboxes_are_never_recipients_of_a_new_mail(by: User, kind: str) -> None:
    a_mailbox(address=OURS)
    to = OURS if kind == "mailbox" else _reply_address()

    with pytest.raises(actions.OwnAddress):
        actions.send_new(customer=None, to=to, subject="Dag", text="Dag", language="nl", by=by, at=MONDAY_9AM, dedupe_key="n")

    assert not Outgoing.objects.exists()


@pytest.mark.parametrize("kind", ["mailbox", "a reply address"])
def test_r_l3_own_mailboxes_are_never_recipients_of_mail_nobody_writes(kind: str) -> None:
    a_mailbox(address=OURS)

    assert actions.usable_address(OURS.upper() if kind == "mailbox" else _reply_address()) is None


def test_r_l3_a_mailbox_connected_later_drops_out_of_the_copies_another_sends(by: User) -> None:
    a_mailbox(address=OURS, always_bcc=[ARCHIVE])
    a_mailbox(address=ARCHIVE)

    assert an_answer(by).email.outgoing.recipients == [JAN]


@pytest.mark.parametrize("address", [OURS, "Winkel@zenne.example", "geen adres"])
def test_r_l3_a_mailbox_is_never_copied_to_a_mailbox_of_ours(address: str) -> None:
    a_mailbox(address="winkel@zenne.example")
    box = a_mailbox(address=OURS)

    with pytest.raises(Invalid) as refusal:
        actions.save_mailbox(box, by=a_user("administrator"), at=MONDAY_9AM, always_bcc=[address])

    assert refusal.value.field_name == "always_bcc"


def test_an_archive_gets_what_nobody_writes_too() -> None:
    box = a_mailbox(address=OURS, always_bcc=[ARCHIVE])
    thread = Thread.objects.create(subject="Mijn meter", mailbox=box, made_at=MONDAY_9AM)
    contact = a_contact(channel=Contact.Channel.MAIL, party=JAN)
    notice = actions.Notice(
        purpose=AutomaticMail.Purpose.ACKNOWLEDGEMENT, to=JAN, subject="Goed ontvangen", text="Dag", language="nl", dedupe_key="k"
    )

    actions.send_notice(contact, thread, notice, at=MONDAY_9AM)

    outgoing = Outgoing.objects.get()
    assert (outgoing.recipients, outgoing.automatic.address, outgoing.email.signature) == ([JAN, ARCHIVE], JAN, "")
