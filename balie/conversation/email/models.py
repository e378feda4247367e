"""Mail: mailboxes, the raw mail as it came, what was read in it, threads, and what goes out."""

from __future__ import annotations

from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import Team, User
from balie.access.permissions.encryption import EncryptedTextField
from balie.access.permissions.levels import ALL_TEAMS
from balie.conversation.contacts.models import Contact, Message
from balie.foundation.files.models import File
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


class RawMailQuerySet(models.QuerySet["RawMail"]):
    def visible_to(self, viewer: User) -> Self:
        """Mail of a mailbox whose team keeps its records to itself is for that team; the rest for everybody who holds the verb."""
        if not viewer.has("email.view_quarantine"):
            return self.none()
        if viewer.has(ALL_TEAMS):
            return self
        open_to_all = Q(mailbox__team=None) | Q(mailbox__team__default_level=0)
        return self.filter(open_to_all | Q(mailbox__team_id__in=viewer.team_ids))


class RawMail(models.Model):
    """A mail exactly as it came: stored before anything else happens, kept whatever happens.

    `sender` and `subject` are what could be read of it, for lists only; `message_id` as its head says at a glance, so that an answer
    can wait for what it answers. `same_as` is the mail it repeats.
    """

    class State(models.TextChoices):
        NEW = "new", _("waiting to be read")
        FILED = "filed", _("filed")
        DUPLICATE = "duplicate", _("came before")
        QUARANTINED = "quarantined", _("in quarantine")
        AUTOMATIC = "automatic", _("automatic mail")
        BOUNCE = "bounce", _("delivery report")
        DISMISSED = "dismissed", _("set aside")

    class Reason(models.TextChoices):
        """Why it is in its state; what stands in braces is in `facts`, and `why.in_words` tells both."""

        NO_SENDER = "no_sender", _("no sender: the mail has no From")
        OVER_BUDGET = "over_budget", _("more than a mail may cost: {what}")
        EMPTY = "empty", _("the mail is empty")
        NO_MAIL = "no_mail", _("these bytes are no mail")
        READER_FAILED = "reader_failed", _("the reader failed on it ({kind})")
        TOO_BIG = "too_big", _("larger than 50 MB; only its header was fetched, the mail is still in the mailbox")
        WITHHELD = "withheld", _("the mail server does not give this mail; it is still in the mailbox, as number {uid}")
        DAMAGED = "damaged", _("“{name}” is damaged or missing on the server. Your administrator can restore it from the backup.")
        FAILED = "failed", _("filing failed unexpectedly ({kind}); the mail is kept whole")
        MACHINE = "machine", _("sent by a machine: {sign}")
        REPEATED = "repeated", _("the same mail came before, in other wrapping")
        REPEATED_ELSEWHERE = "repeated_elsewhere", _("the same mail also came to {mailbox}")
        CAME_BACK = "came_back", _("a mail of ours came back")
        UNDERWAY = "underway", _("a report on the way of a mail of ours, which has not failed")
        ABOUT_NOTHING = "about_nothing", _("a delivery report about no mail of ours")
        SIGN_UP = (
            "sign_up",
            _("it looks like the sign-up mail of another service (“{words}”): who reads its code or link has an account in your name"),
        )
        BLOCKED = "blocked", _("{who} blocked the sender ({pattern})")
        SPAM = "spam", _("the mail server calls this spam ({verdict})")
        MARKED = "marked", _("a colleague marked this conversation as spam or phishing")
        SAID = "said", "{words}"

    mailbox = models.ForeignKey(Mailbox, on_delete=models.PROTECT, related_name="raw_mails")
    uid_validity = models.BigIntegerField(null=True)
    uid = models.BigIntegerField(null=True)
    sha256 = models.CharField(max_length=64)
    message_id = models.CharField(max_length=400, blank=True, default="")
    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+")
    size = models.BigIntegerField()
    received_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=State, default=State.NEW)
    reason = models.CharField(max_length=20, choices=Reason, blank=True, default="")
    facts = models.JSONField(default=dict, blank=True)
    sender = models.CharField(max_length=254, blank=True, default="")
    subject = models.CharField(max_length=300, blank=True, default="")
    tries = models.PositiveSmallIntegerField(default=0)
    retry_at = models.DateTimeField(null=True)
    handled_at = models.DateTimeField(null=True)
    handled_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    same_as = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="repeats")

    objects: ClassVar[RawMailQuerySet] = RawMailQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mailbox", "uid_validity", "uid"], name="raw_mail_uid_once"),
            models.UniqueConstraint(fields=["mailbox", "sha256"], name="raw_mail_content_once"),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(state="new"), name="raw_mail_new"),
            models.Index(fields=["message_id"], condition=Q(state="new"), name="raw_mail_awaited"),
            models.Index(fields=["-id"], condition=Q(state="quarantined"), name="raw_mail_quarantined"),
        ]


class Thread(models.Model):
    """Mails that belong together; what is filed under it moves with it. `split_from` are the threads it once was a part of, oldest first."""

    subject = models.CharField(max_length=300, blank=True, default="")
    mailbox = models.ForeignKey(Mailbox, on_delete=models.PROTECT, related_name="threads")
    made_at = models.DateTimeField()
    split_from = ArrayField(models.BigIntegerField(), default=list, db_default=[], blank=True)


class Email(models.Model):
    """What was read in, or written to, one mail; its words are the contact's message.

    `reply_to` is set when answers are wanted elsewhere: a route to show, never an identity. `sender_doubt` says why the
    sender may be another one; `standing` is empty for our own mail and for what came before senders were checked. `contents` is what
    it holds besides its words, as `contents.contents_of` writes it.
    `bcc` and `signature` are of our own mail: who got a blind copy, which no header names, and what stood below the words.
    """

    class MatchedBy(models.TextChoices):
        NEW = "new", _("starts a conversation")
        TOKEN = "token", _("answers a mail of ours")
        REFERENCES = "references", _("refers to a mail we know")
        HAND = "hand", _("filed by hand")
        OURS = "ours", _("written by us")

    class Doubt(models.TextChoices):
        NOBODY = "nobody", _("The mail names no sender.")
        SEVERAL = "several", _("The mail names more than one sender.")
        TWO_READINGS = "two_readings", _("The sender’s address can be read in two ways.")
        NAMES_ANOTHER = "names_another", _("The sender’s name is another address than the one it came from.")

    class Standing(models.TextChoices):
        VERIFIED = "verified", _("Verified sender")
        UNVERIFIED = "unverified", _("Sender not verified")
        SUSPICIOUS = "suspicious", _("Suspicious sender")

    class Ground(models.TextChoices):
        DMARC = "dmarc", _("Your mail server found that the mail comes from the sender’s domain (DMARC).")
        DKIM = "dkim", _("The sender’s domain signed this mail (DKIM).")
        SPF = "spf", _("The mail came from a server of the sender’s domain (SPF).")
        REFUSED = "refused", _("The sender’s domain says that mail like this is not from it. Do not trust what it asks.")
        BROKEN = "broken", _("The mail is signed, but it was changed on the way or the signature is false.")
        UNSIGNED = "unsigned", _("Nothing proves who sent this mail, as with many small senders. Check before you tell anything personal.")
        UNKNOWN = "unknown", _("Who sent this mail could not be checked.")
        DOUBT = "doubt", _("The mail does not say clearly who sent it.")

    class Mark(models.TextChoices):
        NONE = "", _("not marked")
        SPAM = "spam", _("Spam")
        PHISHING = "phishing", _("Phishing")

    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="emails")
    message = models.OneToOneField(Message, on_delete=models.CASCADE, related_name="email")
    raw = models.OneToOneField(RawMail, null=True, on_delete=models.PROTECT, related_name="email")
    internet_message_id = models.CharField(max_length=400, db_index=True)
    in_reply_to = models.CharField(max_length=400, blank=True, default="")
    references = models.JSONField(default=list)
    sender = models.CharField(max_length=254, blank=True, default="")
    reply_to = models.CharField(max_length=254, blank=True, default="")
    sender_doubt = models.CharField(max_length=20, choices=Doubt, blank=True, default="")
    standing = models.CharField(max_length=10, choices=Standing, blank=True, default="")
    standing_ground = models.CharField(max_length=10, choices=Ground, blank=True, default="")
    to = models.JSONField(default=list)
    cc = models.JSONField(default=list)
    bcc = ArrayField(models.CharField(max_length=254), default=list, blank=True)
    signature = models.TextField(blank=True, default="")
    matched_by = models.CharField(max_length=10, choices=MatchedBy)
    claims_number = models.BigIntegerField(null=True)
    is_automatic = models.BooleanField(default=False)
    contents = models.JSONField(default=dict, db_default={}, blank=True)
    mark = models.CharField(max_length=8, choices=Mark, blank=True, default="", db_default="")
    marked_at = models.DateTimeField(null=True)
    marked_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")


class InlinePart(models.Model):
    """A picture of the mail that its HTML shows in place, by its Content-ID without brackets."""

    email = models.ForeignKey(Email, on_delete=models.CASCADE, related_name="inline_parts")
    content_id = models.CharField(max_length=300)
    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+")


class ThreadParticipantQuerySet(models.QuerySet["ThreadParticipant"]):
    def waiting(self) -> Self:
        """Who was copied in and nobody decided about yet."""
        return self.filter(is_accepted=False, refused_at=None)


class ThreadParticipant(models.Model):
    """An address that wrote or was written to in the thread. A new Cc waits until an operator accepts or refuses it."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="participants")
    address = models.CharField(max_length=254)
    is_accepted = models.BooleanField(default=False)
    refused_at = models.DateTimeField(null=True)

    objects: ClassVar[ThreadParticipantQuerySet] = ThreadParticipantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [models.UniqueConstraint(fields=["thread", "address"], name="thread_participant_once")]


class BlockedSender(models.Model):
    """Whose mail goes to quarantine: an address, or `@` and a domain; in lower case. `why` is what a colleague said of it."""

    pattern = models.CharField(max_length=254, unique=True)
    why = models.CharField(max_length=300, blank=True, default="")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    hits = models.PositiveIntegerField(default=0)
    last_hit_at = models.DateTimeField(null=True)


class OutgoingQuerySet(models.QuerySet["Outgoing"]):
    def visible_to(self, viewer: User) -> Self:
        """The mails of contacts the viewer may see."""
        return self.filter(email__message__contact__in=Contact.objects.visible_to(viewer))


class Outgoing(models.Model):
    """A mail on its way out: written in the transaction of its cause, sent by a job, the same Message-ID for ever.

    While it is being sent, `next_at` is when its sender may be thought dead, by database time; `attempts` is the fence.
    `reached` are those of the recipients whose server took it: another try leaves them out.
    `held_for` names the breaker it waits behind until a person lets it go; held without one, the whole installation is held.
    """

    class Breaker(models.TextChoices):
        ADDRESS = "address", _("more than 5 automatic mails to this address in an hour")
        TICKET = "ticket", _("more than 20 automatic mails in this ticket in an hour")

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
    reached = ArrayField(models.CharField(max_length=254), default=list, blank=True)
    is_automatic = models.BooleanField(default=False)
    held_for = models.CharField(max_length=8, choices=Breaker, blank=True, default="")
    state = models.CharField(max_length=8, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    give_up_at = models.DateTimeField()
    last_error = models.CharField(max_length=300, blank=True, default="")
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    objects: ClassVar[OutgoingQuerySet] = OutgoingQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [
            models.Index(fields=["next_at"], condition=Q(state__in=["queued", "sending", "held"]), name="outgoing_due"),
            models.Index(fields=["-id"], condition=Q(state="failed"), name="outgoing_failed"),
            models.Index(fields=["-id"], condition=Q(state="held"), name="outgoing_held"),
        ]


class AutomaticMail(models.Model):
    """A mail that went out, or waits, without a person having written it: what the breakers count. `address` is lower case."""

    class Purpose(models.TextChoices):
        ACKNOWLEDGEMENT = "received", _("acknowledgement")
        PROGRESS = "progress", _("news of the ticket")

    outgoing = models.OneToOneField(Outgoing, primary_key=True, on_delete=models.CASCADE, related_name="automatic")
    purpose = models.CharField(max_length=8, choices=Purpose)
    address = models.CharField(max_length=254)
    ticket_number = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["address", "-at"], name="automatic_by_address"),
            models.Index(fields=["ticket_number", "-at"], name="automatic_by_ticket"),
        ]


class AutomaticBudget(models.Model):
    """The one bucket of `breakers.take_token`."""

    tokens = models.FloatField()
    refilled_at = models.DateTimeField()


class DemoMail(models.Model):
    """A mail in the mailbox of a customer of the demonstration: what the built-in SMTP door took for an address that is not ours."""

    recipient = models.CharField(max_length=254)
    sender = models.CharField(max_length=254, blank=True, default="")
    subject = models.CharField(max_length=300, blank=True, default="")
    internet_message_id = models.CharField(max_length=400, blank=True, default="")
    text = models.TextField(blank=True, default="")
    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["recipient", "-id"], name="demo_mail_by_recipient")]
