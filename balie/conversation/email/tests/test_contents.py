"""Nested messages, winmail.dat, invitations, signed and encrypted mail. All mails here are our own."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balie.conversation.email.guard import parse_guarded
from balie.conversation.email.parsing import Invitation, OverBudget, ParsedMail, parse_mail
from balie.conversation.email.parsing.invitations import read_invitation
from balie.conversation.email.parsing.tnef import read_tnef
from balie.conversation.email.parsing.unusual import enriched_to_text
from balie.conversation.email.parsing.wire import mail_from_wire, mail_to_wire

TITLE, DATA, BEGINS, PROPERTIES, MESSAGE = 0x00018010, 0x0006800F, 0x00069002, 0x00069005, 0x00069003
INVITATION = (
    "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VTIMEZONE\r\nTZID:Europe/Brussels\r\nBEGIN:STANDARD\r\nDTSTART:19701025T030000\r\n"
    "END:STANDARD\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT\r\nSUMMARY:Plaatsbezoek\\, meter\r\n  vervangen\r\n"
    "DTSTART;TZID=Europe/Brussels:20261130T090000\r\nDTEND;TZID=Europe/Brussels:20261130T100000\r\n"
    'ORGANIZER;CN="Peeters: An":mailto:an@klant.example\r\nLOCATION:Kerkstraat 1\\; Gent\r\n'
    "BEGIN:VALARM\r\nSUMMARY:wekker\r\nEND:VALARM\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


def _attribute(identity: int, content: bytes) -> bytes:
    return b"\x02" + struct.pack("<II", identity, len(content)) + content + struct.pack("<H", sum(content) & 0xFFFF)


def _property(name: int, said: str) -> bytes:
    value = said.encode("utf-16-le") + b"\0\0"
    return struct.pack("<HHII", 0x1F, name, 1, len(value)) + value + b"\0" * (-len(value) % 4)


def a_tnef(*attributes: bytes) -> bytes:
    return struct.pack("<IH", 0x223E9F78, 1) + b"".join(attributes)


WINMAIL = a_tnef(
    _attribute(MESSAGE, struct.pack("<I", 2) + struct.pack("<HHI", 3, 0x0E08, 7) + _property(0x1000, "Dag, zie bijlage")),
    _attribute(BEGINS, b"\0" * 14),
    _attribute(TITLE, b"METER~1.PDF\0"),
    _attribute(DATA, b"%PDF-1"),
    _attribute(PROPERTIES, struct.pack("<I", 1) + _property(0x3707, "méter 2026.pdf")),
)


def a_mail_with(kind: str, content: bytes, *, text: str = "") -> ParsedMail:
    head = f"From: a@b.example\nContent-Type: multipart/mixed; boundary=q\n\n--q\n\n{text}\n--q\nContent-Type: {kind}\n\n"
    return parse_mail(head.encode() + content + b"\n--q--\n")


def test_the_files_and_the_body_of_a_winmail_dat_take_its_place() -> None:
    mail = a_mail_with("application/ms-tnef; name=winmail.dat", WINMAIL)

    assert [(each.name, each.content) for each in mail.attachments] == [("méter 2026.pdf", b"%PDF-1")]
    assert mail.text == "Dag, zie bijlage"


@pytest.mark.parametrize(
    ("kind", "content", "expected"),
    [
        ("text/markdown", "# Verhuis\n\nIk *verhuis*.", "# Verhuis\n\nIk *verhuis*."),
        ("text/enriched", "<bold>Dag</bold>\nik <<verhuis>.\n\n<color><param>red</param>Els</color>", "Dag ik <verhuis>.\nEls"),
        ("text/richtext", "Dag<nl><comment>weg</comment>Els <lt>5", "Dag\nEls <5"),
        ("text/x-unheard-of", "Ik verhuis.", "Ik verhuis."),
        (
            "message/partial; id=a; number=1; total=2",
            "Subject: Verhuis\nContent-Transfer-Encoding: quoted-printable\n\nIk verhuis =E2=82=AC",
            "Ik verhuis €",
        ),
        ("message/partial; id=a; number=2; total=2", "en nog iets", "en nog iets"),
        ("text/markdown; name=leesmij.md", "# Leesmij", ""),
        ("text/vcard", "BEGIN:VCARD", ""),
    ],
)
def test_words_of_an_unusual_kind_are_read_when_there_are_no_others(kind: str, content: str, expected: str) -> None:
    alone, beside = (a_mail_with(kind, content.encode(), text=text) for text in ("", "Zie onder"))

    assert alone.text.strip() == expected
    assert beside.text.strip() == "Zie onder"
    assert len(alone.attachments) == len(beside.attachments) == 1


@given(st.text(alphabet="<>/ab\npram"))
def test_enriched_text_is_never_longer_than_it_came(said: str) -> None:
    assert len(enriched_to_text(said)) <= len(said)


def test_a_winmail_dat_that_breaks_off_stays_beside_what_was_in_it() -> None:
    mail = a_mail_with("application/ms-tnef; name=winmail.dat", WINMAIL[:-20], text="Dag")

    assert [each.name for each in mail.attachments] == ["METER~1.PDF", "winmail.dat"]
    assert mail.text == "Dag"


def test_what_is_no_tnef_stays_as_it_came() -> None:
    mail = a_mail_with("application/ms-tnef; name=winmail.dat", b"nothing of the kind")

    assert [(each.name, each.content) for each in mail.attachments] == [("winmail.dat", b"nothing of the kind")]


@given(st.integers(0, len(WINMAIL) - 1), st.binary(min_size=1, max_size=9))
def test_no_damage_to_a_winmail_dat_makes_it_fail(at: int, damage: bytes) -> None:
    damaged = WINMAIL[:at] + damage + WINMAIL[at + len(damage) :]

    tnef = read_tnef(damaged)

    assert tnef is None or sum(len(file.content) for file in tnef.files) <= len(damaged)


def test_r_i5_a_winmail_dat_has_no_more_files_than_a_mail() -> None:
    with pytest.raises(OverBudget, match="parts"):
        read_tnef(a_tnef(*[_attribute(BEGINS, b"")] * 1001))


def test_an_invitation_is_read() -> None:
    mail = a_mail_with("text/calendar; method=REQUEST", INVITATION.encode())

    assert mail.invitation == Invitation(
        method="REQUEST",
        summary="Plaatsbezoek, meter vervangen",
        starts="2026-11-30T09:00:00 Europe/Brussels",
        ends="2026-11-30T10:00:00 Europe/Brussels",
        organiser="Peeters: An <an@klant.example>",
        place="Kerkstraat 1; Gent",
    )
    assert [each.name for each in mail.attachments] == ["unnamed.ics"]
    assert mail_from_wire(mail_to_wire(mail)) == mail


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("DTSTART:20261130T080000Z", "2026-11-30T08:00:00+00:00"),
        ("DTSTART;VALUE=DATE:20261130", "2026-11-30"),
        ("DTSTART:20261130T090000", "2026-11-30T09:00:00"),
        ("DTSTART:20261399T990000Z", ""),
    ],
)
def test_the_moment_of_an_invitation_is_told_as_it_stands(written: str, meant: str) -> None:
    invitation = read_invitation(f"BEGIN:VCALENDAR\nBEGIN:VEVENT\n{written}\nEND:VEVENT\nEND:VCALENDAR")

    assert invitation is not None
    assert invitation.starts == meant


@given(st.lists(st.sampled_from([*INVITATION.split("\r\n"), ":", ";", '"', " ", "END:VEVENT"])).map("\n".join))
def test_no_arrangement_of_a_calendar_makes_it_fail(text: str) -> None:
    invitation = read_invitation(text)

    assert invitation is None or len(invitation.summary) <= 500


def test_a_nested_message_is_named_after_its_subject_and_its_text_is_there() -> None:
    inner = b"From: x@y.example\nSubject: =?utf-8?q?Klacht_m=C3=A9ter?=\n\nDe meter staat stil."

    mail = a_mail_with("message/rfc822", inner, text="Zie bijlage")

    [attachment] = mail.attachments
    assert (attachment.name, attachment.content) == ("Klacht méter.eml", inner)
    assert [(each.sha256, each.subject, each.text) for each in mail.nested] == [(attachment.sha256, "Klacht méter", "De meter staat stil.")]
    assert mail.text == "Zie bijlage"


def test_a_nested_message_over_a_limit_keeps_its_bytes() -> None:
    inner = b"Subject: x\n" + b"a: b\n" * 10_001 + b"\nDag"

    mail = a_mail_with("message/rfc822", inner)

    assert [each.content for each in mail.attachments] == [inner]
    assert mail.nested == ()


def test_a_nested_message_has_its_sender_its_day_and_its_own_files() -> None:
    inner = (
        b"From: An <an@klant.example>\nTo: b@klant.example\nDate: Mon, 30 Nov 2026 09:00:00 +0100\nContent-Type: multipart/mixed; boundary=r\n\n"
        b"--r\n\nZie het plan\n--r\nContent-Type: application/pdf; name=plan.pdf\n\n%PDF-1\n--r--\n"
    )

    mail = a_mail_with("message/rfc822", inner)

    [nested] = mail.nested
    assert (nested.senders[0].address, nested.to[0].address, nested.text) == ("an@klant.example", "b@klant.example", "Zie het plan")
    assert nested.date is not None
    assert [(each.name, each.content) for each in nested.attachments] == [("plan.pdf", b"%PDF-1")]
    assert mail_from_wire(mail_to_wire(mail)) == mail


def _signed(protocol: str) -> bytes:
    return (
        f'Content-Type: multipart/signed; protocol="{protocol}"; boundary=q\n\n--q\n\nDag\n--q\nContent-Type: {protocol}; name=x\n\nAAAA\n--q--'
    ).encode()


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (_signed("application/pkcs7-signature"), "smime_signed"),
        (_signed("application/pgp-signature"), "pgp_signed"),
        (b"Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\n\nAAAA", "smime_encrypted"),
        (b"Content-Type: application/x-pkcs7-mime; smime-type=signed-data; name=smime.p7m\n\nAAAA", "smime_closed"),
        (b"Content-Type: multipart/encrypted; protocol=x; boundary=q\n\n--q\n\nVersion: 1\n--q--", "pgp_encrypted"),
        (b"Subject: x\n\n-----BEGIN PGP MESSAGE-----\n\nabcd\n", "pgp_encrypted"),
        (b"Subject: x\n\nDag\n-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\nDag\n", "pgp_signed"),
        (b"Subject: x\n\n> -----BEGIN PGP MESSAGE-----\n", ""),
    ],
)
def test_a_protected_mail_says_how(raw: bytes, kind: str) -> None:
    assert parse_mail(raw).protection == kind


def test_a_signature_is_no_attachment_but_a_file_beside_it_is() -> None:
    assert parse_mail(_signed("application/pkcs7-signature")).attachments == ()
    assert [each.name for each in a_mail_with("application/pkcs7-signature; name=a.p7s", b"AAAA").attachments] == ["a.p7s"]


def test_a_large_signature_is_shown() -> None:
    raw = _signed("application/pgp-signature").replace(b"AAAA", b"A" * 70_000)

    assert [each.size for each in parse_mail(raw).attachments] == [70_000]


@pytest.mark.parametrize("content", [INVITATION.encode(), WINMAIL])
def test_the_guarded_child_reads_them_too(content: bytes) -> None:
    kind = b"text/calendar" if content.startswith(b"BEGIN") else b"application/ms-tnef"
    raw = b"Content-Type: multipart/mixed; boundary=q\n\n--q\nContent-Type: " + kind + b"\n\n" + content + b"\n--q--"

    assert parse_guarded(raw) == parse_mail(raw)


def test_an_event_that_lasts_ends_then() -> None:
    text = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;TZID=Europe/Brussels:20261130T090000\nDURATION:PT1H30M\nEND:VEVENT\nEND:VCALENDAR"

    invitation = read_invitation(text)

    assert invitation is not None
    assert invitation.ends == "2026-11-30T10:30:00 Europe/Brussels"


def test_an_answer_to_an_invitation_says_what_it_answers() -> None:
    text = "BEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\nATTENDEE;PARTSTAT=declined:mailto:a@b.example\nSTATUS:CONFIRMED\nEND:VEVENT\nEND:VCALENDAR"

    invitation = read_invitation(text)

    assert invitation is not None
    assert (invitation.answer, invitation.status) == ("DECLINED", "CONFIRMED")
