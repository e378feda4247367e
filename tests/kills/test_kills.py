"""SIGKILL any process at any moment: no mail lost, none doubled. `KILLS` says how many; `make kills` takes 200."""

from __future__ import annotations

import os
import random
import re
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from imapclient import IMAPClient

from balie.conversation.email.models import Mailbox
from balie.foundation.web.testing import free_port
from tests.kills.ledger import BOX, FETCHED, FETCHED_BOX, Correspondent, Ledger, Peer, Replier, Sender
from tests.kills.report import write_deaths, write_report
from tests.kills.target import PARTS, ROOT, Target, wait_until
from tests.parts.dovecot import Dovecot
from tests.parts.sealed import sealed

KILLS = int(os.environ.get("KILLS", "15"))
DEATHS_EACH = int(os.environ.get("DEATHS_EACH", "2"))
FAILPOINTS = (
    "mail.file_kept",
    "mail.row_written",
    "mail.before_seen",
    "mail.seen",
    "mail.before_250",
    "mail.read",
    "mail.before_commit",
    "mail.filed",
    "mail.before_sending",
    "mail.handed_over",
)
AT_THE_MAILBOX = {"mail.before_seen", "mail.seen"}
PASSWORD = "geheim"
SETTLED_WITHIN = 300.0
LEASE_PASSES_EVERY = 45.0
FILED = "SELECT subject, count(*) FROM contacts_message WHERE direction = 'in' AND subject LIKE 'Grootboek%' GROUP BY 1"
TICKETS = """
SELECT c.subject, count(*) FROM contacts_contact c JOIN tickets_ticketcontact tc ON tc.contact_id = c.id
WHERE c.subject LIKE 'Grootboek%' GROUP BY 1
"""
SENT = """
SELECT m.text, o.internet_message_id, o.state FROM email_outgoing o JOIN email_email e ON e.id = o.email_id
JOIN contacts_message m ON m.id = e.message_id WHERE m.text LIKE 'Antwoord op Grootboek%'
"""
# A mail whose sender was killed is taken up again after a lease of ten minutes: here they pass at once.
TEN_MINUTES_PASS = "UPDATE email_outgoing SET next_at = now() - interval '1 minute' WHERE state IN ('sending', 'queued')"
LEASE_PASSES = "UPDATE email_mailbox SET leased_until = now() WHERE leased_until > now()"
RETRIES_ARE_DUE = "UPDATE email_rawmail SET retry_at = NULL WHERE state = 'new'"
UNSETTLED = """
SELECT (SELECT count(*) FROM email_rawmail WHERE state = 'new') + (SELECT count(*) FROM email_outgoing WHERE state IN ('queued', 'sending'))
"""


@pytest.fixture
def target(home: Path) -> Iterator[Target]:
    made = Target(home, port=free_port(), smtp_port=free_port())
    made.start()
    yield made
    made.stop()


@dataclass
class Outside:
    """Who writes, answers and takes mail, and what they were told: the ledger."""

    ledger: Ledger
    peer: Peer
    sender: Sender
    correspondent: Correspondent
    mailboxes: Dovecot
    replier: Replier

    def stop(self) -> None:
        for each in (self.sender, self.correspondent, self.replier):
            each.stop.set()
            each.join(30)


@pytest.fixture
def outside(target: Target) -> Iterator[Outside]:
    seed = random.randrange(10**9)
    print(f"seed {seed}")
    random.seed(seed)
    ledger = Ledger(target.home / "ledger.jsonl")
    peer = Peer(ledger, free_port())
    peer.controller.start()
    wait_until(lambda: (target.home / "run.log").read_text().count("Balie is open") > 0, within=180, what="the first start")
    with Dovecot(users={FETCHED_BOX: PASSWORD}) as mailboxes:
        _connect(target, peer, mailboxes)
        sender = Sender(ledger, port=target.smtp_port, dice=random.Random(seed))
        correspondent = Correspondent(ledger, server=mailboxes, dice=random.Random(seed + 1))
        replier = Replier(ledger, url=target.url, token=target.balie("token", "create", "supervisor"))
        for each in (sender, correspondent, replier):
            each.start()
        yield Outside(ledger, peer, sender, correspondent, mailboxes, replier)
    peer.controller.stop()


def _connect(target: Target, peer: Peer, mailboxes: Dovecot) -> None:
    """Two mailboxes that send through `peer`: mail comes to the one by SMTP, and is fetched by IMAP for the other."""
    sends = {"smtp_host": "127.0.0.1", "smtp_port": peer.controller.port, "smtp_security": "none"}
    target.add(Mailbox(name="Grootboek", address=BOX, host="127.0.0.1", port=9, security="none", **sends))
    fetches = {"host": "127.0.0.1", "port": mailboxes.port, "security": "none", "username": FETCHED_BOX, "is_active": False}
    target.add(Mailbox(name="Ophalen", address=FETCHED_BOX, **sends, **fetches))
    begin = "UPDATE email_mailbox SET password = %s, is_active = true WHERE address = %s"
    target.rows(begin, [sealed(PASSWORD, home=target.home), FETCHED_BOX])


def test_every_moment_with_a_name_in_the_code_is_one_that_processes_die_at() -> None:
    named = {name for path in ROOT.glob("balie/**/*.py") for name in re.findall(r'failpoint\("([^"]+)"\)', path.read_text())}

    assert named == set(FAILPOINTS)


@pytest.mark.kills
def test_no_mail_is_lost_or_doubled_whatever_is_killed(target: Target, outside: Outside) -> None:
    began = time.monotonic()
    kills = _kill_at_random(target, random.Random(random.random()))
    took = time.monotonic() - began
    time.sleep(3)
    outside.stop()
    _settle(target, outside)

    again = _repeated(target, outside)
    assert sum(kills.values()) >= KILLS
    assert len(outside.ledger.names("accepted")) >= KILLS
    assert again <= sum(kills.values())
    told = outside.ledger
    write_report(
        kills,
        accepted=len([name for name in told.names("accepted") if not name.startswith(FETCHED)]),
        tries=outside.sender.tries,
        fetched=len([name for name in told.names("accepted") if name.startswith(FETCHED)]),
        replied=len(told.names("replied")),
        again=again,
        took=took,
        at=datetime.now(UTC),
    )


@pytest.mark.kills
def test_no_mail_is_lost_or_doubled_at_the_worst_moments(target: Target, outside: Outside) -> None:
    began, passed = time.monotonic(), Counter[str]()
    for name in FAILPOINTS:
        target.failpoints.write_text(f"{name} 1")
        wait_until(
            lambda name=name: _died_and_came_back(target, name, passed),
            within=240 + 12 * DEATHS_EACH,
            what=f"{DEATHS_EACH} deaths at {name}",
        )  # type: ignore[misc]
        target.failpoints.unlink()
        print(f"{name}: {target.deaths()[name]} deaths, {time.monotonic() - began:.0f} s", flush=True)
    target.back()
    time.sleep(3)
    outside.stop()
    _settle(target, outside)

    again = _repeated(target, outside)
    deaths = target.deaths()
    assert set(deaths) == set(FAILPOINTS)
    assert min(deaths.values()) >= DEATHS_EACH
    assert again <= sum(deaths.values())
    write_deaths(deaths, accepted=len(outside.ledger.names("accepted")), again=again, at=datetime.now(UTC))


def _died_and_came_back(target: Target, name: str, passed: Counter[str]) -> bool:
    """Who died at it had the lease of the mailbox for a minute yet: here it passes at once, `passed` says after how many deaths."""
    target.back()
    deaths = target.deaths()[name]
    if name in AT_THE_MAILBOX and passed[name] < deaths:
        with suppress(psycopg.Error):
            target.rows(LEASE_PASSES)
            passed[name] = deaths
    return deaths >= DEATHS_EACH


def _repeated(target: Target, outside: Outside) -> int:
    """How many deliveries came twice; fails when anything outside was told is not there exactly once."""
    accepted, replied, delivered = (outside.ledger.names(what) for what in ("accepted", "replied", "delivered"))
    filed, tickets = (dict(target.rows(sql)) for sql in (FILED, TICKETS))
    sent = target.rows(SENT)
    assert len(replied) > 0
    assert any(name.startswith(FETCHED) for name in accepted)
    assert _waits_at_the_server(outside) == 0
    assert {str(mail["Subject"]) for mail in outside.mailboxes.mails(FETCHED_BOX)} == {
        name for name in accepted if name.startswith(FETCHED)
    }
    assert not outside.ledger.names("refused")
    assert {name for name in accepted if name not in filed} == set(), "lost"
    assert {name: count for name, count in filed.items() if count != 1} == {}, "doubled"
    assert {name: count for name, count in tickets.items() if count != 1} == {}, "tickets doubled"
    assert set(tickets) == set(filed)
    texts = Counter(str(text) for text, _message_id, _state in sent)
    assert {name for name in replied if texts[name] != 1} == set(), "replies lost or doubled"
    assert {name: count for name, count in texts.items() if count != 1} == {}
    assert {state for _text, _message_id, state in sent} == {"sent"}
    ours = {str(message_id).strip("<>") for _text, message_id, _state in sent}
    arrived = Counter({name.strip("<>"): count for name, count in delivered.items()})
    assert ours - set(arrived) == set(), "never delivered"
    assert set(arrived) - ours == set(), "delivered, but not known"
    return sum(count - 1 for count in arrived.values())


def _kill_at_random(target: Target, dice: random.Random) -> Counter[str]:
    """One part at a time, then as soon as it answers again some work, then the next; sometimes two at once."""
    done: Counter[str] = Counter()
    while sum(done.values()) < KILLS:
        target.back()
        time.sleep(dice.uniform(0.0, 1.2))
        for part in dice.sample(PARTS[:3], 2) if dice.random() < 0.15 else [dice.choices(PARTS, [3, 3, 3, 4])[0]]:
            done[part] += target.kill(part)
    target.back()
    return done


def _settle(target: Target, outside: Outside) -> None:
    """Until nothing waits; retries are made due, nothing else is helped along.

    Ten minutes pass seldom enough for a slow machine to send a mail meanwhile: more often, and one sender takes it from the other.
    """
    end, next_pass = time.monotonic() + SETTLED_WITHIN, 0.0
    while time.monotonic() < end:
        with suppress(psycopg.Error):
            if time.monotonic() > next_pass:
                target.rows(TEN_MINUTES_PASS)
                next_pass = time.monotonic() + LEASE_PASSES_EVERY
            target.rows(RETRIES_ARE_DUE)
            if target.rows(UNSETTLED) == [(0,)] and _waits_at_the_server(outside) == 0:
                return
        time.sleep(1)
        target.back()


def _waits_at_the_server(outside: Outside) -> int:
    """How many mails Balie has not marked as read; none is taken away."""
    with IMAPClient("127.0.0.1", outside.mailboxes.port, ssl=False) as client:
        client.login(FETCHED_BOX, PASSWORD)
        client.select_folder("INBOX", readonly=True)
        return len(client.search("UNSEEN"))
