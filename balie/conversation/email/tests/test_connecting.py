"""Connecting a mailbox step by step: its servers, whether they work, what happens with its mail."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from balie.access.accounts.testing import MONDAY_9AM, a_team, a_user
from balie.access.audit.models import AuditLine
from balie.conversation.email import actions, probing
from balie.conversation.email.connecting_forms import ServersForm
from balie.conversation.email.models import Mailbox
from balie.conversation.email.providers import OF_PROVIDER, Provider, servers_of
from balie.conversation.email.senders.dns import Names
from balie.conversation.email.testing import a_mailbox
from balie.conversation.email.watchers import _to_be_watched
from tests.parts.zone import serving

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
ADDRESS = "hulp@zenne.be"
# Nothing listens on port 9 of this machine.
SERVERS: dict[str, Any] = {
    "name": "Hulp", "address": ADDRESS, "provider": "own", "host": "127.0.0.1", "port": 9, "security": "none", "username": "u",
    "password": "geheim-1", "folder": "INBOX", "smtp_host": "127.0.0.1", "smtp_port": 9, "smtp_security": "none", "sends_alike": "on",
}  # fmt: skip


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(a_user("administrator", language="en"))
    return client


@pytest.fixture
def zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The domain says who sends its mail and what to do with the rest, and has no key that can be found."""
    with serving({"zenne.be": "v=spf1 mx ~all", "_dmarc.zenne.be": "v=DMARC1; p=none"}) as server:
        monkeypatch.setattr(probing, "names", lambda: Names(server))
        yield


def connecting(**fields: Any) -> Mailbox:
    known = {"address": ADDRESS, "source": "imap", "host": "127.0.0.1", "port": 9, "security": "none", "username": "u", "password": "p"}
    return a_mailbox(**known | {"is_active": False, "is_connecting": True} | fields)


def lines(page: str) -> dict[str, str]:
    """What stands in the list of what was tried: its name, and how it is."""
    found = {}
    for line in page.split('<li class="check">')[1:]:
        name = line.partition("<b>")[2].partition("</b>")[0]
        found[name] = line.partition('class="tag-label">')[2].partition("<")[0]
    return found


def test_the_first_step_keeps_the_mailbox_out_of_use_and_leads_to_the_second(admin: Client) -> None:
    answer = admin.post("/settings/email/new/", SERVERS)

    box = Mailbox.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, f"/settings/email/{box.pk}/connect/test/")
    assert (box.is_active, box.is_connecting, box.password) == (False, True, "geheim-1")
    assert (box.smtp_username, box.smtp_password) == ("u", "geheim-1")
    assert _to_be_watched() == []


@pytest.mark.parametrize(
    ("missing", "words"),
    [
        ({"host": ""}, "Needed to fetch mail."),
        ({"password": ""}, "Needed to fetch mail."),
        ({"provider": "microsoft"}, "Needed to sign in without a password."),
        ({"address": "hulp"}, "“hulp” is not a mail address."),
        ({"provider": "somewhere"}, "Select a valid choice"),
        ({"port": "0"}, "greater than or equal to 1"),
    ],
)
def test_what_cannot_be_done_without_is_said_and_nothing_is_kept(admin: Client, missing: dict[str, str], words: str) -> None:
    page = admin.post("/settings/email/new/", SERVERS | missing)

    assert page.status_code == 422
    assert words in page.text
    assert 'value="Hulp"' in page.text
    assert "geheim-1" not in page.text
    assert not Mailbox.objects.exists()


@pytest.mark.parametrize(
    ("fields", "words"),
    [({}, "hulp@zenne.be is connected already."), ({"is_active": False, "is_connecting": True}, "go on with it under Mailboxes")],
)
def test_an_address_that_is_there_is_refused(admin: Client, fields: dict[str, bool], words: str) -> None:
    a_mailbox(address=ADDRESS, **fields)

    page = admin.post("/settings/email/new/", SERVERS)

    assert (page.status_code, words in page.text, Mailbox.objects.count()) == (422, True, 1)


def test_a_form_sent_twice_connects_one_mailbox(admin: Client) -> None:
    answers = [admin.post("/settings/email/new/", SERVERS | {"_once": "the-same"}) for _time in range(2)]

    assert answers[0]["Location"] == answers[1]["Location"]
    assert Mailbox.objects.count() == 1


@pytest.mark.parametrize("provider", [Provider.MICROSOFT, Provider.GOOGLE])
def test_the_servers_of_a_big_provider_are_filled_in_whatever_stood_there(admin: Client, provider: Provider) -> None:
    admin.post("/settings/email/new/", SERVERS | {"provider": provider, "client_id": "balie", "username": "other"})

    box = Mailbox.objects.get()
    assert {name: getattr(box, name) for name in OF_PROVIDER[provider].settings()} == OF_PROVIDER[provider].settings()
    assert (box.sign_in, box.username, box.source) == (provider, ADDRESS, "imap")


def test_the_servers_of_a_domain_we_know_are_filled_in_where_none_is_given(admin: Client) -> None:
    admin.post("/settings/email/new/", SERVERS | {"address": "Ik@Telenet.be", "host": "", "username": ""})

    box = Mailbox.objects.get()
    assert (box.host, box.port, box.security, box.smtp_host, box.smtp_port) == ("imap.telenet.be", 993, "tls", "smtp.telenet.be", 587)
    assert box.username == "Ik@Telenet.be"


def test_a_server_that_was_given_stands_before_one_that_is_known(admin: Client) -> None:
    admin.post("/settings/email/new/", SERVERS | {"address": "ik@telenet.be"})

    assert Mailbox.objects.get().host == "127.0.0.1"


@pytest.mark.parametrize(
    ("provider", "address", "host"),
    [("own", "x@hotmail.be", "outlook.office365.com"), ("google", "x@zenne.be", "imap.gmail.com"), ("own", "x@zenne.be", None)],
)
def test_the_provider_stands_before_the_domain(provider: str, address: str, host: str | None) -> None:
    found = servers_of(provider, address)

    assert (found.host if found else None) == host


def test_a_mail_server_that_delivers_needs_no_place_to_fetch_from(admin: Client) -> None:
    typed = {"provider": "pushes", "host": "", "username": "", "password": "", "smtp_username": "out", "smtp_password": "geheim-2"}

    admin.post("/settings/email/new/", SERVERS | typed)

    box = Mailbox.objects.get()
    assert (box.source, box.smtp_username, box.smtp_password) == ("listener", "out", "geheim-2")


@pytest.mark.parametrize(
    ("fields", "provider"),
    [({}, "own"), ({"sign_in": "google"}, "google"), ({"sign_in": "other"}, "other"), ({"source": "listener"}, "pushes")],
)
def test_going_back_to_the_first_step_shows_what_was_filled_in(admin: Client, fields: dict[str, str], provider: str) -> None:
    box = connecting(password="geheim-1", **fields)

    page = admin.get(f"/settings/email/{box.pk}/connect/").text

    assert ServersForm(mailbox=box)["provider"].value() == provider
    assert f'value="{ADDRESS}"' in page
    assert "geheim-1" not in page


def test_a_password_that_is_kept_need_not_be_typed_again_and_serves_to_send(admin: Client) -> None:
    box = connecting(password="geheim-1")

    answer = admin.post(f"/settings/email/{box.pk}/connect/", SERVERS | {"name": "Meterhulp", "password": ""})

    box.refresh_from_db()
    assert (answer.status_code, box.name, box.password, box.smtp_password) == (303, "Meterhulp", "geheim-1", "geheim-1")


@pytest.mark.usefixtures("zone")
def test_the_second_step_tries_by_itself_and_says_of_each_what_is_wrong(admin: Client) -> None:
    box = connecting(smtp_host="127.0.0.1", smtp_port=9, smtp_security="none")

    opened = admin.get(f"/settings/email/{box.pk}/connect/test/").text
    tried = admin.post(f"/settings/email/{box.pk}/connect/test/", {"dkim_selector": ""}).text

    assert 'hx-trigger="load, click"' in opened
    assert 'hx-trigger="load, click"' not in tried
    assert lines(tried) == {"Fetching mail": "wrong", "Sending mail": "wrong", "SPF": "in order", "DKIM": "unknown", "DMARC": "in order"}
    assert "the connection failed" in tried
    assert "Go on anyway" in tried


def test_a_name_server_that_does_not_answer_leaves_all_three_unknown(admin: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probing, "names", lambda: Names("127.0.0.1:9"))
    box = connecting()

    page = admin.post(f"/settings/email/{box.pk}/connect/test/", {"dkim_selector": ""}).text

    assert {name: how for name, how in lines(page).items() if name in ("SPF", "DKIM", "DMARC")} == dict.fromkeys(
        ("SPF", "DKIM", "DMARC"), "unknown"
    )


@pytest.mark.usefixtures("zone")
def test_the_selector_that_was_told_is_kept_and_looked_for(admin: Client) -> None:
    box = connecting()

    page = admin.post(f"/settings/email/{box.pk}/connect/test/", {"dkim_selector": "m2026"}).text

    box.refresh_from_db()
    assert box.dkim_selector == "m2026"
    assert "m2026._domainkey.zenne.be" in page


@pytest.mark.parametrize(
    ("go_on", "leads_to"),
    [("next", "/settings/email/{pk}/connect/treatment/"), ("back", "/settings/email/{pk}/connect/"), ("later", "/settings/email/")],
)
def test_the_selector_that_was_told_is_kept_wherever_one_goes_from_there(admin: Client, go_on: str, leads_to: str) -> None:
    box = connecting()
    ways = [line for line in admin.get(f"/settings/email/{box.pk}/connect/test/").text.splitlines() if f'value="{go_on}"' in line]

    answer = admin.post(f"/settings/email/{box.pk}/connect/test/", {"dkim_selector": "m2026", "go_on": go_on})

    box.refresh_from_db()
    assert (answer.status_code, answer["Location"]) == (303, leads_to.format(pk=box.pk))
    assert (box.dkim_selector, box.is_connecting) == ("m2026", True)
    assert len(ways) == 1
    assert 'form="mailbox-selector"' in ways[0]


def test_a_selector_that_cannot_be_one_leads_nowhere(admin: Client) -> None:
    box = connecting()

    assert admin.post(f"/settings/email/{box.pk}/connect/test/", {"dkim_selector": "x" * 64, "go_on": "next"}).status_code == 422


def test_a_selector_that_cannot_be_one_is_refused_and_not_kept(admin: Client) -> None:
    box = connecting()

    page = admin.post(f"/settings/email/{box.pk}/connect/test/", {"dkim_selector": "x" * 64})

    box.refresh_from_db()
    assert (page.status_code, "at most 63 characters" in page.text, box.dkim_selector) == (422, True, "")


@pytest.mark.usefixtures("zone")
def test_trying_answers_the_bundle_with_the_part_alone(admin: Client) -> None:
    box = connecting()

    page = admin.post(f"/settings/email/{box.pk}/connect/test/", headers={"HX-Request": "true", "HX-Request-Type": "partial"}).text

    assert page.strip().startswith('<div class="stack" id="mailbox-test">')


def test_begin_puts_it_in_use_with_what_was_chosen(admin: Client) -> None:
    box, team = connecting(), a_team("energie")
    chosen = {"team": team.pk, "language": "fr", "acknowledges": "on", "always_bcc": "archief@elders.example", "go_on": "begin"}

    answer = admin.post(f"/settings/email/{box.pk}/connect/treatment/", chosen)

    box.refresh_from_db()
    assert (answer.status_code, answer["Location"]) == (303, "/settings/email/")
    assert (box.is_active, box.is_connecting, box.team, box.language, box.acknowledges) == (True, False, team, "fr", True)
    assert (box.always_bcc, box.password) == (["archief@elders.example"], "p")
    assert _to_be_watched() == [box.pk]


@pytest.mark.parametrize(("go_on", "leads_to"), [("later", "/settings/email/"), ("back", "/settings/email/{pk}/connect/test/")])
def test_leaving_the_last_step_keeps_what_was_chosen_and_begins_nothing(admin: Client, go_on: str, leads_to: str) -> None:
    box = connecting()

    answer = admin.post(f"/settings/email/{box.pk}/connect/treatment/", {"language": "de", "go_on": go_on})

    box.refresh_from_db()
    assert answer["Location"] == leads_to.format(pk=box.pk)
    assert (box.is_active, box.is_connecting, box.language) == (False, True, "de")


def test_a_refusal_in_the_last_step_begins_nothing(admin: Client) -> None:
    box = connecting()

    page = admin.post(f"/settings/email/{box.pk}/connect/treatment/", {"language": "nl", "always_bcc": ADDRESS, "go_on": "begin"})

    box.refresh_from_db()
    assert (page.status_code, "is a mailbox of ours" in page.text, box.is_active) == (422, True, False)


def test_a_mailbox_that_is_connected_has_no_steps_any_more(admin: Client) -> None:
    box = a_mailbox()

    answers = [
        *(admin.get(f"/settings/email/{box.pk}/connect/{step}") for step in ("", "test/", "treatment/")),
        admin.post(f"/settings/email/{box.pk}/connect/treatment/", {"language": "nl", "go_on": "begin"}),
    ]

    assert [answer.status_code for answer in answers] == [409] * 4
    assert "This mailbox is connected already." in answers[0].text


def test_beginning_twice_is_refused_the_second_time() -> None:
    box, admin = connecting(), a_user("administrator")
    actions.begin_mailbox(box, by=admin, at=MONDAY_9AM)

    with pytest.raises(actions.ConnectedAlready):
        actions.begin_mailbox(box, by=admin, at=MONDAY_9AM)


def test_the_page_of_a_mailbox_that_is_not_connected_yet_leads_to_its_steps(admin: Client) -> None:
    box = connecting()

    assert admin.get(f"/settings/email/{box.pk}/")["Location"] == f"/settings/email/{box.pk}/connect/test/"
    assert "being connected: go on where you were" in admin.get("/settings/email/").text


def test_the_database_lets_no_mailbox_be_in_use_that_is_being_connected() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        connecting(is_active=True)


def test_the_steps_are_for_administrators() -> None:
    box, client = connecting(), Client()
    client.force_login(a_user("supervisor"))

    steps = ["new/", *(f"{box.pk}/connect/{step}" for step in ("", "test/", "treatment/"))]
    assert {(client.get(f"/settings/email/{step}").status_code, client.post(f"/settings/email/{step}").status_code) for step in steps} == {
        (403, 403)
    }


@pytest.mark.parametrize("step", ["", "test/", "treatment/"])
def test_a_mailbox_that_is_being_connected_can_be_discarded_at_each_step(admin: Client, step: str) -> None:
    box = connecting()
    place = f"/settings/email/{box.pk}/discard/"

    assert f'action="{place}"' in admin.get(f"/settings/email/{box.pk}/connect/{step}").text
    answer = admin.post(place)

    assert (answer.status_code, answer["Location"]) == (303, "/settings/email/")
    assert not Mailbox.objects.exists()
    assert AuditLine.objects.filter(verb="email.mailbox_discarded").count() == 1


def test_what_was_not_kept_yet_has_nothing_to_discard(admin: Client) -> None:
    assert "/discard/" not in admin.get("/settings/email/new/").text


def test_a_mailbox_in_use_is_never_discarded(admin: Client) -> None:
    box = a_mailbox()

    assert admin.post(f"/settings/email/{box.pk}/discard/").status_code == 409
    assert Mailbox.objects.filter(pk=box.pk).exists()


@pytest.mark.parametrize(("step", "at"), [("", 1), ("test/", 2), ("treatment/", 3)])
def test_each_step_says_where_one_is(admin: Client, step: str, at: int) -> None:
    page = admin.get(f"/settings/email/{connecting().pk}/connect/{step}").text

    assert page.count('aria-current="step"') == 1
    assert f'<li aria-current="step"><span class="steps-number">{at}</span>' in page
