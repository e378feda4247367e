"""To whom the customer was referred in a contact."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from balie.access.accounts.models import User
from balie.conversation.contacts.models import Contact, Message
from balie.conversation.promises.models import Promise
from balie.foundation.text.models import LANGUAGE_CHOICES
from balie.records.directory.models import Entry


class Referral(models.Model):
    """The customer was sent on: `told` is what was said of the entry then, `sent_to` where it was mailed, `promise` when we ask how it went."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="referrals")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="referrals")
    language = models.CharField(max_length=2, choices=LANGUAGE_CHOICES)
    told = models.TextField()
    remark = models.CharField(max_length=300, blank=True, default="")
    sent_to = models.CharField(max_length=254, blank=True, default="")
    message = models.ForeignKey(Message, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    promise = models.ForeignKey(Promise, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    dedupe_key = models.CharField(max_length=80, unique=True)

    objects: ClassVar[models.Manager[Referral]] = models.Manager()

    class Meta:
        indexes = [
            models.Index(fields=["contact", "-at", "-id"], name="referral_by_contact"),
            models.Index(fields=["entry", "-at", "-id"], name="referral_by_entry"),
        ]
