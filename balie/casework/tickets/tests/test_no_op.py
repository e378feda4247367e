"""Writing what stands there already fires nothing, and what fires comes to an end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from balie.access.accounts.models import User
from balie.access.accounts.testing import a_team, a_user
from balie.access.audit.models import AuditLine
from balie.casework.tickets import actions
from balie.casework.tickets.models import Notification, ProgressMessage, Ticket
from balie.casework.tickets.testing import a_ticket
from balie.conversation.email import actions as mail
from balie.conversation.email.models import AutomaticMail, Email, Mailbox, Outgoing
from balie.conversation.email.parsing import parse_mail
from balie.conversation.email.senders.standing import Judgement
from balie.conversation.email.testing import a_mailbox, a_raw_mail
from balie.foundation import events
from balie.foundation.errors import Refusal
from balie.foundation.events import Event
from balie.records.taxonomy.models import Result
from balie.records.taxonomy.testing import a_term

pytestmark = pytest.mark.django_db
NOW = timezone.now()
DEEPEST = 5
VERIFIED = Judgement(Email.Standing.VERIFIED, Email.Ground.DKIM)
type Verb = Callable[[Ticket, User, datetime], object]


class Fired:
    """Which events were announced, and how deep one led to another."""

    def __init__(self) -> None:
        self.announced: list[str] = []
        self.depth = self.deepest = 0


@pytest.fixture
def fired(monkeypatch: pytest.MonkeyPatch) -> Fired:
    found, reactions = Fired(), events._reactions()

    class Watched:
        def get(self, kind: type[Event], otherwise: object = ()) -> list[Callable[[Event], None]]:
            found.announced.append(kind.__name__)
            return [lambda event, react=react: _nested(found, react, event) for react in reactions.get(kind, ())]

    monkeypatch.setattr(events, "_reactions", Watched)
    return found


def _nested(found: Fired, react: Callable[[Event], None], event: Event) -> None:
    found.depth += 1
    found.deepest = max(found.deepest, found.depth)
    assert found.depth <= DEEPEST, f"one event leads to another without an end: {found.announced[-DEEPEST:]}"
    try:
        react(event)
    finally:
        found.depth -= 1


def written() -> tuple[int, ...]:
    """How much was written that others see or hear of."""
    changes = sum(ticket.changes.count() for ticket in Ticket.objects.all())
    versions = sum(Ticket.objects.values_list("version", flat=True))
    return (changes, versions, *(each.objects.count() for each in (AuditLine, Notification, Outgoing, AutomaticMail)))


VERBS: dict[str, Verb] = {
    "fields": lambda ticket, by, at: actions.set_fields(ticket.number, subject="Meter", urgency=1, tags=["gas"], by=by, at=at),
    "tags": lambda ticket, by, at: actions.add_tags(ticket.number, ["gas"], by=by, at=at),
    "state": lambda ticket, by, at: actions.set_state(ticket.number, "customer", by=by, at=at),
    "take": lambda ticket, by, at: actions.take(ticket.number, by=by, at=at),
    "assign": lambda ticket, by, at: actions.assign(ticket.number, by, by=by, at=at),
    "watch": lambda ticket, by, at: actions.watch(ticket.number, by=by, at=at),
}


@pytest.mark.parametrize("verb", VERBS)
def test_r_l3_writing_what_stands_there_fires_nothing(verb: str, fired: Fired) -> None:
    ticket, operator = a_ticket(subject="Meter"), a_user("operator")
    VERBS[verb](ticket, operator, NOW)
    fired.announced.clear()
    before = written()

    VERBS[verb](ticket, operator, NOW + timedelta(minutes=1))

    assert (fired.announced, written()) == ([], before)


def test_r_l3_a_transfer_to_where_it_is_tells_no_customer(fired: Fired) -> None:
    ticket, operator, team = a_ticket(), a_user("operator"), a_team("water")
    for _time in range(2):
        actions.transfer(ticket.number, team=team, reason="hoort daar", by=operator, at=NOW)

    assert fired.announced.count("TicketTransferred") == 1


def test_r_l3_a_mailbox_saved_as_it_is_goes_on_undisturbed() -> None:
    mailbox, administrator = a_mailbox(host="127.0.0.1", source="imap"), a_user("administrator")
    lease = mail.take_lease(mailbox.pk, owner="one")
    before = written()

    mail.save_mailbox(mailbox, host="127.0.0.1", address=mailbox.address, by=administrator, at=NOW)

    assert written() == before
    assert lease is not None
    assert mail.renew_lease(lease)


def test_r_l3_reading_the_same_mail_twice_fires_nothing(fired: Fired) -> None:
    mailbox, raw = a_mailbox(acknowledges=True), a_raw_mail()
    _take_in(mailbox, raw)
    fired.announced.clear()
    before = written()

    _take_in(mailbox, raw)

    assert (fired.announced, written()) == ([], before)


def _take_in(mailbox: Mailbox, raw: bytes) -> None:
    mail.receive_email(mail.store_raw(mailbox, raw, at=NOW), parse_mail(raw), judged=VERIFIED, at=NOW)


STEPS = st.lists(
    st.sampled_from(["take", "assign", "state", "open", "fields", "transfer", "solve", "reopen", "undo", "reply", "write", "bounce"]),
    max_size=14,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(steps=STEPS)
def test_r_l3_whatever_is_done_in_whatever_order_comes_to_an_end(steps: list[str], fired: Fired) -> None:
    mailbox, operator, ticket = _all_told()
    for number, step in enumerate(steps):
        fired.announced.clear()
        _do(step, number, mailbox, ticket, operator)

        assert len(fired.announced) <= 12, fired.announced
    assert fired.deepest <= DEEPEST
    assert AutomaticMail.objects.filter(ticket_number=ticket.number).count() <= len(steps) + 1


def _all_told() -> tuple[Mailbox, User, Ticket]:
    """Everything that can tell a customer something does."""
    for moment in ProgressMessage.Moment.values:
        actions.set_progress(moment, is_on=True, by=None, at=NOW)
    mailbox = Mailbox.objects.filter(acknowledges=True).first() or a_mailbox(acknowledges=True)
    operator = User.objects.filter(username="busy").first() or a_user("operator", username="busy", teams=[a_team("gas")])
    _take_in(mailbox, a_raw_mail())
    return mailbox, operator, Ticket.objects.latest("pk")


def _do(step: str, number: int, mailbox: Mailbox, ticket: Ticket, operator: User) -> None:
    at = NOW + timedelta(minutes=number)
    ours = Outgoing.objects.order_by("-pk").first()
    deeds: dict[str, Callable[[], object]] = {
        "take": lambda: actions.take(ticket.number, by=operator, at=at),
        "assign": lambda: actions.assign(ticket.number, operator, by=operator, at=at),
        "state": lambda: actions.set_state(ticket.number, "customer", by=operator, at=at),
        "open": lambda: actions.set_state(ticket.number, "open", by=operator, at=at),
        "fields": lambda: actions.set_fields(ticket.number, urgency=1 + number % 3, by=operator, at=at),
        "transfer": lambda: actions.transfer(ticket.number, team=a_team("gas"), reason="hoort daar", by=operator, at=at),
        "solve": lambda: actions.close_ticket(
            ticket.number, result=a_term(Result, "solved", applies_to=Result.AppliesTo.TICKET), sentence="klaar", by=operator, at=at
        ),
        "reopen": lambda: actions.reopen(ticket.number, by=operator, at=at),
        "undo": lambda: actions.undo(ticket.number, by=operator, at=at),
        "reply": lambda: actions.reply(
            ticket.number, text="Dag", to="jan@klant.example", by=operator, at=at, dedupe_key=f"{ticket.pk}.{number}"
        ),
        "write": lambda: _take_in(mailbox, a_raw_mail(in_reply_to=ours.internet_message_id if ours else "")),
        "bounce": lambda: ours and mail.fail_outgoing(ours, "550 5.1.1 no", at=at),
    }
    try:
        deeds[step]()
    except Refusal:
        """An expected no."""
