"""What customers hear of by itself while their ticket is treated, and what operators are reminded of."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from balie.access.accounts.models import Team, User
from balie.access.accounts.testing import a_user
from balie.casework.tickets import actions
from balie.casework.tickets.models import Notification, ProgressMessage, Ticket
from balie.casework.tickets.testing import a_ticket
from balie.conversation.email import actions as mail
from balie.conversation.email.models import Email, Mailbox, Outgoing
from balie.conversation.email.parsing import parse_mail
from balie.conversation.email.senders.standing import Judgement
from balie.conversation.email.testing import a_raw_mail
from balie.foundation.files.queries import read_file
from balie.foundation.text.numbers import group
from balie.records.calendars.slots import DAYS
from balie.records.customers.models import MailAddress
from balie.records.customers.testing import a_customer
from balie.records.sla.actions import make_default, save_targets, tell_steps
from balie.records.sla.testing import a_calendar, an_agreement
from balie.records.taxonomy.models import Result
from balie.records.taxonomy.testing import a_term

pytestmark = pytest.mark.django_db
NOW = timezone.now()
VERIFIED = Judgement(Email.Standing.VERIFIED, Email.Ground.DKIM)
UNVERIFIED = Judgement(Email.Standing.UNVERIFIED, Email.Ground.UNSIGNED)


@pytest.fixture
def told(db: None) -> None:
    """Every moment is told."""
    for moment in ProgressMessage.Moment.values:
        actions.set_progress(moment, is_on=True, by=a_user("administrator"), at=NOW)


def a_mailed_ticket(mailbox: Mailbox, judged: Judgement = VERIFIED, at: datetime = NOW, **given: object) -> Ticket:
    raw = a_raw_mail(**given)
    mail.receive_email(mail.store_raw(mailbox, raw, at=at), parse_mail(raw), judged=judged, at=at)
    return Ticket.objects.get()


def news() -> list[str]:
    """The subjects that wait to go out, oldest first."""
    return [parse_mail(read_file(each.file)).subject for each in Outgoing.objects.filter(is_automatic=True).order_by("pk")]


def test_nothing_is_told_until_the_organisation_chose_it(mailbox: Mailbox, operator: User) -> None:
    actions.take(a_mailed_ticket(mailbox).number, by=operator, at=NOW)

    assert news() == []


@pytest.mark.decree("A3.4", "S4.6")
def test_a_ticket_taken_up_is_told_in_the_customers_language_and_in_his_thread(mailbox: Mailbox, operator: User, told: None) -> None:
    MailAddress.objects.create(customer=a_customer(language="en", family_name="Peeters"), address="jan@klant.example")
    ticket = a_mailed_ticket(mailbox)

    actions.take(ticket.number, by=operator, at=NOW)

    outgoing = Outgoing.objects.get()
    sent = parse_mail(read_file(outgoing.file))
    assert sent.subject == f"Your question {group(ticket.number)}: we are working on it"
    assert "Peeters" in sent.text
    assert outgoing.sender == "energie@balie.example"
    assert outgoing.email.thread.ticket_thread.ticket == ticket


@pytest.mark.decree("A3.4", "S4.6")
@pytest.mark.parametrize("state", ["customer", "third"])
def test_a_wait_is_told(mailbox: Mailbox, operator: User, told: None, state: str) -> None:
    ticket = a_mailed_ticket(mailbox)

    actions.set_state(ticket.number, state, by=operator, at=NOW)

    assert len(news()) == 1


@pytest.mark.decree("A3.4", "S4.6")
def test_a_transfer_and_a_solution_are_told(mailbox: Mailbox, operator: User, winkel: Team, told: None) -> None:
    ticket = a_mailed_ticket(mailbox)

    actions.transfer(ticket.number, team=winkel, reason="hoort daar", by=operator, at=NOW)
    [passed_on] = news()
    actions.close_ticket(
        ticket.number, result=a_term(Result, "solved", applies_to=Result.AppliesTo.TICKET), sentence="Hersteld.", by=operator, at=NOW
    )

    assert [passed_on] != news()
    assert len(news()) == 1, "what was not sent yet is overtaken"


def test_a_step_taken_back_is_never_told(mailbox: Mailbox, operator: User, told: None) -> None:
    ticket = a_mailed_ticket(mailbox)
    actions.take(ticket.number, by=operator, at=NOW)

    actions.undo(ticket.number, by=operator, at=NOW + timedelta(seconds=30))

    assert news() == []


def test_news_that_left_stays(mailbox: Mailbox, operator: User, told: None) -> None:
    ticket = a_mailed_ticket(mailbox)
    actions.take(ticket.number, by=operator, at=NOW)
    Outgoing.objects.update(state=Outgoing.State.SENT)

    actions.undo(ticket.number, by=operator, at=NOW + timedelta(seconds=30))

    assert len(news()) == 1


def test_an_answer_that_waits_for_the_customer_needs_no_second_mail(mailbox: Mailbox, operator: User, told: None) -> None:
    ticket = a_mailed_ticket(mailbox)

    actions.reply(ticket.number, text="Welk nummer?", to="jan@klant.example", state="customer", by=operator, at=NOW, dedupe_key="a")

    assert news() == []


def test_a_sender_nobody_verified_hears_nothing_until_a_colleague_answers(mailbox: Mailbox, operator: User, told: None) -> None:
    ticket = a_mailed_ticket(mailbox, UNVERIFIED)
    actions.take(ticket.number, by=operator, at=NOW)
    before = news()

    actions.reply(ticket.number, text="Wij komen.", to="jan@klant.example", by=operator, at=NOW, dedupe_key="a")
    actions.set_state(ticket.number, "third", by=operator, at=NOW)

    assert (before, len(news())) == ([], 1)


@pytest.mark.decree("A3.4", "S4.6")
def test_a_ticket_of_a_call_is_told_by_a_mail_of_its_own(mailbox: Mailbox, operator: User, told: None) -> None:
    customer = a_customer()
    MailAddress.objects.create(customer=customer, address="jan@klant.example")
    ticket = a_ticket(customer=customer)

    actions.take(ticket.number, by=operator, at=NOW)

    assert Outgoing.objects.get().recipients == ["jan@klant.example"]
    assert ticket.ticket_threads.count() == 1


def test_an_address_that_mail_comes_back_from_is_told_nothing(mailbox: Mailbox, operator: User, told: None) -> None:
    customer = a_customer()
    MailAddress.objects.create(customer=customer, address="jan@klant.example", failing_since=NOW)

    actions.take(a_ticket(customer=customer).number, by=operator, at=NOW)

    assert news() == []


def test_what_was_sent_by_itself_stands_in_the_ticket(desk: Client, mailbox: Mailbox, operator: User, told: None) -> None:
    ticket = a_mailed_ticket(mailbox)
    actions.take(ticket.number, by=operator, at=NOW)
    Outgoing.objects.update(state=Outgoing.State.SENT)

    shown = desk.get(f"/tickets/{ticket.number}/").content.decode()

    assert "sent by itself" in shown
    assert "Automatic mail" in shown


def test_the_owner_is_reminded_once_before_a_promised_moment(mailbox: Mailbox, operator: User) -> None:
    ticket = a_ticket(owner=operator)
    actions.set_state(ticket.number, "third", wake_at=NOW + timedelta(hours=4), by=operator, at=NOW)

    early = actions.remind_of_promises(at=NOW + timedelta(hours=3))
    first = actions.remind_of_promises(at=NOW + timedelta(hours=3, minutes=40))
    again = actions.remind_of_promises(at=NOW + timedelta(hours=3, minutes=45))

    assert (early, first, again) == (0, 1, 0)
    assert [(each.user, each.kind) for each in Notification.objects.all()] == [(operator, Notification.Kind.PROMISED)]


@pytest.mark.decree("A3.4", "S4.6")
def test_the_customer_hears_once_before_a_promised_moment_passes(mailbox: Mailbox, operator: User, told: None) -> None:
    ticket = a_mailed_ticket(mailbox)
    actions.set_state(ticket.number, "third", wake_at=NOW + timedelta(hours=4), by=operator, at=NOW)
    before = news()

    actions.remind_of_promises(at=NOW + timedelta(hours=3, minutes=40))
    actions.remind_of_promises(at=NOW + timedelta(hours=3, minutes=45))

    assert news()[len(before) :] == [f"Uw vraag {group(ticket.number)}: wij zijn er nog mee bezig"]


@pytest.mark.decree("A3.4", "S4.6")
@pytest.mark.parametrize(
    ("metric", "heard"),
    [("solution", ["Uw vraag {}: wij zijn er nog mee bezig"]), ("update", ["Uw vraag {}: wij zijn er nog mee bezig"]), ("first", [])],
)
def test_the_customer_hears_before_the_service_level_is_broken(
    mailbox: Mailbox, operator: User, told: None, metric: str, heard: list[str]
) -> None:
    a_promise(metric)
    ticket = a_mailed_ticket(mailbox, at=NOW - timedelta(hours=4))

    tell_steps()
    tell_steps()

    assert news() == [each.format(group(ticket.number)) for each in heard]


def test_nobody_hears_of_a_promise_until_the_organisation_chose_it(mailbox: Mailbox, operator: User) -> None:
    a_promise("solution")
    a_mailed_ticket(mailbox, at=NOW - timedelta(hours=4))

    tell_steps()

    assert news() == []


def a_promise(metric: str) -> None:
    """Five hours, by day and night, of which a warning comes after three quarters."""
    always = a_calendar("always", {day: [["00:00", "24:00"]] for day in DAYS})
    found = an_agreement("standard", hours=0)
    cells = {(priority, metric): timedelta(hours=5) for priority in (1, 2, 3, 4)}
    save_targets(found, cells=cells, calendars=dict.fromkeys((1, 2, 3, 4), always), by=None, at=NOW - timedelta(days=1))
    make_default(found, by=None, at=NOW - timedelta(days=1))


def test_a_short_wait_reminds_of_nothing(operator: User) -> None:
    ticket = a_ticket(owner=operator)
    actions.set_state(ticket.number, "third", wake_at=NOW + timedelta(minutes=20), by=operator, at=NOW)

    assert actions.remind_of_promises(at=NOW + timedelta(minutes=10)) == 0


def test_the_organisation_writes_the_words_and_chooses_the_moments(client: Client, mailbox: Mailbox, operator: User) -> None:
    client.force_login(a_user("administrator", language="en"))
    ticket = a_mailed_ticket(mailbox)
    words = {f"{part}_{code}": f"{part} {code} {{ticket.number}}" for part in ("title", "body") for code in ("nl", "fr", "en", "de")}

    client.post("/settings/automatic-mail/", {"moment": "taken", "is_on": "1"})
    saved = client.post("/settings/automatic-mail/taken/", words)
    actions.take(ticket.number, by=operator, at=NOW)

    assert saved.status_code == 303
    assert news() == [f"title nl {group(ticket.number)}"]


def test_the_words_for_senders_nobody_verified_take_no_placeholder(client: Client) -> None:
    client.force_login(a_user("administrator", language="en"))
    words = {f"body_{code}": "{ticket.subject}" for code in ("nl", "fr", "en", "de")}

    assert client.post("/settings/automatic-mail/received-unverified/", words).status_code == 422
