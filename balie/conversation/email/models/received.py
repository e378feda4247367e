"""Mail as it came, and whose mail is kept out."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.access.permissions.levels import ALL_TEAMS
from balie.conversation.email.models.mailbox import Mailbox
from balie.foundation.files.models import File


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


class BlockedSender(models.Model):
    """Whose mail goes to quarantine: an address, or `@` and a domain; in lower case. `why` is what a colleague said of it."""

    pattern = models.CharField(max_length=254, unique=True)
    why = models.CharField(max_length=300, blank=True, default="")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    hits = models.PositiveIntegerField(default=0)
    last_hit_at = models.DateTimeField(null=True)
