"""What was read in a mail or written to one, and the conversations mails belong to."""

from __future__ import annotations

from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.conversation.contacts.models import Message
from balie.conversation.email.models.mailbox import Mailbox
from balie.conversation.email.models.received import RawMail
from balie.foundation.files.models import File


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
