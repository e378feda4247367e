"""What was checked of the other party, never what was answered; and what the organisation asks for which verb."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from balie.access.accounts.models import User
from balie.access.permissions.extensions import Assurance
from balie.conversation.contacts.models import Contact
from balie.records.customers.models import Customer
from balie.records.taxonomy.models import Purpose


class Level(models.IntegerChoices):
    """The levels of assurance one can be asked for, in words."""

    CLAIMED = Assurance.CLAIMED.value, pgettext_lazy("identity", "says who it is")
    CHECKED = Assurance.CHECKED.value, pgettext_lazy("identity", "checked")
    STRONG = Assurance.STRONG.value, pgettext_lazy("identity", "strongly checked")


class Check(models.Model):
    """A fact that was asked in a contact about a customer, and whether the answer was right: how, when and by whom, never what was said."""

    class How(models.TextChoices):
        TYPED = "typed", _("compared by Balie")
        TICKED = "ticked", _("compared by the operator")

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="identity_checks")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="identity_checks", db_index=False)
    fact = models.SlugField(max_length=40, db_index=False)
    how = models.CharField(max_length=6, choices=How)
    is_right = models.BooleanField()
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        indexes = [models.Index(fields=["customer", "-at"], name="identity_check_by_customer")]


class Reopening(models.Model):
    """A lead let the check of this customer go on: wrong answers before it count no more."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="identity_reopenings")
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)


class TierSetting(models.Model):
    """What it takes to reach a level, where the organisation decided otherwise than `defaults.TIERS`."""

    class Then(models.TextChoices):
        STOP = "stop", _("nothing more that needs a check in this contact")
        LEAD = "lead", _("a lead decides whether the check goes on")
        CALL_BACK = "call_back", _("ring back on the number in the file")

    level = models.PositiveSmallIntegerField(primary_key=True, choices=Level)
    facts = ArrayField(models.SlugField(max_length=40), default=list, blank=True)
    least = models.PositiveSmallIntegerField()
    most_wrong = models.PositiveSmallIntegerField()
    then = models.CharField(max_length=9, choices=Then)
    ways = ArrayField(models.SlugField(max_length=20), default=list, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(least__lte=F("facts__len")), name="identity_tier_has_its_facts"),
            models.CheckConstraint(condition=Q(least__gte=1) | Q(level=Level.CLAIMED.value), name="identity_tier_asks"),
            models.CheckConstraint(condition=Q(most_wrong__gte=1), name="identity_tier_forgives"),
        ]


class Demand(models.Model):
    """The level a verb takes, for a purpose or for all; without a verb: what is asked for before one speaks of it."""

    verb = models.CharField(max_length=60, blank=True, default="")
    purpose = models.ForeignKey(Purpose, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["verb", "purpose"], nulls_distinct=False, name="identity_demand_once"),
            models.CheckConstraint(condition=Q(level__lte=Level.STRONG.value), name="identity_demand_level"),
        ]
