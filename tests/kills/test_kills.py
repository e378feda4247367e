"""SIGKILL any process at any moment: no mail lost, none doubled. `KILLS` says how many; `make kills` takes 200."""

from __future__ import annotations

import os
import random
import socket
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from tests.kills.ledger import BOX, Ledger, Peer, Replier, Sender
from tests.kills.report import write_report
from tests.kills.target import PARTS, Target, wait_until

KILLS = int(os.environ.get("KILLS", "15"))
SETTLED_WITHIN = 300.0
LEASE_PASSES_EVERY = 45.0
MAILBOX = f"""
INSERT INTO email_mailbox (name, address, language, source, host, port, security, username, password, folder, smtp_host, smtp_port,
    smtp_security, smtp_username, smtp_password, takes_reply_addresses, is_active, uid_validity, last_uid, state, state_reason, lease_owner, fence)
VALUES ('Grootboek', '{BOX}', 'nl', 'imap', '127.0.0.1', 9, 'none', '', '', 'INBOX', '127.0.0.1', %d, 'none', '', '', false, true, 0, 0, 'new', '', '', 0)
"""
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
RETRIES_ARE_DUE = "UPDATE email_rawmail SET retry_at = NULL WHERE state = 'new'"
UNSETTLED = """
SELECT (SELECT count(*) FROM email_rawmail WHERE state = 'new') + (SELECT count(*) FROM email_outgoing WHERE state IN ('queued', 'sending'))
"""


@pytest.fixture
def target(home: Path) -> Iterator[Target]:
    made = Target(home, port=_free_port(), smtp_port=_free_port())
    made.start()
    yield made
    made.stop()


@pytest.mark.kills
def test_no_mail_is_lost_or_doubled_whatever_is_killed(target: Target) -> None:
    seed = random.randrange(10**9)
    print(f"seed {seed}")
    dice = random.Random(seed)
    ledger = Ledger(target.home / "ledger.jsonl")
    peer = Peer(ledger, _free_port())
    peer.controller.start()
    wait_until(lambda: (target.home / "run.log").read_text().count("Balie is open") > 0, within=180, what="the first start")
    target.rows(MAILBOX % peer.controller.port)
    sender = Sender(ledger, port=target.smtp_port, dice=random.Random(seed))
    replier = Replier(ledger, url=target.url, token=target.balie("token", "create", "supervisor"))
    sender.start()
    replier.start()

    began = time.monotonic()
    kills = _kill_at_random(target, dice)
    took = time.monotonic() - began
    time.sleep(3)
    for outside in (sender, replier):
        outside.stop.set()
        outside.join(30)
    _settle(target)
    peer.controller.stop()

    accepted, replied, delivered = (ledger.names(what) for what in ("accepted", "replied", "delivered"))
    filed, tickets = (dict(target.rows(sql)) for sql in (FILED, TICKETS))
    sent = target.rows(SENT)
    assert sum(kills.values()) >= KILLS
    assert len(accepted) >= KILLS
    assert len(replied) > 0
    assert not ledger.names("refused")
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
    again = sum(count - 1 for count in arrived.values())
    assert again <= sum(kills.values())
    write_report(kills, accepted=len(accepted), tries=sender.tries, replied=len(replied), again=again, took=took, at=datetime.now(UTC))


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


def _settle(target: Target) -> None:
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
            if target.rows(UNSETTLED) == [(0,)]:
                return
        time.sleep(1)
        target.back()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])
