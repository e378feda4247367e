"""The organisation's own words: what it is called, brands, purposes, categories, results and causes."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import Team
from balie.foundation.text.labels import LabelField


class Organisation(models.Model):
    """The one organisation this installation serves."""

    name = models.CharField(max_length=120)
    languages = ArrayField(models.CharField(max_length=2), default=list)
    zone = models.CharField(max_length=40, default="Europe/Brussels")
    mail_domain = models.CharField(max_length=120, blank=True, default="")
    country = models.CharField(max_length=2, default="BE")
    is_only = models.BooleanField(default=True, unique=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(is_only=True), name="organisation_only_one")]


class Term(models.Model):
    """One word of a list the organisation keeps. Terms in use are retired, never deleted."""

    key = models.SlugField(max_length=40, unique=True)
    name = LabelField()
    position = models.PositiveIntegerField(default=0)
    is_retired = models.BooleanField(default=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.name)


class Brand(Term):
    """A name the organisation answers under."""

    mail_name = models.CharField(max_length=120, blank=True, default="")


class Purpose(Term):
    """What a question is for: order, sale, information, assistance, complaint … `asks_for`: whether such a question needs a ticket."""

    class AsksFor(models.TextChoices):
        JUDGEMENT = "", _("what the operator judges")
        ANSWER = "answer", _("an answer at once, no ticket")
        TICKET = "ticket", _("a ticket, always")

    asks_for = models.CharField(max_length=6, choices=AsksFor, blank=True, default="", db_default="")


class Category(Term):
    """What a question or ticket is about; a tree. `team` gets tickets of the category."""

    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(null=True, blank=True)


class Result(Term):
    """How a contact or a ticket ended."""

    class AppliesTo(models.TextChoices):
        CONTACT = "contact", _("contacts")
        TICKET = "ticket", _("tickets")
        BOTH = "both", _("contacts and tickets")

    applies_to = models.CharField(max_length=8, choices=AppliesTo, default=AppliesTo.BOTH)


class Cause(Term):
    """Why a ticket came to be, known at closing."""


class CustomerType(Term):
    """A segment of the customer typology: household, self-employed, company, public body … `goes_before`: their tickets are more pressing by one."""

    goes_before = models.BooleanField(default=False, db_default=False)
