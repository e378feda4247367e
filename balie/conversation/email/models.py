"""Mail: mailboxes, the raw mail as it came, what was read in it, threads, and what goes out."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import Team
from balie.access.permissions.encryption import EncryptedTextField
from balie.conversation.contacts.models import Contact, Message
from balie.foundation.files.models import File
from balie.foundation.text.models import LANGUAGE_CHOICES
from balie.records.taxonomy.models import Brand


class Mailbox(models.Model):
    """An address we answer under: where its mail comes from, which server takes ours.

    One process at a time fetches it: `lease_owner` until `leased_until` by database time; `fence` rises with each lease.
    """

    class Source(models.TextChoices):
        IMAP = "imap", _("fetched from an IMAP server")
        LISTENER = "listener", _("delivered to Balie by SMTP")

    class Security(models.TextChoices):
        TLS = "tls", _("TLS")
        STARTTLS = "starttls", _("STARTTLS")
        NONE = "none", _("none (this machine only)")

    class State(models.TextChoices):
        NEW = "new", _("not tried yet")
        UP = "up", _("works")
        DOWN = "down", _("down")

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
    smtp_host = models.CharField(max_length=200, blank=True, default="")
    smtp_port = models.PositiveIntegerField(default=587)
    smtp_security = models.CharField(max_length=8, choices=Security, default=Security.STARTTLS)
    smtp_username = models.CharField(max_length=200, blank=True, default="")
    smtp_password = EncryptedTextField(blank=True, default="")
    is_active = models.BooleanField(default=True)
    uid_validity = models.BigIntegerField(default=0)
    last_uid = models.BigIntegerField(default=0)
    state = models.CharField(max_length=4, choices=State, default=State.NEW)
    state_reason = models.CharField(max_length=300, blank=True, default="")
    state_since = models.DateTimeField(null=True, blank=True)
    lease_owner = models.CharField(max_length=80, blank=True, default="")
    leased_until = models.DateTimeField(null=True, blank=True)
    fence = models.BigIntegerField(default=0)


class RawMail(models.Model):
    """A mail exactly as it came: stored before anything else happens, kept whatever happens."""

    class State(models.TextChoices):
        NEW = "new", _("waiting to be read")
        FILED = "filed", _("filed")
        DUPLICATE = "duplicate", _("came before")
        QUARANTINED = "quarantined", _("in quarantine")
        AUTOMATIC = "automatic", _("automatic mail")
        BOUNCE = "bounce", _("delivery report")

    mailbox = models.ForeignKey(Mailbox, on_delete=models.PROTECT, related_name="raw_mails")
    uid_validity = models.BigIntegerField(null=True)
    uid = models.BigIntegerField(null=True)
    sha256 = models.CharField(max_length=64)
    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+")
    size = models.BigIntegerField()
    received_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=State, default=State.NEW)
    reason = models.CharField(max_length=300, blank=True, default="")
    tries = models.PositiveSmallIntegerField(default=0)
    handled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mailbox", "uid_validity", "uid"], name="raw_mail_uid_once"),
            models.UniqueConstraint(fields=["mailbox", "sha256"], name="raw_mail_content_once"),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(state="new"), name="raw_mail_new"),
            models.Index(fields=["-id"], condition=Q(state="quarantined"), name="raw_mail_quarantined"),
        ]


class Thread(models.Model):
    """Mails that belong together; what is filed under it moves with it."""

    subject = models.CharField(max_length=300, blank=True, default="")
    mailbox = models.ForeignKey(Mailbox, on_delete=models.PROTECT, related_name="threads")
    made_at = models.DateTimeField()


class Email(models.Model):
    """What was read in, or written to, one mail; its words are the contact's message."""

    class MatchedBy(models.TextChoices):
        NEW = "new", _("starts a conversation")
        TOKEN = "token", _("answers a mail of ours")  # noqa: S105
        REFERENCES = "references", _("refers to a mail we know")
        HAND = "hand", _("filed by hand")
        OURS = "ours", _("written by us")

    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="emails")
    message = models.OneToOneField(Message, on_delete=models.CASCADE, related_name="email")
    raw = models.OneToOneField(RawMail, null=True, on_delete=models.PROTECT, related_name="email")
    internet_message_id = models.CharField(max_length=400, db_index=True)
    in_reply_to = models.CharField(max_length=400, blank=True, default="")
    references = models.JSONField(default=list)
    sender = models.CharField(max_length=254, blank=True, default="")
    reply_to = models.CharField(max_length=254, blank=True, default="")
    to = models.JSONField(default=list)
    cc = models.JSONField(default=list)
    matched_by = models.CharField(max_length=10, choices=MatchedBy)
    matched_reason = models.CharField(max_length=300, blank=True, default="")
    claims_number = models.BigIntegerField(null=True)
    is_automatic = models.BooleanField(default=False)


class ThreadParticipant(models.Model):
    """An address that wrote or was written to in the thread. A new Cc waits until an operator accepts it."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="participants")
    address = models.CharField(max_length=254)
    is_accepted = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["thread", "address"], name="thread_participant_once")]


class Outgoing(models.Model):
    """A mail on its way out: written in the transaction of its cause, sent by a job, the same Message-ID for ever."""

    class State(models.TextChoices):
        QUEUED = "queued", _("waits to be sent")
        SENDING = "sending", _("is being sent")
        SENT = "sent", _("sent")
        FAILED = "failed", _("could not be sent")
        HELD = "held", _("held back")

    mailbox = models.ForeignKey(Mailbox, on_delete=models.PROTECT, related_name="outgoing")
    email = models.OneToOneField(Email, null=True, on_delete=models.CASCADE, related_name="outgoing")
    internet_message_id = models.CharField(max_length=400, unique=True)
    dedupe_key = models.CharField(max_length=100, unique=True)
    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+")
    sender = models.CharField(max_length=254)
    recipients = ArrayField(models.CharField(max_length=254))
    is_automatic = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    last_error = models.CharField(max_length=300, blank=True, default="")
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["next_at"], condition=Q(state__in=["queued", "sending"]), name="outgoing_due")]
