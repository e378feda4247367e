"""What the organisation offers and what a customer is entitled to: service contracts, with what was used of them."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.foundation.files.models import File
from balie.records.calendars.models import Calendar
from balie.records.catalogue.policies import VIEW
from balie.records.customers.models import Customer, Relation
from balie.records.taxonomy.models import Term


class Service(Term):
    """A service that contracts cover."""


class ContractType(Term):
    """A kind of contract the organisation sells: basic, gold …"""


class EntitlementKind(Term):
    """What a contract may entitle to: interventions, spare parts …"""


class ContractQuerySet(models.QuerySet["Contract"]):
    def visible_to(self, viewer: User) -> ContractQuerySet:
        """The contracts of the files that `viewer` may see."""
        if not viewer.has(VIEW):
            return self.none()
        return self.filter(holder__in=Customer.objects.visible_to(viewer))

    def in_force(self, on: date | models.Expression) -> ContractQuerySet:
        """From the first to the last day, both in it."""
        return self.filter(Q(last_on=None) | Q(last_on__gte=on), first_on__lte=on)

    def covering(self, customer: int | models.Expression) -> ContractQuerySet:
        """The customer's own, and those of organisations that cover their people."""
        own = Contract.objects.filter(holder=customer).values("pk")
        shared = Contract.objects.filter(covers=Contract.Covers.PEOPLE, holder__people__person=customer).values("pk")
        return self.filter(pk__in=own.union(shared))  # as one condition no index would fit

    def turning(self, after: date, until: date) -> ContractQuerySet:
        """Those that came into force or ended since the day `after`, up to and including the day `until`."""
        return self.filter(Q(first_on__gt=after, first_on__lte=until) | Q(last_on__gte=after, last_on__lt=until))


class Contract(models.Model):
    """A service contract: in force from its first to its last day, both in it; without a last day until it is ended.

    Who may see its holder's file may see it. `calendar` has its support hours.
    """

    KIND_DIGIT: ClassVar[int] = 6

    class Covers(models.TextChoices):
        HOLDER = "holder", _("only the holder")
        PEOPLE = "people", _("the holder and its people")

    number = models.BigIntegerField(unique=True)
    holder = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="contracts")
    type = models.ForeignKey(ContractType, on_delete=models.PROTECT, related_name="contracts")
    calendar = models.ForeignKey(Calendar, on_delete=models.PROTECT, related_name="+")
    services = models.ManyToManyField(Service, related_name="+")
    covers = models.CharField(max_length=8, choices=Covers, default=Covers.PEOPLE)
    first_on = models.DateField()
    last_on = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True, default="")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[ContractQuerySet] = ContractQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [
            models.Index(fields=["first_on"], name="contract_by_first_day"),
            models.Index(fields=["last_on"], condition=Q(last_on__isnull=False), name="contract_by_last_day"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(last_on__isnull=True) | Q(last_on__gte=F("first_on")), name="contract_in_order"),
        ]


class Entitlement(models.Model):
    """So many of a kind in each period; without a quantity as many as are needed."""

    class Period(models.TextChoices):
        YEAR = "year", _("a contract year")
        CALENDAR_YEAR = "calendar_year", _("a calendar year")
        MONTH = "month", _("a month")
        TERM = "term", _("the whole contract")

    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="entitlements")
    kind = models.ForeignKey(EntitlementKind, on_delete=models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField(null=True, blank=True)
    period = models.CharField(max_length=13, choices=Period, default=Period.YEAR)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contract", "kind"], name="entitlement_once_a_contract"),
            models.CheckConstraint(condition=Q(quantity__isnull=True) | Q(quantity__gte=1), name="entitlement_quantity"),
        ]


class Use(models.Model):
    """What was used of an entitlement on a day, for whom; one that was undone counts no more, but stays."""

    entitlement = models.ForeignKey(Entitlement, on_delete=models.PROTECT, related_name="uses")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField(default=1)
    used_on = models.DateField()
    note = models.CharField(max_length=200, blank=True, default="")
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(quantity__gte=1), name="use_quantity")]


class ContractFile(models.Model):
    """A document of the contract: the signed text, an annex."""

    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="documents")
    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")


def covered_by(contracts: models.QuerySet[Contract]) -> models.QuerySet[Customer]:
    """Everybody the contracts are for: their holders, and the people of those that cover theirs."""
    held = contracts.order_by().values("holder")
    sharing = contracts.filter(covers=Contract.Covers.PEOPLE)
    people = Relation.objects.filter(organisation__in=sharing.order_by().values("holder")).values("person")
    return Customer.objects.filter(pk__in=held.union(people))
