"""Handing a mail to an SMTP server: it took it, asks to try later, or refuses it. A password or mail never goes in the clear where TLS was asked."""

from __future__ import annotations

import ipaddress
import smtplib
import ssl
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from django.utils.translation import gettext_noop

from balie.conversation.email.reasons import told
from balie.conversation.email.signin.rules import SignInFailed, xoauth2
from balie.conversation.email.smtp_line import GOODBYE_SECONDS, OPENING_SECONDS, PlainLine, TlsLine, TooSlow, seconds_for

CLEAR = gettext_noop("a password is never sent without TLS, choose STARTTLS or TLS")
WRONG_PASSWORD = gettext_noop("wrong user name or password")
TOO_SLOW = gettext_noop("the server answers too slowly")
SILENT = gettext_noop("the server does not answer in time")
# 421 is a server that closes, 530 asks to sign in, 535 and 538 are about the password: not the mail is wrong.
_OF_THE_SERVER = {421, 530, 535, 538}
type Line = PlainLine | TlsLine
type Security = Literal["none", "starttls", "tls"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpServer:
    """`ca_file` adds an authority of one's own to those of the system. `bearer` gives a token to sign in with, a new one when asked."""

    host: str
    port: int
    security: Security = "starttls"
    username: str = ""
    password: str = field(default="", repr=False)
    ca_file: str = ""
    bearer: Callable[[bool], str] | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Sent:
    """The server took it, but not for those it `refused` for good or put off until `later`, each with its reason."""

    refused: Mapping[str, str] = field(default_factory=dict)
    later: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Deferred:
    """Not now: try again later. `is_servers`: no mail could be handed over to this server now."""

    reason: str
    is_servers: bool = False


@dataclass(frozen=True, slots=True)
class Rejected:
    """Never: trying again changes nothing."""

    reason: str


type Outcome = Sent | Deferred | Rejected


def send(raw: bytes, *, sender: str, recipients: Sequence[str], server: SmtpServer) -> Outcome:
    """Hand `raw` to `server` for `recipients`. An empty `sender` is the null return path."""
    if not recipients:
        return Rejected(gettext_noop("no recipients"))
    connection = _opened(server, sender)
    if isinstance(connection, Deferred):
        return connection
    try:
        return _deliver(connection, raw, sender, recipients)
    finally:
        _close(connection)


def trouble(server: SmtpServer, *, sender: str) -> str | None:
    """Why `server` cannot be used now, as `reasons` keeps it; None when it can. Nothing is sent."""
    connection = _opened(server, sender)
    if isinstance(connection, Deferred):
        return connection.reason
    _close(connection)
    return None


def _opened(server: SmtpServer, sender: str) -> Line | Deferred:
    if server.username and server.security == "none" and not is_loopback(server.host):
        return Deferred(CLEAR, is_servers=True)
    try:
        return _connect(server, sender)
    except (OSError, smtplib.SMTPException, SignInFailed) as error:
        return Deferred(_why_not(server, error), is_servers=True)


def _why_not(server: SmtpServer, error: Exception) -> str:
    match error:
        case smtplib.SMTPAuthenticationError():
            return told(WRONG_PASSWORD, _said(error.smtp_code, error.smtp_error))
        case SignInFailed():
            return error.reason
        case smtplib.SMTPNotSupportedError():
            return told(gettext_noop("the server does not offer what is set"), error)
        case TooSlow():
            return TOO_SLOW
        case _ if _is_timeout(error):
            return SILENT
    return told(gettext_noop("no connection to the server"), f"{server.host}:{server.port}, {_said_in(error)}")


def _is_timeout(error: Exception) -> bool:
    """Of the standard library's ways to say so, smtplib's is a lost connection with the reason behind it."""
    return isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError)


def _said_in(error: Exception) -> str:
    return _said(error.smtp_code, error.smtp_error) if isinstance(error, smtplib.SMTPResponseException) else str(error)


def is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def tls_context(ca_file: str) -> ssl.SSLContext:
    """Certificates and names are always checked."""
    context = ssl.create_default_context()
    if ca_file:
        context.load_verify_locations(ca_file)
    return context


def _connect(server: SmtpServer, sender: str) -> Line:
    # Our own name is the sender's domain: asking the resolver for one can take as long as it likes.
    name = sender.rpartition("@")[2] or "localhost"
    connection: Line
    if server.security == "tls":
        connection = TlsLine(server.host, server.port, name=name, context=tls_context(server.ca_file))
    else:
        connection = PlainLine(server.host, server.port, name=name)
    try:
        with connection.within(OPENING_SECONDS):
            _secure(connection, server)
    except (OSError, smtplib.SMTPException, SignInFailed):
        connection.close()
        raise
    return connection


def _secure(connection: Line, server: SmtpServer) -> None:
    """TLS and sign-in as asked, or an exception: there is no way on in the clear."""
    if server.security == "starttls":
        code, said = connection.starttls(context=tls_context(server.ca_file))
        if code != 220:
            raise smtplib.SMTPNotSupportedError(f"STARTTLS was refused ({_said(code, said)})")
    connection.ehlo_or_helo_if_needed()
    if server.username:
        _sign_in(connection, server)


def _sign_in(connection: Line, server: SmtpServer) -> None:
    if server.bearer is None:
        connection.login(server.username, server.password)
        return
    try:
        _with_token(connection, server.username, server.bearer(False))
    except smtplib.SMTPAuthenticationError:  # withdrawn before its time
        _with_token(connection, server.username, server.bearer(True))


def _with_token(connection: Line, user: str, token: str) -> None:
    """SASL XOAUTH2; a challenge says why not, and an empty answer ends it."""
    if "XOAUTH2" not in connection.esmtp_features.get("auth", "").upper().split():
        raise smtplib.SMTPNotSupportedError("XOAUTH2")

    def answer(challenge: bytes | None = None) -> str:
        return xoauth2(user, token) if challenge is None else ""

    connection.auth("XOAUTH2", answer)


def _deliver(connection: Line, raw: bytes, sender: str, recipients: Sequence[str]) -> Outcome:
    try:
        with connection.within(seconds_for(len(raw))):
            refused = connection.sendmail(sender, list(recipients), raw)
    except smtplib.SMTPRecipientsRefused as error:
        return _all_refused(error.recipients)
    except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as error:
        return _outcome(error.smtp_code, error.smtp_error)
    except TooSlow:
        return Deferred(TOO_SLOW, is_servers=True)
    except (OSError, smtplib.SMTPException) as error:
        # The server may have taken it just before: the same Message-ID lets the receiver see that.
        return Deferred(told(gettext_noop("the connection broke while sending"), _said_in(error)), is_servers=_is_timeout(error))
    said = {address: _said(*answer) for address, answer in refused.items()}
    final = {address for address, (code, _words) in refused.items() if _is_final(code)}
    return Sent(
        refused={address: words for address, words in said.items() if address in final},
        later={address: words for address, words in said.items() if address not in final},
    )


def _all_refused(refused: Mapping[str, tuple[int, bytes]]) -> Outcome:
    reason = "; ".join(f"{address}: {_said(code, said)}" for address, (code, said) in refused.items())
    codes = {code for code, _words in refused.values()}
    return Rejected(reason) if all(map(_is_final, codes)) else Deferred(reason, is_servers=bool(codes & _OF_THE_SERVER))


def _outcome(code: int, said: bytes | str) -> Outcome:
    if 200 <= code < 300:  # taken, in other words than "250"
        return Sent()
    return Rejected(_said(code, said)) if _is_final(code) else Deferred(_said(code, said), is_servers=code in _OF_THE_SERVER)


def _is_final(code: int) -> bool:
    return 500 <= code < 600 and code not in _OF_THE_SERVER


def _said(code: int, said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return f"{code} {' '.join(text.split())[:300]}"


def _close(connection: Line) -> None:
    """Politely, but what was done is done: nobody waits for a goodbye."""
    try:
        with connection.within(GOODBYE_SECONDS):
            connection.quit()
    except (OSError, smtplib.SMTPException):
        connection.close()
