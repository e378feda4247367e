"""Whose mail it is. Signatures are made and keys served for real, by a name server of the tests."""

from __future__ import annotations

import base64
from collections.abc import Iterator

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import given
from hypothesis import strategies as st

from balie.access.accounts.testing import MONDAY_9AM
from balie.conversation.email.actions import receive_email, store_raw
from balie.conversation.email.models import Email, RawMail
from balie.conversation.email.parsing import parse_mail
from balie.conversation.email.senders.checks import judge_sender
from balie.conversation.email.senders.dns import Names, Unanswered
from balie.conversation.email.senders.policy import Policy, is_aligned, places_of, read_policy
from balie.conversation.email.senders.results import Outcome, Proof, trusted_results
from balie.conversation.email.senders.standing import Ground, Judgement, Standing, judge
from balie.conversation.email.testing import a_mailbox, a_raw_mail
from balie.records.customers.testing import a_customer
from tests.parts.zone import serving

SENDER = "jan@klant.be"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PRIVATE = KEY.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption())
PUBLIC = base64.b64encode(
    KEY.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
).decode()
ZONE = {
    "post._domainkey.klant.be": f"v=DKIM1; k=rsa; p={PUBLIC}",
    "post._domainkey.evil.be": f"v=DKIM1; k=rsa; p={PUBLIC}",
    "_dmarc.klant.be": "v=DMARC1; p=reject; sp=none",
    "_dmarc.soft.be": "v=DMARC1; p=none",
}
names_of_domains = st.lists(st.sampled_from(["a", "mail", "klant", "post", "example", "be"]), min_size=1, max_size=9).map(".".join)


@pytest.fixture(scope="module")
def names() -> Iterator[Names]:
    with serving(ZONE) as server:
        yield Names(server)


def judged(raw: bytes, names: Names, *, receiver: str = "") -> Judgement:
    return judge_sender(raw, parse_mail(raw), receiver=receiver, ask=names.txt)


def signed(raw: bytes, *, domain: str = "klant.be", length: bool = False) -> bytes:
    return bytes(dkim.sign(raw, b"post", domain.encode(), PRIVATE, include_headers=[b"from", b"subject"], length=length)) + raw


def test_a_mail_its_domain_signed_is_verified(names: Names) -> None:
    assert judged(signed(a_raw_mail(sender=SENDER)), names) == Judgement(Standing.VERIFIED, Ground.DKIM)


def test_a_mail_changed_on_the_way_is_not_what_the_domain_signed(names: Names) -> None:
    raw = signed(a_raw_mail(sender=SENDER, body="Mijn rekening is BE71 0961 2345 6769."))

    assert judged(raw.replace(b"0961", b"0962"), names).standing == Standing.SUSPICIOUS


def test_what_anybody_may_write_below_a_signature_makes_it_worthless(names: Names) -> None:
    raw = signed(a_raw_mail(sender=SENDER), length=True)

    assert judged(raw + b"En stuur mij mijn factuur.\r\n", names).standing == Standing.SUSPICIOUS


def test_a_signature_of_another_domain_proves_nothing_about_the_sender(names: Names) -> None:
    assert judged(signed(a_raw_mail(sender=SENDER), domain="evil.be"), names) == Judgement(Standing.SUSPICIOUS, Ground.REFUSED_BY_DOMAIN)


def test_a_domain_that_asks_nothing_leaves_an_unsigned_mail_unverified(names: Names) -> None:
    assert judged(a_raw_mail(sender="an@soft.be"), names) == Judgement(Standing.UNVERIFIED, Ground.UNSIGNED)
    assert judged(a_raw_mail(sender="an@niets.be"), names) == Judgement(Standing.UNVERIFIED, Ground.UNSIGNED)


def test_two_senders_are_a_doubt_whatever_is_signed(names: Names) -> None:
    raw = signed(a_raw_mail(sender=SENDER)).replace(b"From:", b"From: eve@evil.be\r\nFrom:", 1)

    assert judged(raw, names).ground == Ground.DOUBT


def test_a_name_server_that_is_down_says_nothing_and_is_left_alone_for_a_minute() -> None:
    clock = [0.0]
    with serving({}) as server:
        pass
    names = Names(server, clock=lambda: clock[0])

    assert judged(a_raw_mail(sender=SENDER), names) == Judgement(Standing.UNVERIFIED, Ground.UNKNOWN)
    with serving(ZONE) as server:
        names._resolver.port = int(server.rpartition(":")[2])
        with pytest.raises(Unanswered):
            names.txt("_dmarc.klant.be")
        clock[0] = 61.0
        assert names.txt("_dmarc.klant.be") == [ZONE["_dmarc.klant.be"]]


def test_a_domain_whose_servers_are_silent_silences_no_other_domain() -> None:
    with serving(ZONE, silent=["_dmarc.evil.be"]) as server:
        names = Names(server)

        with pytest.raises(Unanswered):
            names.txt("_dmarc.evil.be")

        assert names.txt("_dmarc.klant.be") == [ZONE["_dmarc.klant.be"]]


@pytest.mark.parametrize("name", ["_dmarc.a\\999.be", f"{'x' * 64}.be", "a..be", "\u2488.be", "\ud800.be", "a b.be", "xn--\xfc.be"])
def test_a_name_that_can_be_none_has_no_records_and_silences_no_other(name: str) -> None:
    with serving(ZONE) as server:
        names = Names(server)

        assert names.txt(name) == []
        assert names.txt("_dmarc.klant.be") == [ZONE["_dmarc.klant.be"]]


def test_the_results_of_our_own_receiver_are_believed(names: Names) -> None:
    said = "mx.balie.be; dkim=none; dmarc=pass (p=reject) header.from=klant.be"

    raw = b"Authentication-Results: " + said.encode() + b"\r\n" + a_raw_mail(sender=SENDER)

    assert judged(raw, names, receiver="mx.balie.be") == Judgement(Standing.VERIFIED, Ground.DMARC)


@pytest.mark.parametrize(
    "head",
    [
        "Authentication-Results: mx.evil.be; dmarc=pass header.from=klant.be\r\n",
        "Authentication-Results: mx.balie.be; dmarc=pass header.from=evil.be\r\n",
        "Authentication-Results: (mx.balie.be;) mx.evil.be; dmarc=pass header.from=klant.be\r\n",
        'Authentication-Results: mx.balie.be; dkim=none reason="x; dmarc=pass header.from=klant.be"\r\n',
        "Received: from a by b\r\nReceived: from c by d\r\nAuthentication-Results: mx.balie.be; dmarc=pass header.from=klant.be\r\n",
    ],
)
def test_results_written_by_somebody_else_are_not(names: Names, head: str) -> None:
    assert judged(head.encode() + a_raw_mail(sender=SENDER), names, receiver="mx.balie.be").standing == Standing.SUSPICIOUS


@given(names_of_domains)
def test_a_policy_is_looked_for_at_most_eight_times_and_never_at_a_top_domain(domain: str) -> None:
    places = places_of(domain)

    assert len(places) <= 8
    assert all("." in place and (domain == place or domain.endswith(f".{place}")) for place in places)


@given(names_of_domains, names_of_domains)
def test_two_domains_without_a_common_end_are_never_aligned(one: str, other: str) -> None:
    assert not is_aligned(f"{one}.be", f"{other}.com", policy=Policy("com", "reject"))
    assert is_aligned(one, one, policy=None)


def test_alignment_within_an_organisation_is_relaxed_unless_it_asks_to_be_strict() -> None:
    policy = Policy("klant.be", "reject")

    assert is_aligned("mail.klant.be", "nieuws.klant.be", policy=policy)
    assert not is_aligned("mail.klant.be", "klant.be", policy=policy, is_strict=True)
    assert not is_aligned("be", "klant.be", policy=None)


@pytest.mark.parametrize(
    ("text", "asks"),
    [("v=DMARC1; p=reject", "reject"), ("v=DMARC1;p=reject;sp=none", "none"), ("v=DMARC1; p=reject; t=y", "none"), ("v=DMARC1", "none")],
)
def test_what_a_policy_asks_for_a_domain_below_it(text: str, asks: str) -> None:
    policy = read_policy(text, domain="klant.be", asked_for="mail.klant.be")

    assert policy
    assert policy.asks == asks


def test_a_text_that_is_no_policy_is_none() -> None:
    assert read_policy("v=spf1 -all", domain="klant.be", asked_for="klant.be") is None


@given(st.lists(st.tuples(st.sampled_from(["Authentication-Results", "Received", "Subject"]), st.text(max_size=80))))
def test_any_header_is_read_without_an_error(headers: list[tuple[str, str]]) -> None:
    for proof in trusted_results(headers, receiver="mx.balie.be") or []:
        assert proof.method in {"dkim", "spf", "dmarc"}


@given(
    st.lists(
        st.builds(
            Proof,
            st.sampled_from(["dkim", "spf", "dmarc"]),
            st.sampled_from([Outcome.FAIL, Outcome.NONE, Outcome.UNKNOWN]),
            names_of_domains,
        )
    )
)
def test_without_a_pass_nobody_is_verified(proofs: list[Proof]) -> None:
    assert judge("klant.be", proofs, policy=None).standing != Standing.VERIFIED


# R-M4: identity is the From after it was checked; Reply-To is only a route.
@pytest.mark.django_db
def test_r_m4_a_suspicious_sender_is_no_customer_and_joins_no_conversation() -> None:
    box = a_mailbox()
    a_customer(mail_addresses=["jan@klant.example"])
    first = receive(box, a_raw_mail(to=box.address, message_id="eerste@klant.example"), standing=Standing.VERIFIED)
    second = receive(box, a_raw_mail(to=box.address, in_reply_to="eerste@klant.example"), standing=Standing.SUSPICIOUS)

    assert first.message.contact.customer
    assert second.message.contact.customer is None
    assert second.thread_id != first.thread_id
    assert second.get_standing_display()


@pytest.mark.django_db
def test_an_unverified_sender_is_shown_as_such_and_goes_on_with_the_own_conversation() -> None:
    box = a_mailbox()
    first = receive(box, a_raw_mail(to=box.address, message_id="eerste@klant.example"), standing=Standing.VERIFIED)
    second = receive(box, a_raw_mail(to=box.address, in_reply_to="eerste@klant.example"), standing=Standing.UNVERIFIED)

    assert second.thread_id == first.thread_id
    assert second.standing == Email.Standing.UNVERIFIED


def receive(box: object, raw: bytes, *, standing: Standing) -> Email:
    stored = store_raw(box, raw, at=MONDAY_9AM)  # type: ignore[arg-type]
    receive_email(stored, parse_mail(raw), judged=Judgement(standing, Ground.UNSIGNED), at=MONDAY_9AM)
    assert RawMail.objects.get(pk=stored.pk).state == RawMail.State.FILED
    return Email.objects.select_related("message__contact").get(raw=stored)
