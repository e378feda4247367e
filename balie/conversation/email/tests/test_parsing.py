from __future__ import annotations

import base64
import binascii
import contextlib
import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balie.conversation.email.parsing import Address, OverBudget, ParsedMail, Unparsable, as_json, parse_mail
from balie.conversation.email.parsing.addresses import address_list, trusted_address
from balie.conversation.email.parsing.charsets import decode
from balie.conversation.email.parsing.headers import decode_words, parameters
from balie.conversation.email.parsing.wire import mail_from_wire, mail_to_wire


def a_mail(*headers: str, body: bytes = b"Dag") -> bytes:
    return "\r\n".join(headers).encode() + b"\r\n\r\n" + body


def test_a_plain_mail_is_read() -> None:
    mail = parse_mail(
        a_mail(
            "From: An Peeters <an@klant.example>",
            "To: hulp@balie.example, Winkel <winkel@balie.example>",
            "Subject: =?utf-8?q?Storing_thuis_=E2=80=93_dringend?=",
            "Date: Mon, 23 Nov 2026 09:15:00 +0100",
            "Message-ID: <a1@klant.example>",
            "References: <r1@balie.example> <r2@balie.example>",
            "In-Reply-To: <r2@balie.example>",
        )
    )

    assert mail.subject == "Storing thuis – dringend"
    assert mail.sender == Address("An Peeters", "an@klant.example")
    assert [each.address for each in mail.to] == ["hulp@balie.example", "winkel@balie.example"]
    assert mail.date is not None
    assert mail.date.isoformat() == "2026-11-23T09:15:00+01:00"
    assert mail.message_id == "a1@klant.example"
    assert mail.references == ("r1@balie.example", "r2@balie.example")
    assert mail.text == "Dag"


def test_a_mail_without_from_is_read_and_says_so() -> None:
    mail = parse_mail(b"Subject: x\n\nDag")

    assert mail.sender == Address("", None)
    assert "no From" in mail.defects


@pytest.mark.parametrize("raw", [b"", b"\r\n\r\n", b"\0\0\0"])
def test_what_is_no_mail_is_refused_by_name(raw: bytes) -> None:
    with pytest.raises(Unparsable):
        parse_mail(raw)


@given(st.binary(max_size=2000))
def test_no_bytes_make_it_fail_otherwise(raw: bytes) -> None:
    with contextlib.suppress(Unparsable, OverBudget):
        assert isinstance(parse_mail(raw), ParsedMail)


_PIECES = st.sampled_from(
    [b"From: ", b"Content-Type: ", b"multipart/mixed; boundary=a", b"text/html", b"\n", b"\r\n", b"--a", b"--a--", b"\n\n", b"=?utf-8?q?", b"?=",
     b"<", b">", b'"', b"(", b",", b";", b"@", b"name*0*=", b"utf-8''%e9", b"Content-Transfer-Encoding: base64", b"\xff", b"=", b" ", b"charset=x"]
)  # fmt: skip


@given(st.lists(_PIECES, max_size=60).map(b"".join))
def test_no_arrangement_of_mail_syntax_makes_it_fail(raw: bytes) -> None:
    try:
        mail = parse_mail(raw)
    except (Unparsable, OverBudget):
        return

    assert mail_from_wire(mail_to_wire(mail)) == mail


@pytest.mark.parametrize(
    ("what", "raw"),
    [
        ("raw", b"X: y\n\n" + b"a" * (50 * 1024 * 1024)),
        ("parts", b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 1001),
        ("depth", b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(60))),
        ("header", b"Subject: " + b"a" * 65536 + b"\n\nx"),
    ],
)
def test_r_i5_a_mail_over_a_limit_is_refused_by_its_name(what: str, raw: bytes) -> None:
    with pytest.raises(OverBudget) as refusal:
        parse_mail(raw)

    assert refusal.value.what == what


@given(st.lists(st.tuples(st.from_regex(r"[xX]-[bB]alie-[a-zA-Z]{1,10}", fullmatch=True), st.text("abc", max_size=9)), max_size=5))
def test_r_m6_headers_in_our_namespace_mean_nothing(headers: list[tuple[str, str]]) -> None:
    plain = b"From: a@b.example\nSubject: x\n\nDag"
    raw = "".join(f"{name}: {value}\n" for name, value in headers).encode() + plain

    assert parse_mail(raw) == parse_mail(plain)


@pytest.mark.parametrize(
    "spec",
    [
        "=?utf-8?q?x=40corp.example=3e=00?=@evil.example",
        '"admin@corp.example"@evil.example',
        '"a b"@evil.example',
        "a@corp.example@evil.example",
        "a\x00b@evil.example",
        "a\x07@evil.example",
        "@relay.example:a@evil.example",
        "a@",
        "@b.example",
        "a@b..example",
        "a@-b.example",
        "a b@evil.example",
    ],
)
def test_r_m8_an_address_with_two_readings_is_only_text(spec: str) -> None:
    [address] = address_list(f"Name <{spec}>".encode())

    assert address.address is None
    assert trusted_address(spec) is None


def test_r_m8_a_domain_has_one_form() -> None:
    assert trusted_address("An.Peeters@Exämple.Example") == "An.Peeters@xn--exmple-cua.example"


@given(st.text(max_size=60))
def test_r_m8_a_trusted_address_has_one_at_and_no_blank_or_control(spec: str) -> None:
    trusted = trusted_address(spec)

    assert trusted is None or (trusted.count("@") == 1 and trusted.isprintable() and not any(char in ' "<>,;:()' for char in trusted))


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ('"Peeters, An" <an@b.example>', [("Peeters, An", "an@b.example")]),
        ("an@b.example (An Peeters)", [("An Peeters", "an@b.example")]),
        ("Team: an@b.example, jo@b.example;, x@b.example", [("", "an@b.example"), ("", "jo@b.example"), ("", "x@b.example")]),
        ("=?iso-8859-1?q?Andr=E9?= <a@b.example>", [("André", "a@b.example")]),
        ("undisclosed-recipients:;", []),
        ('"an@b.example"', [("an@b.example", None)]),
    ],
)
def test_address_lists_are_read(header: str, found: list[tuple[str, str | None]]) -> None:
    read = [(each.name, each.address) for each in address_list(header.encode())]

    assert [(name.strip('"'), address) for name, address in read] == found


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("=?utf-8?B?w6k=?= =?utf-8?B?w6k=?=", "éé"),
        ("=?utf-8?B?w6?= =?utf-8?B?qQ==?=", "é"),
        ("=?utf-8?q?a_b?= c", "a b c"),
        ("=?utf-8*nl?q?caf=C3=A9?=", "café"),
        ("=?unknown-1?q?caf=E9?=", "café"),
        ("=?utf-8?q?open", "=?utf-8?q?open"),
        ("=?utf-8?q?Waarom??=", "Waarom?"),
    ],
)
def test_encoded_words_are_decoded(written: str, meant: str) -> None:
    assert decode_words(written) == meant


@pytest.mark.parametrize(
    "written",
    [
        'attachment; filename="m\u00e9ter.pdf"',
        "attachment; filename*=utf-8''m%C3%A9ter.pdf",
        "attachment; filename*0*=utf-8''m%C3; filename*1*=%A9ter.pdf",
        "attachment; filename*0*=utf-8''m%C3%A9; filename*1=ter.pdf",
        'attachment; filename="=?utf-8?q?m=C3=A9ter=2Epdf?="',
        "attachment; filename==?iso-8859-1?q?m=E9ter.pdf?=",
        "attachment; filename*=iso-8859-1'fr'm%E9ter.pdf; filename=meter.pdf",
        "attachment; filename*1*=%A9ter.pdf; filename*0*=utf-8''m%C3",
        'attachment; filename*0="m\u00e9"; filename*1="ter.pdf"',
        'attachment; filename*0="=?utf-8?Q?m=C3=A9t"; filename*1="er=2Epdf?="',
        "attachment; filename*=\"UTF-8''m%C3%A9ter.pdf\"",
        "attachment; filename=UTF-8''m%C3%A9ter.pdf",
        "attachment; filename*=m%C3%A9ter.pdf",
        "attachment; filename*=x-none''m%C3%A9ter.pdf",
        "attachment; filename*='m\u00e9ter.pdf'",
        "attachment; filename='m\u00e9ter.pdf'",
        'attachment; filename="m\u00e9ter.pdf',
        "attachment filename=m\u00e9ter.pdf",
        "attachment;; filename = m\u00e9ter.pdf;",
    ],
)
def test_a_file_name_is_read_in_every_disguise(written: str) -> None:
    assert parameters(written.encode()).values["filename"] == "méter.pdf"


@pytest.mark.parametrize(
    ("data", "charset", "meant"),
    [
        ("café".encode(), "", "café"),
        ("café".encode("cp1252"), "utf-8", "café"),
        ("café".encode("cp1252"), "us-ascii", "café"),
        ("€ 5".encode("cp1252"), "iso-8859-1", "€ 5"),
        ("één € 5".encode(), "iso-8859-1", "één € 5"),
        ("één".encode(), "windows-1250", "één"),
        (b"abc", "unicode-escape", "abc"),
        (b"abc", "rot13", "abc"),
        ("你好".encode("gb18030"), "gb2312", "你好"),
        ("é".encode(), "x-none\0", "é"),
    ],
)
def test_text_is_decoded_whatever_charset_is_declared(data: bytes, charset: str, meant: str) -> None:
    assert decode(data, charset) == meant


def _mixed(*parts: bytes) -> ParsedMail:
    body = b"".join(b"--q\r\n" + part + b"\r\n" for part in parts) + b"--q--\r\n"
    return parse_mail(a_mail("From: a@b.example", "Content-Type: multipart/mixed; boundary=q", body=body))


def test_an_attachment_keeps_its_bytes() -> None:
    content = bytes(range(256)) * 20
    part = b'Content-Type: application/pdf; name="a.pdf"\r\nContent-Transfer-Encoding: base64\r\n\r\n' + base64.encodebytes(content)

    mail = _mixed(b"\r\nDag", part)

    [attachment] = mail.attachments
    assert attachment.content == content
    assert attachment.sha256 == hashlib.sha256(content).hexdigest()
    assert (attachment.name, attachment.size, attachment.content_type) == ("a.pdf", len(content), "application/pdf")
    assert mail.text == "Dag"


HALF = "From: an@klant.example", "Content-Type: text/plain; charset=utf-7"


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        (HALF, b"Dag +2AA- en +2D3cAA-"),
        (("From: an@klant.example", "Content-Type: multipart/mixed; boundary*=utf-7''%2B2AA-"), b"--x"),
        (("From: =?utf-7?q?+2AA-?= <an@klant.example>", "Subject: =?utf-7?q?+2AA-?="), b"Dag"),
        (("From: an@klant.example", "Content-Disposition: attachment; filename*=utf-7''%2B2AA-.pdf"), b"Dag"),
    ],
)
def test_half_a_character_is_replaced_wherever_it_stands(headers: tuple[str, ...], body: bytes) -> None:
    mail = parse_mail(a_mail(*headers, body=body))

    json.dumps(as_json(mail), ensure_ascii=False).encode()
    assert mail_from_wire(mail_to_wire(mail)) == mail


def uuencoded(name: str, content: bytes) -> bytes:
    lines = [binascii.b2a_uu(content[at : at + 45]) for at in range(0, len(content), 45)]
    return b"begin 644 " + name.encode() + b"\n" + b"".join(lines) + b"`\nend\n"


@given(st.lists(st.binary(min_size=1, max_size=400), min_size=1, max_size=3))
def test_files_uuencoded_between_the_words_are_attachments(files: list[bytes]) -> None:
    body = b"Beste,\n\n" + b"En dan nog:\n".join(uuencoded(f"meter {at}.txt", each) for at, each in enumerate(files)) + b"\nGroeten\n"

    mail = parse_mail(a_mail("From: an@klant.example", body=body))

    assert [(each.name, each.content) for each in mail.attachments] == [(f"meter {at}.txt", each) for at, each in enumerate(files)]
    assert "Beste" in mail.text
    assert "Groeten" in mail.text
    assert "begin 644" not in mail.text
    assert mail.text.count("En dan nog:") == len(files) - 1


@pytest.mark.parametrize(
    "body", [b"begin 644 met lezen\nDe meter staat op 12.\nend\n", b"begin 644 x\n#0V%T\n", b"Ik begin 644 keer opnieuw\nend"]
)
def test_words_that_look_like_a_uuencoded_file_stay_words(body: bytes) -> None:
    mail = parse_mail(a_mail("From: an@klant.example", body=body))

    assert mail.attachments == ()
    assert mail.text.split() == body.decode().split()


def test_a_mail_that_only_holds_a_uuencoded_file_has_it_as_attachment() -> None:
    mail = parse_mail(a_mail("From: an@klant.example", body=uuencoded("", b"Cat")))

    assert [(each.name, each.content) for each in mail.attachments] == [("unnamed", b"Cat")]
    assert mail.text == ""


def test_a_nested_message_is_an_attachment_with_the_bytes_it_came_in() -> None:
    inner = b"From: x@y.example\r\nSubject: binnen\r\n\r\nTekst"

    mail = _mixed(b"\r\nDag", b"Content-Type: message/rfc822\r\n\r\n" + inner)

    assert [each.content for each in mail.attachments] == [inner]
    assert mail.subject == ""


def test_a_path_in_a_file_name_stays_text() -> None:
    mail = _mixed(b'Content-Type: text/plain\r\nContent-Disposition: attachment; filename="../../x\r\n\ty"\r\n\r\nDag')

    assert mail.attachments[0].name == "../../x y"


def test_a_mail_with_html_only_has_text_too() -> None:
    mail = parse_mail(a_mail("Content-Type: text/html; charset=utf-8", body=b"<p>Dag,</p><p>de <b>meter</b><script>x()</script></p>"))

    assert mail.text == "Dag,\n\nde meter"
    assert mail.html.startswith("<p>Dag")


def test_the_html_says_what_an_empty_plain_part_does_not() -> None:
    body = b"--q\nContent-Type: text/plain\n\n\n--q\nContent-Type: text/html\n\n<p>Alles staat hier</p>\n--q--\n"

    assert parse_mail(a_mail("Content-Type: multipart/alternative; boundary=q", body=body)).text == "Alles staat hier"


def test_of_alternatives_the_plain_one_is_text_and_the_other_html() -> None:
    body = b"--q\n\nplat\n--q\nContent-Type: text/html\n\n<p>rijk</p>\n--q--\n"

    mail = parse_mail(a_mail("Content-Type: multipart/alternative; boundary=q", body=body))

    assert (mail.text, mail.html, mail.attachments) == ("plat", "<p>rijk</p>", ())


def test_a_picture_within_html_is_inline_and_has_its_content_id() -> None:
    body = b"--q\nContent-Type: text/html\n\n<img src=cid:p1>\n--q\nContent-Type: image/png\nContent-ID: <p1>\n\nPNG\n--q--\n"

    mail = parse_mail(a_mail("Content-Type: multipart/related; boundary=q", body=body))

    assert [(each.content_id, each.is_inline, each.content) for each in mail.attachments] == [("p1", True, b"PNG")]


def test_a_missing_closing_boundary_loses_nothing() -> None:
    mail = parse_mail(a_mail("Content-Type: multipart/mixed; boundary=q", body=b"--q\n\neen\n--q\n\ntwee"))

    assert mail.text == "een\ntwee"
    assert "the closing boundary is missing" in mail.defects


def test_a_boundary_is_found_without_the_semicolon_before_it() -> None:
    mail = parse_mail(a_mail("Content-Type: multipart/mixed\r\n\tboundary=q", body=b"--q\nContent-Type: image/png\n\nPNG\n--q--"))

    assert [each.content for each in mail.attachments] == [b"PNG"]


def test_text_behind_a_boundary_that_closed_too_early_is_shown() -> None:
    body = b"--a--\nContent-Type: multipart/mixed; boundary=a----\n\n--a----\nContent-Type: text/plain\n\nDag\n--a------\n"

    mail = parse_mail(a_mail("Content-Type: multipart/mixed; boundary=a--", body=body))

    assert "Dag" in mail.text


def test_a_parsed_mail_survives_the_wire() -> None:
    mail = _mixed(b"\r\nDag", b"Content-Type: image/png\r\nContent-ID: <p>\r\n\r\n\0\xff")

    assert mail_from_wire(mail_to_wire(mail)) == mail


@pytest.mark.parametrize(("said", "shown"), [(b"?garbage", "?garbage"), (b">RGFn", "Dag"), (b"RGFn ignored", "Dag"), (b"RGFu", "Dan")])
def test_words_that_are_no_base64_though_they_say_so_are_shown_as_they_came(said: bytes, shown: str) -> None:
    mail = parse_mail(a_mail("Content-Type: text/plain", "Content-Transfer-Encoding: base64", body=said))

    assert mail.text.startswith(shown)


def test_text_whose_own_boundary_was_lost_is_shown() -> None:
    body = (
        b"--q\nContent-Type: multipart/alternative; boundary=a\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n"
        b"In woorden\n--a\nContent-Type: text/html\n\n<p>In opmaak</p>\n--a--\n--q--\n"
    )

    mail = parse_mail(a_mail("Content-Type: multipart/related; boundary=q", body=body))

    assert mail.text.strip() == "In woorden"
    assert "In opmaak" in mail.html
    assert "the boundary before a part is missing" in mail.defects


@pytest.mark.parametrize("type_again", ["", "Content-Type: multipart/alternative; boundary=a\n"])
def test_what_stands_before_the_first_boundary_is_shown_nowhere(type_again: str) -> None:
    inner = f"Content-Type: multipart/alternative; boundary=a\n{type_again}\nThis is a mail in parts.\n--a\n\nDag\n--a--\n".encode()

    mail = parse_mail(a_mail("Content-Type: multipart/mixed; boundary=q", body=b"--q\n" + inner + b"--q--\n"))

    assert mail.text.strip() == "Dag"
