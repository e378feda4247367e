from __future__ import annotations

import smtplib
import socket
import ssl
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from balie.conversation.email import smtp, smtp_line
from balie.conversation.email.smtp import Deferred, Rejected, Sent, SmtpServer, send
from balie.foundation.web.testing import free_port

RAW = b"From: hulp@balie.example\r\nSubject: x\r\n\r\nDag\r\n"
HOST = "127.0.0.1"


class Peer:
    """A server that takes mail, or answers what it is told to."""

    def __init__(self) -> None:
        self.taken: list[Envelope] = []
        self.answers: dict[str, str] = {}
        self.data_answer = "250 OK"

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:  # noqa: N802
        answer = self.answers.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.data_answer.startswith("250"):
            self.taken.append(envelope)
        return self.data_answer


type Start = Callable[..., SmtpServer]


@pytest.fixture
def peer() -> Peer:
    return Peer()


@pytest.fixture
def start(peer: Peer) -> Iterator[Start]:
    running: list[Controller] = []

    def run(**options: Any) -> SmtpServer:
        asked = {name: options.pop(name) for name in ("security", "username", "password", "ca_file") if name in options}
        controller = Controller(peer, hostname=HOST, port=free_port(), **options)
        controller.start()
        running.append(controller)
        return SmtpServer(host=HOST, port=controller.port, **{"security": "none", **asked})

    yield run
    for controller in running:
        controller.stop()


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("tls")
    cert, key = folder / "cert.pem", folder / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", str(key), "-out", str(cert),
         "-days", "2", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"],
        check=True, capture_output=True,
    )  # fmt: skip
    return cert, key


def _context(certificate: tuple[Path, Path]) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    return context


def _send(server: SmtpServer, *recipients: str) -> smtp.Outcome:
    return send(RAW, sender="hulp@balie.example", recipients=recipients or ("an@klant.example",), server=server)


def test_a_mail_is_taken_with_exactly_its_recipients(start: Start, peer: Peer) -> None:
    outcome = _send(start(), "an@klant.example", "jo@klant.example")

    assert outcome == Sent()
    assert [(each.mail_from, each.rcpt_tos, each.content) for each in peer.taken] == [
        ("hulp@balie.example", ["an@klant.example", "jo@klant.example"], RAW)
    ]


@pytest.mark.parametrize(
    ("answer", "kind"), [("451 later", Deferred), ("552 too big", Rejected), ("554 no", Rejected), ("421 closing", Deferred)]
)
def test_the_servers_answer_decides(start: Start, peer: Peer, answer: str, kind: type) -> None:
    peer.data_answer = answer

    outcome = _send(start())

    assert isinstance(outcome, kind)
    assert answer.split(" ", 1)[1] in outcome.reason


def test_an_unknown_recipient_is_final(start: Start, peer: Peer) -> None:
    peer.answers["an@klant.example"] = "550 5.1.1 no such user"

    assert _send(start()) == Rejected("an@klant.example: 550 5.1.1 no such user")


def test_a_full_mailbox_is_tried_again(start: Start, peer: Peer) -> None:
    peer.answers["an@klant.example"] = "452 4.2.2 full"

    assert isinstance(_send(start()), Deferred)


def test_one_refused_recipient_is_named_and_the_other_gets_the_mail(start: Start, peer: Peer) -> None:
    peer.answers["jo@klant.example"] = "550 no"

    outcome = _send(start(), "an@klant.example", "jo@klant.example")

    assert outcome == Sent({"jo@klant.example": "550 no"})
    assert peer.taken[0].rcpt_tos == ["an@klant.example"]


def test_a_server_that_is_not_there_is_tried_again() -> None:
    outcome = _send(SmtpServer(host=HOST, port=free_port(), security="none"))

    assert isinstance(outcome, Deferred)
    assert "no connection" in outcome.reason


def test_a_server_that_says_nothing_is_left_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp_line, "ANSWER_SECONDS", 0.3)
    with socket.socket() as silent:
        silent.bind((HOST, 0))
        silent.listen()

        outcome = _send(SmtpServer(host=HOST, port=silent.getsockname()[1], security="none"))

    assert isinstance(outcome, Deferred)


def test_r_o2_without_starttls_nothing_is_sent_in_the_clear(start: Start, peer: Peer) -> None:
    outcome = _send(start(security="starttls", username="u", password="p"))

    assert isinstance(outcome, Deferred)
    assert "STARTTLS" in outcome.reason
    assert peer.taken == []


def test_r_o2_a_refused_starttls_sends_nothing(
    start: Start, peer: Peer, monkeypatch: pytest.MonkeyPatch, certificate: tuple[Path, Path]
) -> None:
    monkeypatch.setattr(smtplib.SMTP, "starttls", lambda self, context: (454, b"not now"))

    outcome = _send(start(security="starttls", tls_context=_context(certificate)))

    assert isinstance(outcome, Deferred)
    assert peer.taken == []


def test_starttls_protects_the_mail(start: Start, peer: Peer, certificate: tuple[Path, Path]) -> None:
    outcome = _send(start(security="starttls", tls_context=_context(certificate), require_starttls=True, ca_file=str(certificate[0])))

    assert outcome == Sent()
    assert len(peer.taken) == 1


def test_a_certificate_nobody_vouches_for_is_refused(start: Start, peer: Peer, certificate: tuple[Path, Path]) -> None:
    outcome = _send(start(security="starttls", tls_context=_context(certificate)))

    assert isinstance(outcome, Deferred)
    assert peer.taken == []


def _authenticator(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
    return AuthResult(success=data.login == b"u" and data.password == b"right", handled=False)


@pytest.mark.parametrize(("password", "kind"), [("right", Sent), ("wrong", Deferred)])
def test_a_wrong_password_leaves_the_mail_queued(start: Start, password: str, kind: type) -> None:
    server = start(username="u", password=password, authenticator=_authenticator, auth_require_tls=False, auth_required=True)

    assert isinstance(_send(server), kind)


def test_a_password_never_goes_to_another_machine_in_the_clear() -> None:
    outcome = _send(SmtpServer(host="mail.example", port=25, security="none", username="u", password="p"))

    assert isinstance(outcome, Deferred)
    assert "without TLS" in outcome.reason


def test_the_password_is_not_shown() -> None:
    assert "geheim" not in repr(SmtpServer(host=HOST, port=25, username="u", password="geheim"))


def test_a_mail_without_recipients_is_refused_before_connecting() -> None:
    assert send(RAW, sender="a@b.example", recipients=[], server=SmtpServer(host=HOST, port=1)) == Rejected("no recipients")
