"""Mail of ours on its way out, and what bounds the automatic ones."""

from __future__ import annotations

from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.conversation.contacts.models import Contact
from balie.conversation.email.models.filed import Email
from balie.conversation.email.models.mailbox import Mailbox
from balie.foundation.files.models import File


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
    """A mail that went out, or waits, without a person having written it: what the breakers count. `address` as `breakers.counted_address` has it."""

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
