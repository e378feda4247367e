"""People and services that customers are referred to, inside the house and out."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.foundation.text.labels import LabelField
from balie.foundation.text.models import LANGUAGE_CHOICES
from balie.records.calendars.models import Calendar
from balie.records.directory.policies import VIEW
from balie.records.taxonomy.models import Category, Purpose


class EntryQuerySet(models.QuerySet["Entry"]):
    def visible_to(self, viewer: User) -> EntryQuerySet:
        return self if viewer.has(VIEW) else self.none()


class Entry(models.Model):
    """A person or a service: what it takes, in which languages, when, and how it is reached.

    It is open by `calendar` where there is one, else by its own `always` or `week`; without any of them its hours are not known.
    After `last_on` nobody is referred there, but to `instead`. `how` is what the customer must know: bring this, ring first.
    """

    class Place(models.TextChoices):
        INSIDE = "inside", _("in the house")
        OUTSIDE = "outside", _("outside the house")

    name = LabelField()
    sorts_as = models.CharField(max_length=160)
    place = models.CharField(max_length=7, choices=Place)
    is_person = models.BooleanField(default=False)
    takes = LabelField()
    words = models.CharField(max_length=500, blank=True, default="")
    purposes = models.ManyToManyField(Purpose, related_name="+", blank=True)
    categories = models.ManyToManyField(Category, related_name="entries", blank=True)
    languages = ArrayField(models.CharField(max_length=2, choices=LANGUAGE_CHOICES), default=list)
    phone = models.CharField(max_length=20, blank=True, default="")
    mail = models.CharField(max_length=254, blank=True, default="")
    website = models.CharField(max_length=300, blank=True, default="")
    address = models.CharField(max_length=300, blank=True, default="")
    how = LabelField(default=dict, blank=True)
    calendar = models.ForeignKey(Calendar, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    always = models.BooleanField(default=False)
    week = models.JSONField(default=dict, blank=True)
    holidays = models.CharField(max_length=10, blank=True, default="")
    last_on = models.DateField(null=True, blank=True)
    instead = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[EntryQuerySet] = EntryQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [models.Index(fields=["sorts_as", "id"], name="entry_by_name")]
        constraints = [models.CheckConstraint(condition=Q(instead=None) | ~Q(instead=F("id")), name="entry_instead_other")]

    def __str__(self) -> str:
        return str(self.name)
