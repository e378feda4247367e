"""Whose servers take the mail of an address, and which choice that makes."""

from __future__ import annotations

import pytest
from django.test import Client

from balie.access.accounts.testing import a_user
from balie.conversation.email import connecting_views
from balie.conversation.email.senders.dns import Names
from tests.parts.zone import serving

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
EXCHANGES = {
    "melk.be": ["10 melk-be.mail.protection.outlook.com."],
    "nieuw.be": ["10 nieuw-be.a-v1.mx.microsoft."],
    "zuivel.be": ["20 alt1.aspmx.l.google.com.", "10 aspmx.l.google.com."],
    "kaas.be": ["30 mx2.kaas.be.", "10 mx1.kaas.be."],
    "geen.be": ["0 ."],
}


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(a_user("administrator", language="en"))
    return client


@pytest.mark.parametrize(
    ("address", "chosen", "offered", "said"),
    [
        ("info@melk.be", "own", "microsoft", "melk-be.mail.protection.outlook.com takes the mail of melk.be"),
        ("Info@Nieuw.BE ", "pushes", "microsoft", "takes the mail of nieuw.be"),
        ("info@zuivel.be", "own", "google", "aspmx.l.google.com takes the mail of zuivel.be"),
        ("info@kaas.be", "google", "own", "mx1.kaas.be takes the mail of kaas.be"),
        ("info@kaas.be", "pushes", "pushes", "mx1.kaas.be takes the mail of kaas.be"),
        ("info@geen.be", "other", "other", "geen.be names no server for its mail"),
        ("info@onbekend.be", "own", "own", "onbekend.be names no server for its mail"),
        ("info", "google", "google", ""),
        ("<script>@<b>", "<script>", "", ""),
    ],
)
def test_the_provider_is_guessed_by_who_takes_the_mail_of_the_domain(
    admin: Client, monkeypatch: pytest.MonkeyPatch, address: str, chosen: str, offered: str, said: str
) -> None:
    with serving({}, exchanges=EXCHANGES) as server:
        monkeypatch.setattr(connecting_views, "names", lambda: Names(server))
        part = admin.get("/settings/email/guess/", {"address": address, "provider": chosen}).text

    assert [line.partition('value="')[2].partition('"')[0] for line in part.split("<input") if " checked" in line] == [offered] * bool(
        offered
    )
    assert said in part
    assert "<script>" not in part


def test_a_name_server_that_does_not_answer_leaves_the_choice(admin: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connecting_views, "names", lambda: Names("127.0.0.1:9"))

    part = admin.get("/settings/email/guess/", {"address": "info@melk.be", "provider": "google"}).text

    assert 'value="google"' in next(line for line in part.split("<input") if " checked" in line)
    assert "The name server does not answer" in part
