"""The mailboxes of the demonstration's customers."""

from __future__ import annotations

from django.db import models

from balie.foundation.files.models import File


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
