"""Every third-party mail stored, filed and read back: no byte changed, none that fails, none without an end.

`REFERENCE=1` writes their counts in docs/reference/mail-parsing.md anew.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest
from django.utils import timezone

from balie.conversation.email import actions, intake
from balie.conversation.email.models import Email, RawMail
from balie.conversation.email.parsing import ParsedMail, Unparsable, parse_mail
from balie.conversation.email.testing import a_mailbox
from balie.foundation.files.queries import read_file
from tests.parts.corpora import mails

PAGE = Path(__file__).resolve().parents[4] / "docs/reference/mail-parsing.md"
BEGIN, END = "<!-- counts -->\n", "<!-- end of counts -->\n"
OURS_FAILED = {RawMail.Reason.READER_FAILED, RawMail.Reason.FAILED, RawMail.Reason.DAMAGED}


@pytest.mark.usefixtures("committed")
def test_each_mail_of_others_is_kept_byte_for_byte_and_filed_or_put_aside_with_a_reason() -> None:
    mailbox, came = a_mailbox(), {_digest(raw): raw for raw in map(Path.read_bytes, mails())}
    for raw in came.values():
        actions.store_raw(mailbox, raw, at=timezone.now())

    intake.file_backlog(longest=400)

    kept = list(RawMail.objects.select_related("file"))
    filed = set(Email.objects.values_list("raw_id", flat=True))
    assert {raw.sha256 for raw in kept} == set(came)
    assert [raw.sha256 for raw in kept if read_file(raw.file) != came[raw.sha256]] == []
    assert [raw.sha256 for raw in kept if raw.state == RawMail.State.NEW or raw.tries or raw.reason in OURS_FAILED] == []
    assert [raw.sha256 for raw in kept if raw.pk not in filed and not raw.reason] == []
    assert {raw.pk for raw in kept if raw.state == RawMail.State.FILED} <= filed


def test_the_page_of_counts_is_up_to_date() -> None:
    before, _, rest = PAGE.read_text().partition(BEGIN)
    wanted = before + BEGIN + _table() + END + rest.partition(END)[2]
    if os.environ.get("REFERENCE") == "1":
        PAGE.write_text(wanted)

    assert PAGE.read_text() == wanted


def _table() -> str:
    came = [path.read_bytes() for path in mails()]
    read = [mail for raw in came if (mail := _parsed(raw))]
    machines = [mail for mail in read if mail.is_automatic]
    bounces = [mail for mail in read if mail.is_bounce]
    rows = {
        "mails": len(came),
        "mails with bytes of their own": len(set(came)),
        "refused as no mail": len(came) - len(read),
        "told as sent by a machine": len(machines),
        "of those, delivery reports": len(bounces),
        "of those, vacation answers, lists and other machines": len([mail for mail in machines if not mail.is_bounce]),
    }
    return "\n".join(["| what | count |", "|---|---|", *(f"| {said} | {count} |" for said, count in rows.items())]) + "\n"


def _parsed(raw: bytes) -> ParsedMail | None:
    try:
        return parse_mail(raw)
    except Unparsable:
        return None


def _digest(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()
