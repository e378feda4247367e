"""A mailbox: where its mail is fetched and sent, and what happens with it."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import Team
from balie.access.permissions.encryption import EncryptedTextField
from balie.foundation.text.models import LANGUAGE_CHOICES
from balie.records.taxonomy.models import Brand, Category


class Mailbox(models.Model):
    """An address we answer under: where its mail comes from, which server takes ours.

    `takes_reply_addresses`: the mail server also delivers `reply+…` at its domain here. `receiver`: the name by which that server
    signs its Authentication-Results, which are then believed, as is what it calls spam. `teaches_filter`: what is marked moves to its Junk folder.
    `always_bcc`: who gets a blind copy of every mail it sends, such as an archive.
    `is_connecting`: somebody is still in the steps of connecting it, and it is not in use before their end.
    While its SMTP server cannot be used, `sending_since` says since when and `sending_again_at` when the next mail may try.
    One process at a time fetches it: `lease_owner` until `leased_until` by database time; `fence` rises with each lease.
    """

    class Source(models.TextChoices):
        IMAP = "imap", _("fetched from an IMAP server")
        LISTENER = "listener", _("delivered to Balie by SMTP")

    class Security(models.TextChoices):
        TLS = "tls", _("TLS")
        STARTTLS = "starttls", _("STARTTLS")
        NONE = "none", _("none (this machine only)")

    class SignIn(models.TextChoices):
        PASSWORD = "password", _("with a password")
        MICROSOFT = "microsoft", _("at Microsoft 365")
        GOOGLE = "google", _("at Google")
        OTHER = "other", _("at another service (OAuth 2.0)")

    class State(models.TextChoices):
        NEW = "new", _("not tried yet")
        UP = "up", _("works")
        DOWN = "down", _("down")

    class OnSpam(models.TextChoices):
        QUARANTINE = "quarantine", _("goes to quarantine")
        FILE = "file", _("is filed as any other")

    name = models.CharField(max_length=120)
    address = models.CharField(max_length=254, unique=True)
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    brand = models.ForeignKey(Brand, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=2, choices=LANGUAGE_CHOICES, default="nl")
    source = models.CharField(max_length=8, choices=Source, default=Source.IMAP)
    host = models.CharField(max_length=200, blank=True, default="")
    port = models.PositiveIntegerField(default=993)
    security = models.CharField(max_length=8, choices=Security, default=Security.TLS)
    username = models.CharField(max_length=200, blank=True, default="")
    password = EncryptedTextField(blank=True, default="")
    folder = models.CharField(max_length=120, default="INBOX")
    takes_reply_addresses = models.BooleanField(default=False)
    answers_all = models.BooleanField(default=True)
    always_bcc = ArrayField(models.CharField(max_length=254), default=list, blank=True)
    acknowledges = models.BooleanField(default=False)
    receiver = models.CharField(max_length=200, blank=True, default="")
    on_spam = models.CharField(max_length=10, choices=OnSpam, default=OnSpam.QUARANTINE, db_default=OnSpam.QUARANTINE)
    teaches_filter = models.BooleanField(default=True, db_default=True)
    smtp_host = models.CharField(max_length=200, blank=True, default="")
    smtp_port = models.PositiveIntegerField(default=587)
    smtp_security = models.CharField(max_length=8, choices=Security, default=Security.STARTTLS)
    smtp_username = models.CharField(max_length=200, blank=True, default="")
    smtp_password = EncryptedTextField(blank=True, default="")
    category = models.ForeignKey(Category, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    dkim_selector = models.CharField(max_length=63, blank=True, default="")
    keeps_copies = models.BooleanField(default=False)
    sent_folder = models.CharField(max_length=120, blank=True, default="")
    sign_in = models.CharField(max_length=9, choices=SignIn, default=SignIn.PASSWORD)
    client_id = models.CharField(max_length=200, blank=True, default="")
    client_secret = EncryptedTextField(blank=True, default="")
    authorize_url = models.CharField(max_length=300, blank=True, default="")
    token_url = models.CharField(max_length=300, blank=True, default="")
    scope = models.CharField(max_length=300, blank=True, default="")
    refresh_token = EncryptedTextField(blank=True, default="")
    access_token = EncryptedTextField(blank=True, default="")
    access_ends_at = models.DateTimeField(null=True, blank=True)
    is_active = models.BooleanField(default=True)
    is_connecting = models.BooleanField(default=False, db_default=False)
    uid_validity = models.BigIntegerField(default=0)
    last_uid = models.BigIntegerField(default=0)
    state = models.CharField(max_length=4, choices=State, default=State.NEW)
    state_reason = models.CharField(max_length=300, blank=True, default="")
    state_since = models.DateTimeField(null=True, blank=True)
    sending_reason = models.CharField(max_length=300, blank=True, default="")
    sending_since = models.DateTimeField(null=True, blank=True)
    sending_again_at = models.DateTimeField(null=True, blank=True)
    sending_failures = models.PositiveIntegerField(default=0)
    lease_owner = models.CharField(max_length=80, blank=True, default="")
    leased_until = models.DateTimeField(null=True, blank=True)
    fence = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(is_connecting=False) | Q(is_active=False), name="mailbox_connecting_not_in_use")]
