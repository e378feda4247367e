"""What a domain says about its mail, told in words with the record to write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from django.test import Client

from balie.access.accounts.testing import a_user
from balie.conversation.email import probing
from balie.conversation.email.domain import try_domain
from balie.conversation.email.models import Mailbox
from balie.conversation.email.senders.dns import Names, Unanswered
from balie.conversation.email.testing import a_mailbox
from tests.parts.zone import serving

pytestmark = pytest.mark.usefixtures("in_english")
GOOD = {
    "zenne.be": ["v=spf1 mx ~all"],
    "default._domainkey.zenne.be": ["v=DKIM1; k=rsa; p=MIIB"],
    "_dmarc.zenne.be": ["v=DMARC1; p=quarantine"],
}


def found(records: Mapping[str, Sequence[str]], *, selector: str = "") -> dict[str, tuple[bool, str]]:
    def ask(name: str) -> list[str]:
        return list(records.get(name, []))

    return {probe.what: (probe.is_well, probe.said) for probe in try_domain("hulp@zenne.be", selector=selector, ask=ask)}


def test_a_domain_with_all_three_is_well() -> None:
    assert [is_well for is_well, _said in found(GOOD).values()] == [True, True, True]


def test_a_domain_that_says_nothing_is_told_each_record_to_write() -> None:
    said = found({})

    assert [is_well for is_well, _said in said.values()] == [False, False, False]
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


def test_the_policy_of_the_domain_above_counts() -> None:
    def ask(name: str) -> list[str]:
        return ["v=DMARC1; p=none"] if name == "_dmarc.zenne.be" else []

    assert [probe.is_well for probe in try_domain("hulp@mail.zenne.be", selector="", ask=ask)] == [False, False, True]


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


@pytest.mark.django_db
def test_what_is_found_never_keeps_a_mailbox_from_being_saved_and_the_page_tries_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probing, "names", lambda: Names("127.0.0.1:9"))
    client = Client()
    client.force_login(a_user("administrator", language="en"))
    fields: dict[str, Any] = {
        "name": "Hulp", "address": "hulp@zenne.be", "language": "nl", "source": "imap", "host": "127.0.0.1", "port": 9,
        "security": "none", "username": "u", "password": "p", "folder": "INBOX", "smtp_port": 9, "smtp_security": "none",
        "sign_in": "password", "is_active": "on",
    }  # fmt: skip

    saved = client.post("/settings/email/new/", fields)
    page = client.get(saved["Location"]).content.decode()

    box = Mailbox.objects.get(address="hulp@zenne.be")
    assert saved["Location"] == f"/settings/email/{box.pk}/?new"
    assert 'hx-trigger="load, submit"' in page
    tried = client.post(f"/settings/email/{box.pk}/try/").content.decode()
    assert "the connection failed" in tried
    assert "name server does not answer" in tried
