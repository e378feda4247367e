"""What people fill in about mail."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.queries import active_teams
from balie.conversation.email.models import Mailbox
from balie.foundation.text.models import LANGUAGE_CHOICES
from balie.records.taxonomy.models import Brand
from balie.records.taxonomy.queries import category_choices
from balie.records.taxonomy.queries import choices as terms

HIGHEST_PORT = 65535
LINKS = ("team", "category", "brand")
SECRETS = ("password", "smtp_password", "client_secret")
# A part of a form: its key, its name, and its fields; what stands together in brackets stands on one line.
type Part = tuple[str, str | Promise, Sequence[Sequence[str]]]
IMAP = [("host", "port", "security"), ("username", "password", "folder")]
SMTP = [("smtp_host", "smtp_port", "smtp_security"), ("smtp_username", "smtp_password")]
COPIES = [("keeps_copies", "sent_folder"), ("always_bcc",)]
TREATMENT = [("answers_all",), ("acknowledges",)]
ON_SPAM = ("on_spam", "teaches_filter")
SERVICE: Part = (
    "service",
    _("Signing in at Microsoft, Google or another service"),
    [("client_id", "client_secret"), ("authorize_url", "token_url"), ("scope",)],
)


class MailboxForm(forms.Form):
    """A mailbox; passwords are never shown back, and an empty one keeps the one that is kept.

    A form for some of it names its own `PARTS` and has only their fields; those in `FOLDED` may be opened.
    """

    PARTS: ClassVar[Sequence[Part]] = [
        ("mailbox", _("The mailbox"), [("name", "address"), ("team", "brand", "language"), ("is_active",)]),
        ("incoming", _("Incoming mail"), [("source", "sign_in"), *IMAP, ("takes_reply_addresses",)]),
        SERVICE,
        ("sending", _("Sending"), [*SMTP, *COPIES]),
        ("treatment", _("What happens with its mail"), [("category",), *TREATMENT]),
        ("senders", _("Checking senders, and that our mail is believed"), [("receiver", "dkim_selector"), ON_SPAM]),
    ]
    FOLDED: ClassVar[Sequence[str]] = ("service",)

    name = forms.CharField(label=_("Name customers see"), max_length=120)
    address = forms.CharField(label=_("Mail address"), max_length=254)
    team = forms.TypedChoiceField(label=_("Team"), required=False, coerce=int, empty_value=None)
    category = forms.TypedChoiceField(
        label=_("Category"), required=False, coerce=int, empty_value=None, help_text=_("Of the tickets its mail opens.")
    )
    brand = forms.TypedChoiceField(label=_("Brand"), required=False, coerce=int, empty_value=None)
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGE_CHOICES, help_text=_("Of mail from customers we do not know."))
    source = forms.ChoiceField(label=_("Mail is"), choices=Mailbox.Source)
    host = forms.CharField(label=_("IMAP server"), max_length=200, required=False)
    port = forms.IntegerField(label=_("IMAP port"), initial=993, min_value=1, max_value=HIGHEST_PORT)
    security = forms.ChoiceField(label=_("IMAP security"), choices=Mailbox.Security)
    username = forms.CharField(label=_("User name"), max_length=200, required=False)
    password = forms.CharField(label=_("Password"), required=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))
    folder = forms.CharField(label=_("Folder"), max_length=120, initial="INBOX", help_text=_("Every mail in this folder is fetched."))
    takes_reply_addresses = forms.BooleanField(
        label=_("Reply addresses"),
        required=False,
        help_text=_("The mail server also delivers reply+…@ of this domain here: an answer then finds its ticket without its thread."),
    )
    receiver = forms.CharField(
        label=_("Name of your mail server"),
        max_length=200,
        required=False,
        help_text=_("As it stands in the Authentication-Results of your mail. What that server found out about senders is then believed."),
    )
    on_spam = forms.ChoiceField(
        label=_("What your mail server calls spam"),
        choices=Mailbox.OnSpam,
        required=False,
        initial=Mailbox.OnSpam.QUARANTINE,
        help_text=_("Only with the name of your mail server above: its X-Spam or X-Spamd header then counts."),
    )
    teaches_filter = forms.BooleanField(
        label=_("Teach the spam filter"),
        required=False,
        initial=True,
        help_text=_("What you mark as spam moves to the Junk folder of the IMAP server, and back when it was none."),
    )
    answers_all = forms.BooleanField(
        label=_("Answer everybody"),
        required=False,
        initial=True,
        help_text=_("An answer also goes to who was copied in and takes part; the operator can take each out."),
    )
    acknowledges = forms.BooleanField(
        label=_("Acknowledge new mail"),
        required=False,
        help_text=_(
            "Who writes with a new question hears that it arrived: once a day at most, never a machine. The words are under “Automatic mail”."
        ),
    )
    smtp_host = forms.CharField(label=_("SMTP server"), max_length=200, required=False)
    smtp_port = forms.IntegerField(label=_("SMTP port"), initial=587, min_value=1, max_value=HIGHEST_PORT)
    smtp_security = forms.ChoiceField(label=_("SMTP security"), choices=Mailbox.Security, initial=Mailbox.Security.STARTTLS)
    smtp_username = forms.CharField(label=_("SMTP user name"), max_length=200, required=False)
    smtp_password = forms.CharField(
        label=_("SMTP password"), required=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )
    keeps_copies = forms.BooleanField(
        label=_("Keep a copy of what is sent"),
        required=False,
        help_text=_("In the Sent folder of the IMAP server. Google and Microsoft do so by themselves."),
    )
    sent_folder = forms.CharField(
        label=_("Sent folder"), max_length=120, required=False, help_text=_("Empty: the folder that the server says is for it.")
    )
    always_bcc = forms.CharField(
        label=_("Always a blind copy to"),
        max_length=1000,
        required=False,
        help_text=_("Such as an archive: gets all that this mailbox sends, automatic mail too. Several with a comma between them."),
    )
    sign_in = forms.ChoiceField(label=_("Sign in"), choices=Mailbox.SignIn, required=False, initial=Mailbox.SignIn.PASSWORD)
    client_id = forms.CharField(
        label=_("Client id"), max_length=200, required=False, help_text=_("Of the application you registered at Microsoft or Google.")
    )
    client_secret = forms.CharField(
        label=_("Client secret"), required=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )
    authorize_url = forms.CharField(
        label=_("Address of the sign-in page"), max_length=300, required=False, help_text=_("Empty: the usual one of Microsoft or Google.")
    )
    token_url = forms.CharField(
        label=_("Address for tokens"), max_length=300, required=False, help_text=_("Empty: the usual one of Microsoft or Google.")
    )
    scope = forms.CharField(label=_("Permissions asked for"), max_length=300, required=False, help_text=_("Empty: to read and send mail."))
    dkim_selector = forms.CharField(
        label=_("DKIM selector"),
        max_length=63,
        required=False,
        help_text=_(
            "The name your mail server signs with. Empty: it is read in mail of your domain that came in, else the usual ones are tried."
        ),
    )
    is_active = forms.BooleanField(label=_("In use"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        shown = {name for _key, _name, lines in self.PARTS for line in lines for name in line}
        self.fields = {name: field for name, field in self.fields.items() if name in shown}
        if "team" in shown:
            self._offer_links()
        if self.initial.get("has_password"):
            for name in shown.intersection(SECRETS):
                self.fields[name].help_text = _("Leave empty to keep the one that is kept.")

    def _offer_links(self) -> None:
        teams = [("", _("no team")), *((team.pk, str(team.name)) for team in active_teams())]
        self.fields["team"].choices = teams  # type: ignore[attr-defined]
        for name, choices in (("category", category_choices()), ("brand", terms(Brand))):
            self.fields[name].choices = [("", "–"), *choices]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("source") == Mailbox.Source.IMAP and given.get("is_active"):
            for name in ("host", "username"):
                if not given.get(name):
                    self.add_error(name, _("Needed to fetch mail."))
        for name, usual in (("on_spam", Mailbox.OnSpam.QUARANTINE), ("sign_in", Mailbox.SignIn.PASSWORD)):
            if name in self.fields:
                given[name] = given.get(name) or usual
        self.need_application(given)
        return given

    def need_application(self, given: dict[str, Any]) -> None:
        if given.get("sign_in", Mailbox.SignIn.PASSWORD) != Mailbox.SignIn.PASSWORD and not given.get("client_id"):
            self.add_error("client_id", _("Needed to sign in without a password."))

    def clean_always_bcc(self) -> list[str]:
        return [address for address in re.split(r"[\s,;]+", self.cleaned_data["always_bcc"]) if address]

    @property
    def parts(self) -> list[tuple[str, str | Promise, bool, list[list[forms.BoundField]]]]:
        """Each part's key, name, whether it is open, and its lines."""
        return [
            (key, name, self._is_open(key, lines), [[self[each] for each in line] for line in lines]) for key, name, lines in self.PARTS
        ]

    def _is_open(self, part: str, lines: Sequence[Sequence[str]]) -> bool:
        """A folded part, when there is something to see to; only who signs in at a service needs that of the service."""
        if part not in self.FOLDED or any(name in self.errors for line in lines for name in line):
            return True
        return part == "service" and str(self["sign_in"].value() or Mailbox.SignIn.PASSWORD) != Mailbox.SignIn.PASSWORD

    def settings(self) -> dict[str, Any]:
        """As `save_mailbox` takes them."""
        return {f"{name}_id" if name in LINKS else name: value for name, value in self.cleaned_data.items()}


def initial_of(mailbox: Mailbox) -> dict[str, Any]:
    """The form of a mailbox as it is, without its passwords."""
    plain = [name for name in MailboxForm.base_fields if name not in {*LINKS, *SECRETS}]
    links = {name: getattr(mailbox, f"{name}_id") or "" for name in LINKS}
    copied = {"always_bcc": ", ".join(mailbox.always_bcc)}
    return (
        {name: getattr(mailbox, name) for name in plain}
        | links
        | copied
        | {"has_password": any(getattr(mailbox, name) for name in SECRETS)}
    )


class DismissForm(forms.Form):
    reason = forms.CharField(label=_("Why it needs no answer"), max_length=300)


class DemoMailForm(forms.Form):
    """A mail that a customer of the demonstration writes."""

    sender = forms.EmailField(label=_("From"))
    to = forms.EmailField(label=_("To"))
    subject = forms.CharField(label=_("Subject"), max_length=200, required=False)
    text = forms.CharField(label=_("Text"), widget=forms.Textarea(attrs={"rows": 6}))
    answers = forms.CharField(required=False, max_length=400, widget=forms.HiddenInput)
