"""The contact: one conversation over one channel, with its questions and messages. Everything hangs on it."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.access.permissions.levels import Protected, ProtectedQuerySet
from balie.foundation.files.models import File
from balie.foundation.text.models import LANGUAGE_CHOICES
from balie.records.customers.models import Customer
from balie.records.taxonomy.models import Brand, Category, Purpose, Result


class ContactQuerySet(ProtectedQuerySet["Contact"]):
    view_verb = "contacts.view"
    has_more_teams = True

    def open(self) -> ContactQuerySet:
        return self.filter(finished_at=None)


class Contact(Protected):
    """One call with all its legs, one chat, one visit or letter, or one inbound mail with our answers to it.

    `party` is the other side's address on the channel: E.164 number or mail address. `participant_ids` are its operators,
    `also_team_ids` the other teams it was sent to.
    """

    KIND_DIGIT: ClassVar[int] = 4

    class Channel(models.TextChoices):
        CALL = "call", _("call")
        MAIL = "mail", _("mail")
        CHAT = "chat", _("chat")
        LETTER = "letter", _("letter")
        VISIT = "visit", _("visit")

    class Direction(models.TextChoices):
        IN = "in", _("incoming")
        OUT = "out", _("outgoing")

    number = models.BigIntegerField(unique=True)
    channel = models.CharField(max_length=8, choices=Channel)
    direction = models.CharField(max_length=3, choices=Direction, default=Direction.IN)
    customer = models.ForeignKey(Customer, null=True, blank=True, on_delete=models.PROTECT, related_name="contacts")
    brand = models.ForeignKey(Brand, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    party = models.CharField(max_length=254, blank=True, default="")
    party_name = models.CharField(max_length=160, blank=True, default="")
    subject = models.CharField(max_length=300, blank=True, default="")
    language = models.CharField(max_length=2, choices=LANGUAGE_CHOICES, default="nl")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    finished_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    operator = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="contacts")
    result = models.ForeignKey(Result, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    result_sentence = models.CharField(max_length=300, blank=True, default="")
    version = models.PositiveIntegerField(default=1)
    also_team_ids = ArrayField(models.BigIntegerField(), default=list, db_default=[], blank=True)

    objects: ClassVar[ContactQuerySet] = ContactQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [
            models.Index(fields=["customer", "-started_at", "-id"], name="contact_by_customer"),
            models.Index(fields=["operator", "-started_at"], condition=Q(finished_at=None), name="contact_open_by_operator"),
            models.Index(fields=["-started_at", "-id"], name="contact_newest"),
        ]


class Question(models.Model):
    """One question in a contact: for what, about what, in whose words, how treated, how ended."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField()
    purpose = models.ForeignKey(Purpose, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    category = models.ForeignKey(Category, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    customer_words = models.TextField(blank=True, default="")
    restated = models.TextField(blank=True, default="")
    treatment = models.TextField(blank=True, default="")
    result = models.ForeignKey(Result, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contact", "position"], name="question_position_once")]


class Message(models.Model):
    """One thing said or written in a contact. `text` is new text; `history` the quoted rest, folded away."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="messages")
    direction = models.CharField(max_length=3, choices=Contact.Direction)
    at = models.DateTimeField()
    author = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    sender_name = models.CharField(max_length=160, blank=True, default="")
    sender_address = models.CharField(max_length=254, blank=True, default="")
    recipients = ArrayField(models.CharField(max_length=254), default=list, blank=True)
    subject = models.CharField(max_length=300, blank=True, default="")
    text = models.TextField(blank=True, default="")
    history = models.TextField(blank=True, default="")
    html = models.TextField(blank=True, default="")
    files = models.ManyToManyField(File, related_name="+", blank=True)

    class Meta:
        indexes = [models.Index(fields=["contact", "at", "id"], name="message_by_contact")]
