from __future__ import annotations

import email
import json
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balie.conversation.email.automatic import automatic_reason
from balie.conversation.email.composing import BadAddress, Mailbox, OutgoingAttachment, OutgoingMail, compose
from balie.conversation.email.parsing import parse_mail
from tests.parts.corpora import corpus

AT = datetime(2026, 11, 23, 9, 15, tzinfo=UTC)
HEADERS = {"From", "To", "Cc", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type", "Content-Transfer-Encoding"}


def a_mail(**fields: Any) -> OutgoingMail:
    usual: dict[str, Any] = {
        "sender": Mailbox("Hulp", "hulp@balie.example"),
        "to": [Mailbox("An Peeters", "an@klant.example")],
        "subject": "Uw meter",
        "text": "Dag An",
        "message_id": "abc.1@balie.example",
        "date": AT,
    }
    return OutgoingMail(**{**usual, **fields})


def _library(raw: bytes) -> EmailMessage:
    return email.message_from_bytes(raw, policy=default)  # type: ignore[return-value]


def test_what_goes_out_reads_back_as_it_was_meant() -> None:
    mail = a_mail(
        cc=[Mailbox("Zoë, team «Winkel»", "winkel@balie.example")],
        reply_to=Mailbox("", "reply+x@balie.example"),
        subject="Uw meter – 2de keer",
        text="Dag An,\n\né €",
        html="<p>Dag</p>",
        in_reply_to="q@klant.example",
        references=["o@klant.example", "q@klant.example"],
    )

    read = parse_mail(compose(mail))

    assert (read.subject, read.text.strip(), read.html.strip()) == ("Uw meter – 2de keer", "Dag An,\n\né €", "<p>Dag</p>")
    assert [(each.name, each.address) for each in read.cc] == [("Zoë, team «Winkel»", "winkel@balie.example")]
    assert read.reply_to[0].address == "reply+x@balie.example"
    assert read.references == ("o@klant.example", "q@klant.example")
    assert (read.message_id, read.date, read.automatic) == ("abc.1@balie.example", AT, None)


def test_r_m7_naughty_names_subjects_and_texts_make_no_header_and_no_recipient() -> None:
    naughty: list[str] = json.loads((corpus("strings") / "blns.json").read_text())

    for text in naughty:
        read = _library(
            compose(a_mail(to=[Mailbox(text, "an@klant.example")], cc=[Mailbox(text, "b@klant.example")], subject=text, text=text))
        )

        assert set(read.keys()) <= HEADERS, text
        assert [each.addr_spec for each in read["To"].addresses] == ["an@klant.example"], text
        assert [each.addr_spec for each in read["Cc"].addresses] == ["b@klant.example"], text


_hostile = st.lists(
    st.sampled_from(
        ["\r\n", "\n", "\r", "Bcc: x@evil.example", '"', "<", ">", ",", "=?utf-8?q?=0A?=", "é", "a", " ", "\0", "\u2028", "\ud800"]
    )
).map("".join)


@given(name=_hostile, subject=_hostile, text=_hostile, file=_hostile)
def test_r_m7_nothing_injected_becomes_a_header(name: str, subject: str, text: str, file: str) -> None:
    mail = a_mail(
        to=[Mailbox(name, "an@klant.example")],
        subject=subject,
        text=text,
        attachments=[OutgoingAttachment(file, "text/plain", b"x")],
        language=subject,
    )

    raw = compose(mail)

    read = _library(raw)
    assert set(read.keys()) <= HEADERS | {"Content-Language"}
    assert [each.addr_spec for each in read["To"].addresses] == ["an@klant.example"]
    assert mail.recipients == ("an@klant.example",)
    assert parse_mail(raw).to[0].address == "an@klant.example"


@pytest.mark.parametrize("address", ["a@b@c.example", "a\r\nBcc: x@y.example", '"a b"@c.example', "a@c.example>", "é@c.example", "", "x"])
def test_an_address_with_two_readings_is_refused(address: str) -> None:
    with pytest.raises(BadAddress):
        compose(a_mail(to=[Mailbox("An", address)]))


def test_long_ids_stay_whole_and_no_line_is_too_long() -> None:
    ids = [f"{'t' * 90}{number}@balie.example" for number in range(80)]

    raw = compose(a_mail(message_id=ids[0], references=ids, in_reply_to=ids[-1]))

    assert parse_mail(raw).message_id == ids[0]
    assert parse_mail(raw).references == tuple(ids[-50:])
    assert max(len(line) for line in raw.split(b"\r\n")) < 998


def test_lines_end_as_smtp_wants() -> None:
    raw = compose(a_mail(text="a\nb\r\nc\rd", html="<p>\n</p>"))

    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert b"\r" not in raw.replace(b"\r\n", b"")


def test_r_l1_automatic_mail_says_so() -> None:
    read = _library(compose(a_mail(automatic=True, in_reply_to="q@klant.example")))

    assert read["Auto-Submitted"] == "auto-replied"
    assert read["X-Auto-Response-Suppress"] == "All"
    assert automatic_reason([(name, str(value)) for name, value in read.items()]) is not None


def test_an_operators_mail_is_not_marked_as_automatic() -> None:
    assert "Auto-Submitted" not in _library(compose(a_mail()))


def test_attachments_and_inline_pictures_keep_their_bytes() -> None:
    content = bytes(range(256))
    files = [
        OutgoingAttachment("mé ter.pdf", "application/pdf", content),
        OutgoingAttachment("p.png", "image/png", content, content_id="p1"),
    ]

    read = parse_mail(compose(a_mail(html="<img src='cid:p1'>", attachments=files)))

    assert {(each.name, each.content, each.content_id) for each in read.attachments} == {
        ("mé ter.pdf", content, ""),
        ("p.png", content, "p1"),
    }


@pytest.mark.parametrize("content_type", ["message/rfc822", "multipart/mixed", "x", "text/plain\r\nBcc: x", ""])
def test_a_kind_the_receiver_would_read_again_goes_as_plain_bytes(content_type: str) -> None:
    read = parse_mail(compose(a_mail(attachments=[OutgoingAttachment("a.eml", content_type, b"From: x\r\n\r\ny")])))

    assert [(each.content_type, each.content) for each in read.attachments] == [("application/octet-stream", b"From: x\r\n\r\ny")]
