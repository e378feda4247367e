"""Mailboxes and a mail server for tests: mail sent by an ordinary client through Postfix lies in a Dovecot mailbox.

    with MailHouse(users={"shop@example.org": "secret", "jan@client.example": "other"}) as mail:
        mail.send(sender="jan@client.example", to="shop@example.org", subject="Hello", text="…")
        mail.await_mail("shop@example.org", subject="Hello")

`mail.mailboxes` is the Dovecot, `mail.server` the Postfix; each can be stopped and started.
"""

from __future__ import annotations

import smtplib
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.parts.dovecot import Dovecot
from tests.parts.postfix import Postfix

DELIVERED_WITHIN = 15.0  # seconds, on a busy machine


class MailHouse:
    """A Postfix over a Dovecot; every user has a mailbox under an address."""

    def __init__(
        self,
        *,
        users: Mapping[str, str],
        aliases: Mapping[str, str] | None = None,
        tls: tuple[Path, Path] | None = None,
        quota: str = "",
        away: Mapping[str, str] | None = None,
    ) -> None:
        self.mailboxes = Dovecot(users=users, tls=tls, takes_mail=True, quota=quota, away=away)
        self.server = Postfix(mailboxes=self.mailboxes, tls=tls, aliases=aliases)
        self.mailboxes.answers_through = self.server.port
        self._running = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as starting:
            starting.enter_context(self.mailboxes)
            starting.enter_context(self.server)
            self._running = starting.pop_all()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._running.close()

    def password(self, user: str) -> str:
        return self.mailboxes.users[user]

    def send(self, *, sender: str, to: str, subject: str, text: str, headers: Mapping[str, str] | None = None) -> EmailMessage:
        """What an ordinary mail program does, signed in nowhere; the answer is the mail as it was sent."""
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = sender, to, subject
        mail["Date"], mail["Message-ID"] = formatdate(localtime=True), make_msgid(domain="client.example")
        for name, value in (headers or {}).items():
            mail[name] = value
        mail.set_content(text)
        with smtplib.SMTP("127.0.0.1", self.server.port, timeout=10) as client:
            client.send_message(mail)
        return mail

    def answer(self, mail: EmailMessage, *, sender: str, text: str) -> EmailMessage:
        """Press "reply": to the address the mail asks answers for, with the headers that keep a conversation together."""
        before = " ".join(filter(None, [str(mail["References"] or ""), str(mail["Message-ID"])]))
        headers = {"In-Reply-To": str(mail["Message-ID"]), "References": before}
        return self.send(sender=sender, to=str(mail["Reply-To"] or mail["From"]), subject=_answering(mail), text=text, headers=headers)

    def await_mail(self, user: str, *, subject: str = "", within: float = DELIVERED_WITHIN) -> EmailMessage:
        """The newest mail in the user's mailbox with `subject` in its subject, once it is there."""
        return self.await_that(user, lambda mail: subject in str(mail["Subject"]), within=within)

    def await_that(self, user: str, fits: Callable[[EmailMessage], bool], *, within: float = DELIVERED_WITHIN) -> EmailMessage:
        """The newest mail in the user's mailbox that `fits`, once it is there."""
        until = time.monotonic() + within
        while True:
            if found := [mail for mail in self.mailboxes.mails(user) if fits(mail)]:
                return found[-1]
            if time.monotonic() > until:
                raise AssertionError(f"no such mail came to {user} in {within:.0f} s:\n{self.server.log()}")
            time.sleep(0.1)


def _answering(mail: EmailMessage) -> str:
    subject = str(mail["Subject"])
    return subject if subject.lower().startswith("re:") else f"Re: {subject}"
