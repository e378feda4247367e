"""Signing in with tokens: against a real Dovecot that asks a sign-in service of the tests whether a token is right."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from django.db import connection
from django.test import Client
from django.utils import timezone

from balie.access.accounts.testing import a_user
from balie.conversation.email.imap import Imap, MailboxDown
from balie.conversation.email.models import Mailbox
from balie.conversation.email.outbox import smtp_server
from balie.conversation.email.signin.client import ask_tokens
from balie.conversation.email.signin.rules import PROVIDERS, SignInFailed, authorize_address, challenge_of, xoauth2
from balie.conversation.email.smtp import Deferred, Sent, send
from balie.conversation.email.testing import a_mailbox, a_raw_mail
from balie.conversation.email.watchers import imap_server
from balie.foundation.web.testing import free_port
from tests.parts.dovecot import Dovecot
from tests.parts.sign_in_service import SignInService

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
USER = "energie"


@pytest.fixture
def service() -> Iterator[SignInService]:
    with SignInService(user=USER) as service:
        yield service


@pytest.fixture
def dovecot(service: SignInService) -> Iterator[Dovecot]:
    with Dovecot(users={USER: "never used"}, introspection=service.introspection_url) as server:
        yield server


def a_box(service: SignInService, **fields: Any) -> Mailbox:
    known = {
        "source": "imap", "host": "127.0.0.1", "security": "none", "username": USER, "sign_in": "other", "client_id": "balie",
        "client_secret": "very secret", "token_url": service.token_url, "authorize_url": "https://login.example/authorize",
        "scope": "mail", "refresh_token": "refresh-0",
    }  # fmt: skip
    return a_mailbox(**known | fields)


def test_a_mailbox_is_read_with_a_token_fetched_with_the_lasting_one(service: SignInService, dovecot: Dovecot) -> None:
    box = a_box(service, port=dovecot.port)
    dovecot.deliver(USER, a_raw_mail())

    with Imap(imap_server(box)) as imap:
        assert imap.uids_since(0) == [1]

    asked = [{"client_id": "balie", "client_secret": "very secret", "grant_type": "refresh_token", "refresh_token": "refresh-0"}]
    box.refresh_from_db()
    assert service.asked == asked
    assert (box.access_token, box.refresh_token) == ("access-1", "refresh-1")


def test_a_token_is_used_again_until_shortly_before_its_end(service: SignInService, dovecot: Dovecot) -> None:
    box = a_box(service, port=dovecot.port)
    for _time in range(2):
        with Imap(imap_server(box)):
            pass
    asked_while_it_held = len(service.asked)
    Mailbox.objects.update(access_ends_at=timezone.now() + timedelta(minutes=2))

    with Imap(imap_server(box)):
        pass

    assert (asked_while_it_held, len(service.asked)) == (1, 2)


def test_a_token_withdrawn_before_its_time_is_fetched_anew(service: SignInService, dovecot: Dovecot) -> None:
    box = a_box(service, port=dovecot.port)
    with Imap(imap_server(box)):
        pass
    service.valid.clear()

    with Imap(imap_server(box)):
        pass

    assert len(service.asked) == 2


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("invalid_grant", "the permission expired or was withdrawn, sign in again"),
        ("invalid_client", "the client id or the client secret is wrong"),
        ("something_new", "the sign-in service refused"),
    ],
)
def test_what_the_sign_in_service_refuses_is_said_in_words(service: SignInService, error: str, words: str) -> None:
    service.refuses = error

    with pytest.raises(MailboxDown, match=words) as down:
        Imap(imap_server(a_box(service, port=_imap_port(service)))).connect()

    assert "very secret" not in down.value.reason


def _imap_port(_service: SignInService) -> int:
    from tests.parts.scripted_imap import ScriptedImap

    server = ScriptedImap()
    server.__enter__()
    return server.port


def test_an_answer_byte_by_byte_is_not_waited_for(service: SignInService) -> None:
    service.slow = 0.2
    began = time.monotonic()

    with pytest.raises(SignInFailed):
        ask_tokens(service.token_url, {"grant_type": "refresh_token"}, seconds=1.0)

    assert time.monotonic() - began < 4


@pytest.mark.parametrize(
    "url", ["http://login.example/token", "file:///etc/passwd", "https://", "https://me:pw@login.example/", "https://[x"]
)
def test_secrets_go_nowhere_without_tls(url: str) -> None:
    with pytest.raises(SignInFailed, match="must begin with https"):
        ask_tokens(url, {"client_secret": "very secret"})


def test_secrets_are_cipher_text_in_the_database(service: SignInService) -> None:
    a_box(service, access_token="an access token")

    with connection.cursor() as cursor:
        cursor.execute("SELECT client_secret || refresh_token || access_token FROM email_mailbox")
        kept = cursor.fetchone()[0]

    assert not any(secret in kept for secret in ("very secret", "refresh-0", "an access token"))


class TokenDoor:
    """An SMTP server that takes the tokens of the service, and nothing else."""

    def __init__(self, service: SignInService) -> None:
        self.service, self.taken = service, 0

    async def auth_XOAUTH2(self, server: Any, args: list[str]) -> AuthResult:  # noqa: N802
        import base64

        given = base64.b64decode(args[1]).decode()
        is_right = any(given == xoauth2(USER, token) for token in self.service.valid)
        if not is_right:
            await server.push("334 " + base64.b64encode(b'{"status":"400"}').decode())
            await server._reader.readline()
        return AuthResult(success=is_right, handled=False, auth_data=USER)

    async def handle_DATA(self, *_args: Any) -> str:  # noqa: N802
        self.taken += 1
        return "250 OK"


def test_mail_is_sent_with_a_token_renewed_when_it_was_withdrawn(service: SignInService) -> None:
    door = TokenDoor(service)
    controller = Controller(door, hostname="127.0.0.1", port=free_port(), auth_require_tls=False, auth_required=True)
    controller.start()
    box = a_box(service, smtp_host="127.0.0.1", smtp_port=controller.port, smtp_security="none", access_token="withdrawn",
                access_ends_at=timezone.now() + timedelta(hours=1))  # fmt: skip
    try:
        outcome = send(a_raw_mail(), sender=box.address, recipients=["an@klant.example"], server=smtp_server(box))  # type: ignore[arg-type]
        service.refuses = "invalid_grant"
        service.valid.clear()
        refused = send(a_raw_mail(), sender=box.address, recipients=["an@klant.example"], server=smtp_server(box))  # type: ignore[arg-type]
    finally:
        controller.stop()

    assert (outcome, door.taken) == (Sent(), 1)
    assert isinstance(refused, Deferred)
    assert "sign in again" in refused.reason


def test_the_sign_in_page_is_asked_with_a_challenge_and_a_state() -> None:
    address = authorize_address(
        PROVIDERS["microsoft"], client_id="balie", redirect="https://desk.example/back", state="s", verifier="v" * 50, user="a@b.example"
    )

    asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    assert (asked["state"], asked["code_challenge_method"]) == ("s", "S256")
    assert asked["code_challenge"] == challenge_of("v" * 50)
    assert "offline_access" in asked["scope"]


@pytest.fixture
def desk() -> Client:
    client = Client()
    client.force_login(a_user("administrator"))
    return client


def test_an_administrator_signs_in_for_the_mailbox(service: SignInService, desk: Client) -> None:
    box = a_box(service, refresh_token="")
    away = desk.get(f"/settings/email/{box.pk}/sign-in/")
    asked = parse_qs(urlsplit(away["Location"]).query)

    back = desk.get("/settings/email/signed-in/", {"code": "abc", "state": asked["state"][0]})

    box.refresh_from_db()
    [exchange] = service.asked
    assert (away.status_code, back["Location"]) == (302, f"/settings/email/{box.pk}/")
    assert challenge_of(exchange["code_verifier"]) == asked["code_challenge"][0]
    assert (exchange["code"], exchange["redirect_uri"]) == ("abc", asked["redirect_uri"][0])
    assert (box.refresh_token, box.access_token) == ("refresh-1", "access-1")


def test_a_sign_in_while_the_mailbox_is_connected_leads_back_to_its_steps(service: SignInService, desk: Client) -> None:
    box = a_box(service, refresh_token="", is_active=False, is_connecting=True)
    step = f"/settings/email/{box.pk}/connect/test/"
    shown = desk.get(step).content.decode()
    answers = []
    for answer in ({"error": "access_denied"}, {"code": "abc"}):
        away = desk.get(f"/settings/email/{box.pk}/sign-in/")
        state = parse_qs(urlsplit(away["Location"]).query)["state"][0]
        answers.append(desk.get("/settings/email/signed-in/", answer | {"state": state}, follow=True))

    box.refresh_from_db()
    assert f'href="/settings/email/{box.pk}/sign-in/"' in shown
    assert (answers[0].status_code, "de toestemming werd geweigerd" in answers[0].text) == (422, True)
    assert 'id="mailbox-test"' in answers[0].text
    assert answers[1].redirect_chain[-1] == (step, 303)
    assert (box.refresh_token, box.is_active) == ("refresh-1", False)


def test_an_answer_with_another_state_or_a_second_time_changes_nothing(service: SignInService, desk: Client) -> None:
    box = a_box(service, refresh_token="")
    desk.get(f"/settings/email/{box.pk}/sign-in/")

    first = desk.get("/settings/email/signed-in/", {"code": "abc", "state": "guessed"})
    second = desk.get("/settings/email/signed-in/", {"code": "abc", "state": "guessed"})

    assert (first.status_code, second.status_code, service.asked) == (409, 409, [])


def test_a_refused_permission_is_said_on_the_page(service: SignInService, desk: Client) -> None:
    box = a_box(service, refresh_token="")
    away = desk.get(f"/settings/email/{box.pk}/sign-in/")
    state = parse_qs(urlsplit(away["Location"]).query)["state"][0]

    back = desk.get("/settings/email/signed-in/", {"error": "access_denied", "state": state})

    assert back.status_code == 422
    assert "de toestemming werd geweigerd" in back.content.decode()
    assert service.asked == []
