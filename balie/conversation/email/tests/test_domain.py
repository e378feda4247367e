"""What a domain says about its mail, told in words with the record to write."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping, Sequence

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from balie.access.accounts.testing import MONDAY_9AM
from balie.conversation.email import probing
from balie.conversation.email.dkim_keys import selectors_in
from balie.conversation.email.domain import try_domain
from balie.conversation.email.models import Mailbox, RawMail
from balie.conversation.email.senders.dns import Names, Unanswered
from balie.conversation.email.testing import a_mailbox
from balie.foundation.files.actions import store_file
from tests.parts.zone import serving


def public_key(bits: int) -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=bits).public_key()
    return b64encode(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode()


pytestmark = pytest.mark.usefixtures("in_english")
KEY = public_key(1024)
GOOD = {
    "zenne.be": ["v=spf1 mx ~all"],
    "default._domainkey.zenne.be": [f"v=DKIM1; k=rsa; p={KEY}"],
    "_dmarc.zenne.be": ["v=DMARC1; p=quarantine"],
}


def found(records: Mapping[str, Sequence[str]], *, selector: str = "", seen: Sequence[str] = ()) -> dict[str, tuple[bool, str]]:
    def ask(name: str) -> list[str]:
        return list(records.get(name, []))

    return {probe.what: (probe.is_well, probe.said) for probe in try_domain("hulp@zenne.be", selector=selector, ask=ask, seen=seen)}


def test_a_domain_with_all_three_is_well() -> None:
    assert [is_well for is_well, _said in found(GOOD).values()] == [True, True, True]


def test_a_domain_that_says_nothing_is_told_each_record_to_write() -> None:
    said = found({})

    assert [is_well for is_well, _said in said.values()] == [False, None, False]
    assert "zenne.be  TXT  v=spf1 mx ~all" in said["SPF"][1]
    assert "default._domainkey.zenne.be  TXT  v=DKIM1" in said["DKIM"][1]
    assert "_dmarc.zenne.be  TXT  v=DMARC1; p=none; rua=mailto:hulp@zenne.be" in said["DMARC"][1]


@pytest.mark.parametrize(
    ("records", "words"),
    [
        (["v=spf1 mx ~all", "v=spf1 a -all"], "more than one"),
        (["v=spf1 +all"], "every server in the world"),
        (["v=spf1 mx"], "forbids nobody"),
        (["v=spf10 mx ~all"], "does not say which servers"),
    ],
)
def test_a_wrong_spf_record_is_named(records: list[str], words: str) -> None:
    assert words in found(GOOD | {"zenne.be": records})["SPF"][1]


def test_a_selector_that_was_given_is_the_one_looked_for() -> None:
    own = GOOD | {"own._domainkey.zenne.be": ["v=DKIM1; p="]}

    assert "withdrawn" in found(own, selector="own")["DKIM"][1]
    assert "other._domainkey.zenne.be" in found(own, selector="other")["DKIM"][1]


@pytest.mark.parametrize(
    ("record", "words"),
    [
        (f"v=DKIM1; k=rsa; p={KEY[:60]}", "cannot be read"),
        (f"v=DKIM1; p={KEY[:-4]}!!!!", "cannot be read"),
        ("v=DKIM1; k=ed25519; p=AAAA", "cannot be read"),
        ("v=DKIM1; p=", "withdrawn"),
        (
            "v=DKIM1; p=MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBAJQzcMFsjDpMx+9jjDmT3Z31atTGZ5js8/lhboVFgQq1iVuYlfhEHgQFedW1Hcu5sCE++/cS7lWBivbPdBTi0NUCAwEAAQ==",
            "512 bits",
        ),
    ],
    ids=["cut off", "mistyped", "too short", "withdrawn", "too weak"],
)
def test_what_is_wrong_with_a_key_is_said(record: str, words: str) -> None:
    is_well, said = found(GOOD | {"own._domainkey.zenne.be": [record]}, selector="own")["DKIM"]

    assert not is_well
    assert words in said


@pytest.mark.parametrize(
    "record", [f"p={KEY}", f"v=DKIM1; h=sha256; p={KEY[:40]} {KEY[40:]}", f"v=DKIM1; k=ed25519; p={b64encode(bytes(32)).decode()}"]
)
def test_a_key_is_read_as_receivers_read_it(record: str) -> None:
    assert found(GOOD | {"own._domainkey.zenne.be": [record]}, selector="own")["DKIM"][0]


def test_a_record_about_something_else_is_no_key() -> None:
    assert "no key is published" in found({"own._domainkey.zenne.be": ["v=spf1 -all"]}, selector="own")["DKIM"][1]


def test_the_selector_our_mail_was_signed_under_is_looked_for_before_the_usual_ones() -> None:
    signed = GOOD | {"m2026._domainkey.zenne.be": ["v=DKIM1; p="]}

    assert "“m2026” of zenne.be was withdrawn" in found(signed, seen=["m2026"])["DKIM"][1]
    assert "signed with the key “m2026”, which is not published" in found({}, seen=["m2026"])["DKIM"][1]
    assert "m2026._domainkey.zenne.be  TXT" in found({}, seen=["m2026"])["DKIM"][1]


def test_the_policy_of_the_domain_above_counts() -> None:
    def ask(name: str) -> list[str]:
        return ["v=DMARC1; p=none"] if name == "_dmarc.zenne.be" else []

    assert [probe.is_well for probe in try_domain("hulp@mail.zenne.be", selector="", ask=ask)] == [False, None, True]


def test_a_name_server_that_is_silent_is_not_a_domain_without_records() -> None:
    def ask(name: str) -> list[str]:
        raise Unanswered(name)

    assert all("does not answer" in probe.said for probe in try_domain("hulp@zenne.be", selector="", ask=ask))


@pytest.mark.django_db
def test_trying_a_mailbox_asks_the_name_server_that_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving({name: texts[0] for name, texts in GOOD.items()}) as server:
        monkeypatch.setattr(probing, "names", lambda: Names(server))
        probes = {probe.what: probe.is_well for probe in probing.try_mailbox(a_mailbox(address="hulp@zenne.be"))}

    assert (probes["SPF"], probes["DKIM"], probes["DMARC"]) == (True, True, True)


SIGNED = "v=1; a=rsa-sha256; d=Zenne.be;\r\n s=m2026; bh=x; b=y"


def _came(box: Mailbox, raw: bytes, *, sender: str, state: str = "filed") -> None:
    file = store_file(raw, name="mail.eml", by=None, at=MONDAY_9AM)
    RawMail.objects.create(mailbox=box, sha256=file.sha256, file=file, size=file.size, received_at=MONDAY_9AM, state=state, sender=sender)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["a colleague's mail", "a mail of ours that came back"])
def test_the_selector_is_read_in_mail_that_came_in_and_looked_up_in_a_real_zone(monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    box = a_mailbox(address="hulp@zenne.be")
    signed = b"DKIM-Signature: " + SIGNED.encode() + b"\r\nFrom: noor@zenne.be\r\nTo: hulp@zenne.be\r\n\r\nDag"
    if kind == "a colleague's mail":
        _came(box, signed, sender="noor@zenne.be")
    else:
        report = b"From: mailer-daemon@klant.example\r\nContent-Type: message/rfc822\r\n\r\n" + signed
        _came(box, report, sender="mailer-daemon@klant.example", state="bounce")
    _came(box, b"DKIM-Signature: d=evil.example; s=evil; b=x\r\nFrom: x@zenne.be\r\n\r\nDag", sender="x@zenne.be")

    with serving({"m2026._domainkey.zenne.be": f"v=DKIM1; k=rsa; p={public_key(2048)}"}) as server:
        monkeypatch.setattr(probing, "names", lambda: Names(server))
        probes = {probe.what: probe for probe in probing.try_mailbox(box)}

    assert probing.selectors_seen(box) == ["m2026"]
    assert (probes["DKIM"].is_well, probes["DKIM"].said) == (True, "the key “m2026” of zenne.be is published")


@pytest.mark.parametrize("selector", ["../../x", "x" * 80, "", "-"])
def test_a_selector_that_is_no_name_is_not_asked_for(selector: str) -> None:
    assert selectors_in(f"DKIM-Signature: d=zenne.be; s={selector}; b=x\r\n\r\n".encode(), "zenne.be") == []
