"""What is done inside a house by a process of its own: rows for the screens the demonstration has none of, strings in every text, mails of them.

`python -m tests.journeys.staged` in the environment of the house; the strings come as JSON by standard input, and what was done goes out so.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from datetime import timedelta
from email import message_from_bytes, policy
from typing import Any

import django
from django.utils import timezone

CUSTOMER = "els.peeters@klant.example"


def main() -> None:
    django.setup()
    from tests.journeys.poison import make_room, poison

    strings = json.load(sys.stdin)
    make_room()
    survey = stage()
    empty = poison(strings)
    print(json.dumps({"survey": survey, "empty": empty, "mails": list(mails(strings))}))


def stage() -> str:
    """Make the rows; the address of a customer's survey."""
    from balie.access.accounts.models import ApiToken, Team, User
    from balie.casework.tickets.actions.surveying import link_to
    from balie.casework.tickets.models import BulkJob, BulkRefusal, Handover, SideThread, Survey, Ticket, Transfer
    from balie.conversation.email.models import BlockedSender, Email, Mailbox, Thread
    from balie.conversation.promises.models import Move, Promise
    from balie.conversation.routing.models import Lease, Queue
    from balie.foundation.drafts.models import Draft
    from balie.operations.automations.models import Rule, Run
    from balie.records.customers.models import Customer, LevelChange, Reveal
    from balie.records.shorthand.models import Shorthand

    now, supervisor = timezone.now(), User.objects.get(username="supervisor")
    signed = {"by": supervisor, "at": now}
    ticket, customer = Ticket.objects.exclude(customer=None).latest("pk"), Customer.objects.latest("pk")
    ApiToken.objects.create(user=supervisor, name="words", prefix="abcdefgh", secret_hash="none", made_at=now)
    Shorthand.objects.create(owner=supervisor, key="words", words="words")
    Draft.objects.create(owner=supervisor, key="words", fields={"text": "words"}, saved_at=now)
    LevelChange.objects.create(customer=customer, level=0, reason="words", **signed)
    Reveal.objects.create(customer=customer, field="iban", reason="words", **signed)
    Move.objects.create(promise=Promise.objects.latest("pk"), old_due_at=now, new_due_at=now, reason="words", **signed)
    Lease.objects.create(
        subject_kind="ticket",
        subject_id=ticket.pk,
        channel="ticket",
        holder=supervisor,
        reason="words",
        taken_at=now,
        expires_at=now,
        ended_at=now,
        end="given_back",
    )
    Queue.objects.create(key="words", name={"nl": "words"}, incident={"nl": "words"}, team=Team.objects.earliest("pk"))
    failed = Run.Outcome.FAILED
    Run.objects.create(rule=Rule.objects.latest("pk"), ticket=ticket, kind="opened", moment=now, at=now, outcome=failed, said="words")
    BlockedSender.objects.create(pattern="words", why="words", **signed)
    Mailbox.objects.create(name="Steps", address="steps@zenne.example", host="127.0.0.1", is_active=False, is_connecting=True)
    job = {"by": supervisor, "asked_at": now, "numbers": [ticket.number], "total": 1, "finished_at": now, "started_at": now, "position": 1}
    BulkJob.objects.create(verb="transfer", given={"reason": "words"}, **job)
    tagging = BulkJob.objects.create(verb="tag", given={"tag": "words", "words": "words", "sentence": "words"}, **job)
    BulkRefusal.objects.create(job=tagging, number=ticket.number, reason="words")
    Handover.objects.create(from_user=supervisor, reason="words", **signed)
    Transfer.objects.create(ticket=ticket, reason="words", refusal="words", state=Transfer.State.REFUSED, **signed)
    SideThread.objects.create(
        ticket=ticket, thread=Thread.objects.create(mailbox=Mailbox.objects.earliest("pk"), made_at=now), address="net@fluvius.example"
    )
    said = Email.objects.latest("pk")
    Email.objects.filter(pk=said.pk).update(bcc=[CUSTOMER])
    _rung_and_followed(supervisor)
    survey = Survey.objects.create(
        ticket=ticket,
        closing=0,
        customer=ticket.customer,
        address=CUSTOMER,
        language="nl",
        asked_at=now,
        expires_at=now + timedelta(days=14),
    )
    return link_to(survey)


def _rung_and_followed(supervisor: Any) -> None:
    """A call that is to be called back and stands in a queue yet, a line that is not in use, a script that was followed, and what may be called."""
    from balie.conversation.contacts.models import Contact
    from balie.conversation.handouts.models import Handout
    from balie.conversation.ivr.models import Journey, MenuVersion
    from balie.conversation.recordings.models import Aim, Listening, Recording
    from balie.conversation.routing.models import Queue, Waiting
    from balie.conversation.telephony.models import Call, CallBack, Judgement, Number, Outgoing, Prompt, Trunk
    from balie.operations.scripts.models import Run, RunEvent, Version
    from balie.operations.scripts.rules import runs
    from balie.records.knowledge.models import Article

    now, number = timezone.now(), Number.objects.earliest("pk")
    contact = Contact.objects.filter(channel="call", call=None, script_runs=None).latest("pk")
    Trunk.objects.create(key="words", name="words", host="words.example", user="words", secret="words", is_active=False)
    call = Call.objects.create(
        direction="in",
        contact=contact,
        number=number,
        party="words",
        party_name="words",
        began_at=now,
        ended_at=now,
        state="ended",
        is_open=False,
        outcome="abandoned",
    )
    Waiting.objects.create(
        queue=Queue.objects.earliest("pk"), channel="call", subject_kind="phone_call", subject_id=call.pk, since=now, entered_at=now
    )
    CallBack.objects.create(number=number, party="words", call=call, owner=supervisor, asked_at=now)
    Journey.objects.create(
        call=call, version=MenuVersion.objects.earliest("pk"), line="demo-customer", typed="1", said=[{"nl": "words"}], began_at=now
    )
    Prompt.objects.create(name="welcome", language="nl", sha256="0" * 64, duration_ms=1000, saved_at=now)
    Judgement.objects.create(at=now, user=supervisor, number="words", verdict=Judgement.VERDICTS[0][0])
    Outgoing.objects.update_or_create(pk=1, defaults={"regions": ["BE"], "prefixes": ["+32"], "shown_number": "words"})
    version = Version.objects.filter(state="published").earliest("pk")
    run = Run.objects.create(
        contact=contact, version=version, language="nl", node="greet", events_count=1, operator=supervisor, started_at=now
    )
    RunEvent.objects.create(
        run=run,
        position=1,
        kind=runs.STARTED,
        data={"language": "nl", "facts": {"customer.name": "words of somebody"}},
        said="words",
        language="nl",
        at=now,
        by=supervisor,
    )
    recording = Recording.objects.create(
        name="words",
        call=call,
        contact=contact,
        aim=Aim.values[0],
        state=Recording.State.ERASED,
        began_at=now,
        ended_at=now,
        keep_until=now,
    )
    Listening.objects.create(recording=recording, by=supervisor, at=now, reason="words")
    article = Article.objects.earliest("pk")
    Handout.objects.create(
        contact=contact, article=article, language="nl", text_version=1, secret_hash="none", expires_at=now, sent_to="words", at=now
    )


def mails(strings: Sequence[str]) -> Iterator[str]:
    """The HTML of the mails that leave: an answer, a question aside that passes a customer's mail on, and what goes out by itself."""
    from balie.access.accounts.models import User
    from balie.casework.tickets import actions
    from balie.casework.tickets.actions.aside import ask_aside
    from balie.casework.tickets.models import Ticket
    from balie.conversation.contacts.models import Message
    from balie.conversation.email.forwarding import passed_on
    from balie.conversation.email.models import Mailbox, Outgoing
    from balie.foundation.files.queries import read_file

    now, by = (
        timezone.now(),
        User.objects.get(pk=min(User.objects.filter(granted__contains=["tickets.reply"]).values_list("pk", flat=True))),
    )
    for box in Mailbox.objects.all():  # nothing leaves that is addressed to no address
        Mailbox.objects.filter(pk=box.pk).update(address=f"box{box.pk}@zenne.example", always_bcc=[])
    before = set(Outgoing.objects.values_list("pk", flat=True))
    ticket = Ticket.objects.visible_to(by).filter(state="open").latest("pk")
    words = {"text": " ".join(strings), "html": "".join(f"<p>{each}</p>" for each in strings), "by": by, "at": now}
    actions.reply(ticket.number, to=CUSTOMER, dedupe_key="xss", **words)
    passed = Message.objects.exclude(html="").latest("pk")
    ask_aside(ticket.number, to="net@fluvius.example", subject="", passed=passed_on(by, passed.pk), dedupe_key="xss aside", **words)
    for outgoing in Outgoing.objects.exclude(pk__in=before):
        yield from html_parts(read_file(outgoing.file))


def html_parts(raw: bytes) -> Iterator[str]:
    for part in message_from_bytes(raw, policy=policy.default).walk():
        if part.get_content_type() == "text/html":
            yield str(part.get_content())


if __name__ == "__main__":
    main()
