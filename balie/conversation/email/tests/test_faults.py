"""What no real server does to us: a scripted one does it, and no mail is lost or doubled (F7, F8, R-I1, R-I3, R-I4)."""

from __future__ import annotations

import hashlib
import os
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from balie.conversation.email import imap
from balie.conversation.email.imap import Imap
from balie.conversation.email.models import Mailbox, RawMail
from balie.conversation.email.testing import a_mailbox
from balie.conversation.email.watchers import Watcher
from tests.parts.scripted_imap import ScriptedImap

pytestmark = pytest.mark.django_db
MANY = int(os.environ.get("OUTAGE_MAILS", "1000"))
WORTH_KEEPING = 10_000
OUTAGE_PAGE = Path(__file__).resolve().parents[4] / "docs" / "reference" / "kills.md"
FAULTS = ["cut", "bye", "bad_tag", "huge", "garbage", "lie", "vanish", "renumber"]
_serial = count(1)


def a_mail() -> bytes:
    return b"From: an@klant.example\r\nMessage-ID: <%d@klant.example>\r\n\r\nDag\r\n" % next(_serial)


def connected(server: ScriptedImap, **fields: object) -> Mailbox:
    known = {"source": "imap", "host": "127.0.0.1", "port": server.port, "security": "none", "username": "u", "password": "p"}
    return a_mailbox(**known | fields)


def watch(mailbox: Mailbox, *, rounds: int = 12) -> None:
    """The watcher as it runs, its waiting left out, until it waited `rounds` times or all is well and quiet."""
    stop = threading.Event()
    waits = count(1)

    def wait(_seconds: float) -> bool:
        is_well = Mailbox.objects.get(pk=mailbox.pk).state == Mailbox.State.UP
        if is_well or next(waits) >= rounds:
            stop.set()
        return True

    Watcher(mailbox.pk, owner="test", stop=stop, wait=wait, put_away=lambda: None).run()


def digests(mails: list[bytes]) -> set[str]:
    return {hashlib.sha256(raw).hexdigest() for raw in mails}


def stored() -> list[str]:
    return list(RawMail.objects.values_list("sha256", flat=True))


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("balie.conversation.email.watchers.connecting_delay", lambda *_a, **_k: timedelta(milliseconds=1))


@pytest.mark.parametrize("how", ["no", "cut"])
@pytest.mark.parametrize("many", [5, 60])
def test_r_i1_a_mail_the_server_never_gives_holds_nothing_up_and_stands_in_quarantine(how: str, many: int) -> None:
    mails = [a_mail() for _ in range(many)]
    with ScriptedImap(enumerate(mails, start=1)) as server:
        server.withheld = {2: how, 4: how}

        box = connected(server)
        watch(box, rounds=40)
        fetched = sum(b"BODY" in each for each in server.commands)
        watch(box)

        given = [raw for uid, raw in enumerate(mails, start=1) if uid not in server.withheld]
        left = list(RawMail.objects.filter(reason=RawMail.Reason.WITHHELD).order_by("uid"))
        assert digests(given) <= set(stored())
        assert [(each.uid, each.state) for each in left] == [(2, RawMail.State.QUARANTINED), (4, RawMail.State.QUARANTINED)]
        assert len(stored()) == many
        assert server.seen == set(range(1, many + 1)) - {2, 4}
        assert sum(b"BODY" in each for each in server.commands) == fetched  # not asked again and again
    box.refresh_from_db()
    assert (box.state, box.last_uid) == (Mailbox.State.UP, many)


@pytest.mark.parametrize("command", [b"FETCH", b"SEARCH", b"STORE", b"SELECT", b"LOGIN"])
@pytest.mark.parametrize("fault", ["cut", "bye", "bad_tag", "garbage", "huge"])
def test_f7_whatever_breaks_wherever_every_mail_is_kept_once(command: bytes, fault: str) -> None:
    mails = [a_mail() for _ in range(5)]
    with ScriptedImap(enumerate(mails, start=1)) as server:
        server.faults[command].extend([fault, fault])

        watch(connected(server))

    assert sorted(stored()) == sorted(digests(mails))


def test_f7_a_server_that_sends_byte_by_byte_is_cut_off_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    with ScriptedImap([(1, a_mail())], seconds=8) as server:
        server.faults[b"FETCH"].extend(["trickle"])
        found = Imap(imap.ImapServer(host="127.0.0.1", port=server.port, security="none", username="u", password="p"), timeout=0.5)
        began = time.monotonic()

        with found, pytest.raises(imap.MailboxDown, match="too slowly"):
            list(found.fetch_since(0))

    assert time.monotonic() - began < 6


def test_f7_a_size_of_four_gigabytes_is_refused_before_memory_is_taken() -> None:
    with ScriptedImap([(1, a_mail())]) as server:
        server.faults[b"FETCH"].append("huge")
        with (
            Imap(imap.ImapServer(host="127.0.0.1", port=server.port, security="none", username="u", password="p")) as found,
            pytest.raises(imap.MailboxDown, match="an answer of 4000000000 bytes"),
        ):
            list(found.fetch_since(0))


def test_a_mail_larger_than_its_server_said_is_refused_and_the_next_one_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imap, "MAX_RAW_BYTES", 1000)
    small = a_mail()
    with ScriptedImap([(1, a_mail() + b"x" * 5000), (2, small)]) as server:
        server.faults[b"FETCH"].append("lie")

        watch(connected(server))

    assert [raw.reason for raw in RawMail.objects.order_by("pk")] == ["too_big", ""]
    assert digests([small]) <= set(stored())


def test_f8_a_server_set_back_that_gives_numbers_again_loses_nothing() -> None:
    before = [a_mail() for _ in range(3)]
    after = a_mail()
    with ScriptedImap(enumerate(before, start=1)) as server:
        mailbox = connected(server)
        watch(mailbox)
        server.mails = {1: before[0], 2: after}
        server.next_uid = 3

        watch(mailbox)

    assert sorted(stored()) == sorted(digests([*before, after]))


def test_f8_another_validity_in_the_middle_doubles_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imap, "BATCH", 2)
    mails = [a_mail() for _ in range(7)]
    with ScriptedImap(((uid * 10, raw) for uid, raw in enumerate(mails, start=1))) as server:
        server.faults[b"FETCH"].extend(["", "", "", "renumber"])

        watch(connected(server))

    assert sorted(stored()) == sorted(digests(mails))


MOVES = st.lists(
    st.one_of(
        st.just(("put", "")),
        st.just(("put_same", "")),
        st.just(("reuse", "")),
        st.tuples(st.sampled_from(["FETCH", "SEARCH", "SELECT", "STORE"]), st.sampled_from([each for each in FAULTS if each != "vanish"])),
    ),
    max_size=8,
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=MOVES)
def test_f8_in_any_order_of_faults_no_mail_is_lost_or_doubled(moves: list[tuple[str, str]]) -> None:
    RawMail.objects.all().delete()
    mails = [a_mail(), a_mail()]
    with ScriptedImap(enumerate(mails, start=1)) as server:
        mailbox = connected(server)
        for move, fault in moves:
            if move == "put":
                mails.append(a_mail())
                server.put(mails[-1])
            elif move == "put_same":
                server.put(mails[0])
            elif move == "reuse":
                watch(mailbox)
                mails.append(a_mail())
                server.put(mails[-1], uid=max(server.mails))
            else:
                server.faults[move.encode()].append(fault)
                watch(mailbox, rounds=30)
        server.faults.clear()
        watch(mailbox, rounds=30)

    assert sorted(stored()) == sorted(digests(mails))


def test_r_i1_a_mail_is_marked_as_read_only_once_it_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    with ScriptedImap([(1, a_mail())]) as server:

        def full(*_args: object, **_kwargs: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("balie.conversation.email.actions.store_raw", full)
        mailbox = connected(server)

        watch(mailbox, rounds=2)

        assert server.seen == set()
    mailbox.refresh_from_db()
    assert (mailbox.state, "No space left" in mailbox.state_reason) == (Mailbox.State.DOWN, True)


def test_r_i3_all_that_came_in_three_days_is_fetched_in_order_and_only_that(monkeypatch: pytest.MonkeyPatch) -> None:
    """`OUTAGE_MAILS` says how many; `make outage` takes 10,000."""
    before, missed = [a_mail() for _ in range(5)], [a_mail() for _ in range(MANY)]
    with ScriptedImap(enumerate(before, start=1)) as server:
        mailbox = connected(server)
        watch(mailbox)
        now = timezone.now
        monkeypatch.setattr(timezone, "now", lambda: now() + timedelta(hours=72))
        for raw in missed:
            server.put(raw)
        began = time.monotonic()
        watch(mailbox)
        took = time.monotonic() - began

    mailbox.refresh_from_db()
    rows = list(RawMail.objects.order_by("pk").values_list("uid", "sha256"))
    assert [uid for uid, _sha in rows] == list(range(1, MANY + 6))
    assert [sha for _uid, sha in rows] == [hashlib.sha256(raw).hexdigest() for raw in (*before, *missed)]
    assert (mailbox.last_uid, server.seen) == (MANY + 5, set(range(1, MANY + 6)))
    if MANY >= WORTH_KEEPING:
        _write_outage(took)


def _write_outage(took: float) -> None:
    """Between the marks of the page."""
    begin, end = "<!-- outage -->", "<!-- end of outage -->"
    text = OUTAGE_PAGE.read_text()
    said = f"{datetime.now(UTC):%d %B %Y, %H:%M} UTC, `make outage`: {MANY:,} mails after 72 hours, all fetched in ascending order in {took:.0f} s, 0 missing, 0 twice."
    OUTAGE_PAGE.write_text(f"{text.split(begin)[0]}{begin}\n{said}\n{end}{text.split(end)[1]}")


def test_r_i4_the_same_mail_in_two_mailboxes_is_kept_in_each() -> None:
    raw = a_mail()
    with ScriptedImap([(1, raw)]) as server:
        for mailbox in (connected(server), connected(server)):
            watch(mailbox)

    assert RawMail.objects.count() == 2


def test_f7_a_mailbox_that_stalls_keeps_no_other_waiting() -> None:
    kept = threading.Event()
    with ScriptedImap([(1, a_mail())], seconds=10) as stuck, ScriptedImap([(1, a_mail())]) as well:
        stuck.faults[b"LOGIN"].extend(["stall"] * 5)
        hanging = Imap(imap.ImapServer(host="127.0.0.1", port=stuck.port, security="none", username="u", password="p"), timeout=3)
        thread = threading.Thread(target=_until_down, args=(hanging, kept.set))
        thread.start()

        watch(connected(well))
        is_first = not kept.is_set()
        thread.join(15)

    assert (RawMail.objects.count(), is_first, kept.is_set()) == (1, True, True)


def _until_down(mailbox: Imap, told: Callable[[], None]) -> None:
    with pytest.raises(imap.MailboxDown):
        mailbox.connect()
    told()
