"""What the organisation decides about tickets."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from balie.foundation.text.models import Text
from balie.records.taxonomy.models import Category


class TemplatePlace(models.Model):
    """Where a reply template is offered: to tickets of these brands and of these mailboxes; none named is all of them."""

    text = models.OneToOneField(Text, primary_key=True, on_delete=models.CASCADE, related_name="place")
    brand_ids = ArrayField(models.BigIntegerField(), default=list, blank=True)
    mailbox_ids = ArrayField(models.BigIntegerField(), default=list, blank=True)


class ProgressMessage(models.Model):
    """Of which moments in a ticket's treatment the customer hears by itself; those without a row are not told."""

    class Moment(models.TextChoices):
        TAKEN = "taken", _("taken up")
        TRANSFERRED = "transferred", _("transferred")
        CUSTOMER = "customer", _("waiting for customer")
        THIRD_PARTY = "third", _("waiting for third party")
        SOLVED = "solved", _("solved")
        PROMISED = "promised", _("a promised moment comes near")

    moment = models.CharField(max_length=12, choices=Moment, unique=True)
    is_on = models.BooleanField(default=False)


class TermsStamp(models.Model):
    """One row, which triggers renew whenever a word, team, person or template that tickets are treated with changes: lists kept
    in memory under its value are as they were."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    value = models.UUIDField()


class ClosingRule(models.Model):
    """What must be there before a ticket of the category and its branch is solved or closed; without a category, of all that have no rule nearer.

    A customer's mail more than `reopen_days` after the end makes a follow-up ticket; None always opens the old one again.
    """

    category = models.ForeignKey(Category, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    asks_result = models.BooleanField(default=True)
    asks_cause = models.BooleanField(default=False)
    asks_told = models.BooleanField(default=False)
    asks_steps = models.BooleanField(default=True)
    reopen_days = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["category"], nulls_distinct=False, name="closing_rule_once")]
