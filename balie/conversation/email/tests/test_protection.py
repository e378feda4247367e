"""Signed mail that wraps its content, opened without a key. The certificate and the mails are made here, with the trade's own tools."""

from __future__ import annotations

import base64
from datetime import UTC, datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from balie.conversation.email.parsing import parse_mail
from balie.conversation.email.parsing.cms import signed_content

INNER = b"Content-Type: multipart/mixed; boundary=q\r\n\r\n--q\r\n\r\nDe meter staat stil.\r\n--q\r\nContent-Type: application/pdf; name=plan.pdf\r\n\r\n%PDF-1\r\n--q--\r\n"


def signed(content: bytes) -> bytes:
    """`content` in a SignedData, as a mail program makes it."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "An")])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
    dated = made.not_valid_before(datetime(2026, 1, 1, tzinfo=UTC)).not_valid_after(datetime(2027, 1, 1, tzinfo=UTC))
    builder = pkcs7.PKCS7SignatureBuilder().set_data(content).add_signer(dated.sign(key, hashes.SHA256()), key, hashes.SHA256())
    return builder.sign(serialization.Encoding.DER, [pkcs7.PKCS7Options.Binary])


SIGNED = signed(INNER)
# The same without lengths, as a program writes that does not know them beforehand: an end stands behind each.
STREAMED = bytes.fromhex(
    "3080 0609 2a864886f70d010702 a080 3080 020101 3100 3080 0609 2a864886f70d010701 a080 2480 0403 446167 0402 2021 0000 0000 0000"
)


def a_signed_mail(der: bytes, kind: str = "signed-data") -> bytes:
    head = f"From: an@klant.example\r\nContent-Type: application/pkcs7-mime; smime-type={kind}; name=smime.p7m\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    return head.encode() + base64.encodebytes(der)


def test_what_a_signed_mail_wraps_is_read() -> None:
    mail = parse_mail(a_signed_mail(SIGNED))

    assert (mail.protection, mail.text) == ("smime_signed", "De meter staat stil.")
    assert [each.name for each in mail.attachments] == ["smime.p7m", "plan.pdf"]


def test_a_wrapper_in_pieces_without_lengths_is_read() -> None:
    assert signed_content(STREAMED) == b"Dag !"


def test_what_is_signed_and_signed_again_is_read() -> None:
    assert parse_mail(a_signed_mail(signed(a_signed_mail(SIGNED)))).text == "De meter staat stil."


def test_an_encrypted_mail_within_a_signed_one_is_encrypted() -> None:
    assert parse_mail(a_signed_mail(signed(a_signed_mail(b"x", "enveloped-data")))).protection == "smime_encrypted"


def test_a_signed_mail_that_cannot_be_opened_says_so() -> None:
    mail = parse_mail(a_signed_mail(SIGNED[:200]))

    assert (mail.protection, mail.text) == ("smime_closed", "")
    assert [each.name for each in mail.attachments] == ["smime.p7m"]


@pytest.mark.parametrize("der", [b"", b"\x30", b"\x30\x80", b"\x30\x84\xff\xff\xff\xff", b"\x30\x80" * 100_000])
def test_what_is_no_wrapper_holds_nothing(der: bytes) -> None:
    assert signed_content(der) is None


@given(st.sampled_from([SIGNED, STREAMED]), st.integers(0, 700), st.binary(min_size=1, max_size=9))
def test_no_damage_to_a_wrapper_makes_it_fail(der: bytes, at: int, damage: bytes) -> None:
    content = signed_content(der[:at] + damage + der[at + len(damage) :])

    assert content is None or len(content) <= len(der) + len(damage)
