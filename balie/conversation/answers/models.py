"""How often was asked about what, by the day: kept as contacts end, never counted over them."""

from __future__ import annotations

from django.db import models

from balie.conversation.contacts.models import Question
from balie.records.taxonomy.models import Category, Purpose


class Counted(models.Model):
    """A question as it was counted: when its contact ends anew, this is taken back first."""

    question = models.OneToOneField(Question, on_delete=models.CASCADE, related_name="+")
    on = models.DateField()
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="+")
    purpose = models.ForeignKey(Purpose, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    is_answered = models.BooleanField()


class Tally(models.Model):
    """How many questions of a day were about a category for a purpose, and how many of them were answered at once."""

    on = models.DateField()
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="+")
    purpose = models.ForeignKey(Purpose, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    asked_count = models.PositiveIntegerField(default=0)
    answered_count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["on", "category", "purpose"], nulls_distinct=False, name="tally_once")]
