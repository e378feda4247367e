"""What is filled in, step by step, to connect a mailbox."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from balie.conversation.email.forms import COPIES, IMAP, ON_SPAM, SERVICE, SMTP, TREATMENT, MailboxForm, Part, initial_of
from balie.conversation.email.models import Mailbox
from balie.conversation.email.providers import OF_PROVIDER, Provider, servers_of

SIGNS_IN = {
    Provider.MICROSOFT: Mailbox.SignIn.MICROSOFT,
    Provider.GOOGLE: Mailbox.SignIn.GOOGLE,
    Provider.OTHER: Mailbox.SignIn.OTHER,
}
PROVIDERS = [
    (Provider.OWN, _("A mail server, with a password")),
    (Provider.MICROSOFT, _("Microsoft 365")),
    (Provider.GOOGLE, _("Google")),
    (Provider.OTHER, _("A mail server, through a sign-in service (OAuth 2.0)")),
    (Provider.PUSHES, _("A mail server that delivers to Balie by SMTP")),
]


class ServersForm(MailboxForm):
    """The first step: which address, where its mail is, and how one signs in there. Servers that we know may be left empty."""

    PARTS: ClassVar[Sequence[Part]] = [
        ("mailbox", _("The mailbox"), [("address", "name")]),
        ("provider", _("Where its mail is"), [("provider",)]),
        SERVICE,
        ("incoming", _("Incoming mail"), IMAP),
        ("sending", _("Sending"), [SMTP[0], ("sends_alike",), SMTP[1]]),
    ]
    FOLDED: ClassVar[Sequence[str]] = ()

    provider = forms.ChoiceField(label=_("Provider"), choices=PROVIDERS, initial=Provider.OWN, widget=forms.RadioSelect)
    sends_alike = forms.BooleanField(label=_("Send with the same user name and password"), required=False, initial=True)

    def __init__(self, *args: Any, mailbox: Mailbox | None = None, **options: Any) -> None:
        super().__init__(*args, initial=_known_of(mailbox) if mailbox else None, **options)
        self.mailbox = mailbox
        self.fields["host"].help_text = _("May stay empty for an address at Gmail, Outlook, iCloud, GMX or Telenet.")
        self.fields["username"].help_text = _("Empty: the mail address.")

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        provider, address = given.get("provider", Provider.OWN), given.get("address", "")
        given["source"] = Mailbox.Source.LISTENER if provider == Provider.PUSHES else Mailbox.Source.IMAP
        given["sign_in"] = SIGNS_IN.get(provider, Mailbox.SignIn.PASSWORD)
        is_known = provider in OF_PROVIDER
        known = servers_of(provider, address)
        if known and (is_known or not given.get("host")):
            given |= known.settings()
        given["username"] = (not is_known and given.get("username")) or address.strip()
        self.need_application(given)
        if given["source"] == Mailbox.Source.IMAP:
            self._need_to_fetch(given)
        return given

    def _need_to_fetch(self, given: dict[str, Any]) -> None:
        needed = {"host": given.get("host")}
        if given["sign_in"] == Mailbox.SignIn.PASSWORD:
            needed["password"] = self._password(given)
        for name in [name for name, value in needed.items() if not value]:
            self.add_error(name, _("Needed to fetch mail."))

    def settings(self) -> dict[str, Any]:
        given = super().settings()
        del given["provider"]
        if given.pop("sends_alike") and given["source"] == Mailbox.Source.IMAP:
            given |= {"smtp_username": given["username"], "smtp_password": self._password(given)}
        return given

    def _password(self, given: dict[str, Any]) -> str:
        """The one typed now, else the one that is kept."""
        return given.get("password") or (self.mailbox.password if self.mailbox else "")


class SelectorForm(MailboxForm):
    """What the second step may need to be told."""

    PARTS: ClassVar[Sequence[Part]] = [("senders", "", [("dkim_selector",)])]


class TreatmentForm(MailboxForm):
    """The last step: what happens with its mail."""

    PARTS: ClassVar[Sequence[Part]] = [
        ("treatment", _("What happens with its mail"), [("team", "category"), ("brand", "language"), *TREATMENT]),
        ("sending", _("Sending"), COPIES),
        ("senders", _("Checking senders, and spam"), [("receiver",), ON_SPAM, ("takes_reply_addresses",)]),
    ]
    FOLDED: ClassVar[Sequence[str]] = ("senders",)


def _known_of(mailbox: Mailbox) -> dict[str, Any]:
    alike = (mailbox.smtp_username, mailbox.smtp_password) == (mailbox.username, mailbox.password)
    return initial_of(mailbox) | {"provider": _provider_of(mailbox), "sends_alike": alike}


def _provider_of(mailbox: Mailbox) -> Provider:
    if mailbox.source == Mailbox.Source.LISTENER:
        return Provider.PUSHES
    return next((provider for provider, sign_in in SIGNS_IN.items() if sign_in == mailbox.sign_in), Provider.OWN)
