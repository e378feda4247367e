"""How satisfied customers are: who is asked, and what they said."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from balie.casework.tickets.models.ticket import Ticket
from balie.foundation.text.models import LANGUAGE_CHOICES
from balie.records.customers.models import Customer
from balie.records.taxonomy.models import Brand


class SurveyRule(models.Model):
    """Whether customers of the brand are asked how satisfied they are, once in `quiet_days` at most; without a brand, of all without a rule."""

    brand = models.ForeignKey(Brand, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    is_on = models.BooleanField(default=False)
    quiet_days = models.PositiveSmallIntegerField(default=30)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand"], nulls_distinct=False, name="survey_rule_once")]


class Survey(models.Model):
    """The customer was asked after the ticket ended, the `closing`th time it did; answered once, with a score from 1 to 5 and a sentence if they like."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="surveys")
    customer = models.ForeignKey(Customer, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    closing = models.PositiveSmallIntegerField()
    address = models.CharField(max_length=254)
    language = models.CharField(max_length=2, choices=LANGUAGE_CHOICES)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    score = models.PositiveSmallIntegerField(null=True, blank=True)
    sentence = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "closing"], name="survey_once_a_closing"),
            models.CheckConstraint(
                condition=Q(score=None, answered_at=None) | Q(score__range=(1, 5), answered_at__isnull=False), name="survey_score"
            ),
        ]
        indexes = [
            models.Index(fields=["address", "-asked_at"], name="survey_by_address"),
            models.Index(fields=["customer", "-asked_at"], name="survey_by_customer"),
        ]
