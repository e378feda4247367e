"""What was given to the customer in a contact."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from balie.access.accounts.models import User
from balie.conversation.contacts.models import Contact, Message
from balie.foundation.text.models import LANGUAGE_CHOICES
from balie.records.knowledge.models import Article


class Handout(models.Model):
    """An article as it was given: which words in which version, by a link that works until `expires_at`, and by mail where `sent_to` says to whom.

    Only the hash of the link's secret is kept. `opened_at`: when the link was first followed; `answered_at`: when the customer said whether it helped.
    """

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="handouts")
    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="handouts")
    variant = models.CharField(max_length=6, choices=[("plain", "plain"), ("expert", "expert")], default="plain")
    language = models.CharField(max_length=2, choices=LANGUAGE_CHOICES)
    text_version = models.PositiveIntegerField()
    secret_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    sent_to = models.CharField(max_length=254, blank=True, default="")
    message = models.ForeignKey(Message, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager[Handout]] = models.Manager()

    class Meta:
        indexes = [
            models.Index(fields=["contact", "-at", "-id"], name="handout_by_contact"),
            models.Index(fields=["article", "-at", "-id"], name="handout_by_article"),
        ]
