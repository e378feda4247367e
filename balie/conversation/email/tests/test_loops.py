"""Two machines that answer each other fall silent."""

from __future__ import annotations

from email import message_from_bytes, policy
from itertools import count

import pytest
from django.utils import timezone

from balie.conversation.email import actions, queries
from balie.conversation.email.models import AutomaticMail, Email, Mailbox, Outgoing
from balie.conversation.email.parsing import parse_mail
from balie.conversation.email.senders.standing import Judgement
from balie.conversation.email.testing import a_mailbox, a_raw_mail
from balie.foundation.files.queries import read_file

pytestmark = pytest.mark.django_db
VERIFIED = Judgement(Email.Standing.VERIFIED, Email.Ground.DKIM)
TELLING = ("Auto-Submitted", "X-Auto-Response-Suppress", "References", "In-Reply-To", "Reply-To", "Return-Path", "Content-Language")
ROUNDS = 20


@pytest.fixture
def two(monkeypatch: pytest.MonkeyPatch) -> dict[str, Mailbox]:
    """Two mailboxes that acknowledge and do not know each other for their own: as those of two installations."""
    monkeypatch.setattr(queries, "own_addresses", frozenset)
    boxes = [a_mailbox(address=address, acknowledges=True) for address in ("hulp@een.example", "hulp@twee.example")]
    return {box.address: box for box in boxes}


def take_in(box: Mailbox, raw: bytes) -> None:
    actions.receive_email(actions.store_raw(box, raw, at=timezone.now()), parse_mail(raw), judged=VERIFIED, at=timezone.now())


def as_carried(raw: bytes, number: int, *, strips: bool) -> bytes:
    """As it comes after a server on the way that throws away all by which a machine could be known, or leaves it."""
    mail = message_from_bytes(raw, policy=policy.SMTP)
    if strips:
        for name in TELLING:
            del mail[name]
        mail.replace_header("Message-ID", f"<carried{number}@onderweg.example>")
    return mail.as_bytes()


def exchange(two: dict[str, Mailbox], *, strips: bool) -> int:
    """Carry mails between the two until nothing moves; how many automatic ones there were."""
    carried: set[int] = set()
    numbers = count()
    for _round in range(ROUNDS):
        fresh = list(Outgoing.objects.exclude(pk__in=carried).exclude(state=Outgoing.State.HELD).select_related("file"))
        if not fresh:
            return AutomaticMail.objects.count()
        for each in fresh:
            carried.add(each.pk)
            take_in(two[each.recipients[0]], as_carried(read_file(each.file), next(numbers), strips=strips))
    raise AssertionError("they did not fall silent")


@pytest.mark.parametrize("strips", [False, True])
def test_r_l2_two_installations_answering_each_other_send_two_automatic_mails_at_most(two: dict[str, Mailbox], strips: bool) -> None:
    take_in(two["hulp@een.example"], a_raw_mail(sender="Hulp <hulp@twee.example>", to="hulp@een.example"))

    assert 1 <= exchange(two, strips=strips) <= 2


def test_r_l1_a_vacation_answer_to_our_mail_ends_there() -> None:
    box = a_mailbox(address="energie@balie.example", acknowledges=True)
    take_in(box, a_raw_mail())
    ours = Outgoing.objects.get()
    # As Dovecot's sieve writes it (RFC 5230).
    vacation = a_raw_mail(
        subject="Auto: Mijn meter",
        in_reply_to=ours.internet_message_id,
        headers={"Auto-Submitted": "auto-replied (vacation)", "Precedence": "bulk", "Return-Path": "<>"},
    )

    take_in(box, vacation)

    assert Outgoing.objects.count() == 1


def test_r_l1_a_vacation_answer_that_hides_itself_is_not_acknowledged_again() -> None:
    box = a_mailbox(address="energie@balie.example", acknowledges=True)
    take_in(box, a_raw_mail())

    for number in range(10):
        take_in(box, a_raw_mail(subject=f"Ik ben weg {number}"))

    assert Outgoing.objects.count() == 1
