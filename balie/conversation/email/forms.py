"""What people fill in about mail."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.queries import active_teams
from balie.conversation.email.models import Mailbox
from balie.foundation.text.models import LANGUAGE_CHOICES

HIGHEST_PORT = 65535


class MailboxForm(forms.Form):
    """A mailbox; passwords are never shown back, and an empty one keeps the one that is kept."""

    name = forms.CharField(label=_("Name customers see"), max_length=120)
    address = forms.CharField(label=_("Mail address"), max_length=254)
    team = forms.TypedChoiceField(label=_("Team"), required=False, coerce=int, empty_value=None)
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
    is_active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        teams = [("", _("no team")), *((team.pk, str(team.name)) for team in active_teams())]
        self.fields["team"].choices = teams  # type: ignore[attr-defined]
        if self.initial.get("has_password"):
            for name in ("password", "smtp_password"):
                self.fields[name].help_text = _("Leave empty to keep the one that is kept.")

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("source") == Mailbox.Source.IMAP and given.get("is_active"):
            for name in ("host", "username"):
                if not given.get(name):
                    self.add_error(name, _("Needed to fetch mail."))
        return given

    def settings(self) -> dict[str, Any]:
        """As `save_mailbox` takes them."""
        given = dict(self.cleaned_data)
        given["team_id"] = given.pop("team")
        return given


def initial_of(mailbox: Mailbox) -> dict[str, Any]:
    """The form of a mailbox as it is, without its passwords."""
    names = [name for name in MailboxForm.base_fields if name not in {"team", "password", "smtp_password"}]
    return {name: getattr(mailbox, name) for name in names} | {
        "team": mailbox.team_id or "",
        "has_password": bool(mailbox.password or mailbox.smtp_password),
    }


class DismissForm(forms.Form):
    reason = forms.CharField(label=_("Why it needs no answer"), max_length=300)


class DemoMailForm(forms.Form):
    """A mail that a customer of the demonstration writes."""

    sender = forms.EmailField(label=_("From"))
    to = forms.EmailField(label=_("To"))
    subject = forms.CharField(label=_("Subject"), max_length=200, required=False)
    text = forms.CharField(label=_("Text"), widget=forms.Textarea(attrs={"rows": 6}))
    answers = forms.CharField(required=False, max_length=400, widget=forms.HiddenInput)
