"""The third-party mails beside the project: what was measured is the floor."""

from __future__ import annotations

import json
import time
from typing import Any

from balie.conversation.email.parsing import OverBudget, ParsedMail, Unparsable, parse_mail
from balie.conversation.email.tests.comparison import expected_addresses, same_text, subject_of
from tests.parts.corpora import mails

# The only ones that are no mail: an empty file in ruby-mail.
EMPTY = {"sample_output_multipart"}
# Two bounces that a person forwarded by hand; a person wrote them.
FORWARDED_BY_HAND = {"lhost-sendmail-14.eml", "make-test-36.eml"}


def test_every_mail_is_read_or_refused_by_name_in_time() -> None:
    refused, slow, count = [], [], 0
    for path in mails():
        count += 1
        start = time.process_time()
        try:
            parse_mail(path.read_bytes())
        except (Unparsable, OverBudget):
            refused.append(path.name)
        if time.process_time() - start > 1:
            slow.append(path.name)

    assert count > 1000
    assert set(refused) <= EMPTY
    assert slow == []


def test_r_l1_every_bounce_and_vacation_answer_is_automatic() -> None:
    missed = [path.name for path in mails("mail/sisimai") if "/not/" not in str(path) and not parse_mail(path.read_bytes()).is_automatic]

    assert set(missed) <= FORWARDED_BY_HAND


def test_mails_that_are_no_bounce_are_not_taken_for_one() -> None:
    found = {path.name: parse_mail(path.read_bytes()).is_bounce for path in mails("mail/sisimai/not")}

    assert not found["is-not-bounce-01.eml"]
    assert not found["is-not-bounce-02.eml"]


def test_subjects_addresses_and_texts_agree_with_another_reader() -> None:
    score = {"subject": [0, 0], "address": [0, 0], "text": [0, 0], "html": [0, 0]}
    for path in mails("mail/stalwart"):
        expected = path.with_suffix(".json")
        if expected.exists():
            for kind, same in _compare(parse_mail(path.read_bytes()), json.loads(expected.read_text())):
                score[kind][0] += same
                score[kind][1] += 1

    shares = {kind: same / count for kind, (same, count) in score.items()}
    assert shares["subject"] >= 1, shares
    assert shares["address"] >= 0.99, shares
    # The rest are torture fragments (boundaries that begin alike, none closed), of which ours shows more, or parts apart that the other
    # runs together; of legacy/049 ours takes the uuencoded pictures out of the words.
    assert shares["text"] >= 0.82, shares
    assert shares["html"] >= 0.99, shares


def _compare(mail: ParsedMail, expected: dict[str, Any]) -> list[tuple[str, bool]]:
    headers = {str(each["name"]): each["value"] for each in reversed(expected["parts"][0]["headers"])}
    results = [("subject", same_text(subject_of(headers), mail.subject))]
    for name, found in (("from", mail.senders), ("to", mail.to), ("cc", mail.cc), ("reply_to", mail.reply_to)):
        wanted = expected_addresses(headers.get(name))
        if wanted or found:
            results.append(("address", wanted == [(each.address or "").lower() for each in found]))
    for kind, ids, found_text in (("Text", "text_body", mail.text), ("Html", "html_body", mail.html)):
        bodies = [expected["parts"][index]["body"].get(kind) for index in expected[ids]]
        if bodies and None not in bodies:
            results.append((kind.lower(), same_text("\n".join(bodies), found_text)))
    return results
