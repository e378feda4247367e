"""Agreements with their targets, and the clocks that run under them."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import Team, User
from balie.foundation.text.labels import LabelField
from balie.records.calendars.models import Calendar, CalendarVersion
from balie.records.catalogue.models import Contract, ContractType
from balie.records.taxonomy.models import Purpose


class Metric(models.TextChoices):
    """What is promised. The next response counts from the oldest unanswered message of the customer."""

    FIRST_RESPONSE = "first", _("first response")
    NEXT_RESPONSE = "next", _("next response")
    UPDATE = "update", _("progress message")
    SOLUTION = "solution", _("solution")


def usual_warnings() -> list[int]:
    return [75]


class Agreement(models.Model):
    """What is promised to a customer, among ourselves, or by a supplier; valid from its first to its last day, both in it."""

    class Kind(models.TextChoices):
        CUSTOMER = "customer", _("with customers (SLA)")
        INTERNAL = "internal", _("among ourselves (OLA)")
        SUPPLIER = "supplier", _("by a supplier")

    key = models.SlugField(max_length=40, unique=True)
    name = LabelField()
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.CUSTOMER)
    first_on = models.DateField(null=True, blank=True)
    last_on = models.DateField(null=True, blank=True)
    is_default = models.BooleanField(default=False)
    warn_percents = ArrayField(models.PositiveSmallIntegerField(), default=usual_warnings, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind"], condition=Q(is_default=True), name="agreement_one_default"),
            models.CheckConstraint(
                condition=Q(first_on__isnull=True) | Q(last_on__isnull=True) | Q(last_on__gte=F("first_on")), name="agreement_in_order"
            ),
        ]

    def __str__(self) -> str:
        return str(self.name)


class Target(models.Model):
    """`seconds` of open time by `calendar`; without a purpose it holds for all that have none of their own."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="targets")
    metric = models.CharField(max_length=8, choices=Metric)
    purpose = models.ForeignKey(Purpose, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    priority = models.PositiveSmallIntegerField()
    seconds = models.PositiveIntegerField()
    calendar = models.ForeignKey(Calendar, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agreement", "metric", "purpose", "priority"], nulls_distinct=False, name="target_once"),
            models.CheckConstraint(condition=Q(priority__range=(1, 4), seconds__gte=1), name="target_ranges"),
        ]


def _days() -> Func:
    """From the first to the last day, both in it; open where there is none."""
    return Func(F("first_on"), F("last_on"), Value("[]"), function="daterange", output_field=DateRangeField())


class ContractAgreement(models.Model):
    """The agreement holds by a contract, or by all of a type, from its first to its last day, both in it.

    Of each kind one at a time: `kind` is the agreement's, so that the database sees to it. What a contract names goes before what its type does.
    """

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="by_contract")
    kind = models.CharField(max_length=8, choices=Agreement.Kind)
    contract = models.ForeignKey(Contract, null=True, blank=True, on_delete=models.CASCADE, related_name="agreements")
    contract_type = models.ForeignKey(ContractType, null=True, blank=True, on_delete=models.CASCADE, related_name="agreements")
    first_on = models.DateField(null=True, blank=True)
    last_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(contract__isnull=False, contract_type__isnull=True) | Q(contract__isnull=True, contract_type__isnull=False),
                name="contract_agreement_of_one",
            ),
            models.CheckConstraint(
                condition=Q(first_on__isnull=True) | Q(last_on__isnull=True) | Q(last_on__gte=F("first_on")),
                name="contract_agreement_in_order",
            ),
            *(
                ExclusionConstraint(
                    name=f"{of}_one_agreement_a_kind",
                    expressions=[(of, RangeOperators.EQUAL), ("kind", RangeOperators.EQUAL), (_days(), RangeOperators.OVERLAPS)],
                    condition=Q(**{f"{of}__isnull": False}),
                )
                for of in ("contract", "contract_type")
            ),
        ]


class DayTurned(models.Model):
    """The last day whose contracts, by their first and last days, the clocks have followed; one row."""

    is_only = models.BooleanField(default=True, unique=True)
    day = models.DateField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(is_only=True), name="day_turned_only_one")]


class Clock(models.Model):
    """One promise about one subject, which is a kind and an id of that kind: whoever holds it knows what it is.

    What is here follows from the events; it is kept to be listed and found by. `due_at` is empty while it is paused: then
    `held_by` has the codes of the reasons with spaces between, and `left_seconds` what is left of the promise, less than nothing when it is broken.
    `next_at` is when somebody hears of it next, at `next_percent` of the promise.
    """

    subject_kind = models.SlugField(max_length=20, db_index=False)
    subject_id = models.BigIntegerField()
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="clocks", db_index=False)
    metric = models.CharField(max_length=8, choices=Metric)
    purpose = models.ForeignKey(Purpose, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    priority = models.PositiveSmallIntegerField()
    seconds = models.PositiveIntegerField()
    calendar = models.ForeignKey(Calendar, on_delete=models.PROTECT, related_name="+", db_index=False)
    version = models.ForeignKey(CalendarVersion, on_delete=models.PROTECT, related_name="+", db_index=False)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)
    is_paused = models.BooleanField(default=False)
    held_by = models.CharField(max_length=200, blank=True, default="", db_default="")
    left_seconds = models.IntegerField(null=True, blank=True)
    breached_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    next_percent = models.PositiveSmallIntegerField(null=True, blank=True)
    next_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id", "agreement", "metric"], condition=Q(stopped_at__isnull=True), name="clock_runs_once"
            ),
        ]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id"], name="clock_by_subject"),
            models.Index(fields=["next_at"], condition=Q(next_at__isnull=False), name="clock_tells_next"),
            models.Index(fields=["agreement", "id"], condition=Q(stopped_at__isnull=True), name="clock_runs_under"),
            models.Index(fields=["calendar", "id"], condition=Q(stopped_at__isnull=True), name="clock_runs_by"),
        ]


class ClockEvent(models.Model):
    """What happened to a clock; the table refuses change. `seconds` and `version` are of a start and a re-basing."""

    class Kind(models.TextChoices):
        STARTED = "started", _("started")
        PAUSED = "paused", _("paused")
        RESUMED = "resumed", _("resumed")
        REBASED = "rebased", _("terms changed")
        STOPPED = "stopped", _("stopped")
        REOPENED = "reopened", _("taken up again")
        UNDONE = "undone", _("undone")

    clock = models.ForeignKey(Clock, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=8, choices=Kind)
    at = models.DateTimeField()
    reason = models.SlugField(max_length=40, blank=True, default="", db_index=False)
    seconds = models.PositiveIntegerField(null=True, blank=True)
    version = models.ForeignKey(CalendarVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=("started", "rebased"), seconds__isnull=False, version__isnull=False)
                | (~Q(kind__in=("started", "rebased")) & Q(seconds__isnull=True, version__isnull=True)),
                name="clock_event_terms",
            )
        ]


class ClockStep(models.Model):
    """Somebody heard of a clock: at `percent` of its promise, which was at `at`, once a round.

    It `is_over` when a re-basing put that moment ahead again: then it is told once more, in the next round.
    """

    clock = models.ForeignKey(Clock, on_delete=models.CASCADE, related_name="steps", db_index=False)
    percent = models.PositiveSmallIntegerField()
    round = models.PositiveSmallIntegerField(default=1)
    at = models.DateTimeField()
    told_at = models.DateTimeField()
    is_over = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clock", "percent", "round"], name="clock_step_once")]


class Escalation(models.Model):
    """What is done when `percent` of a promise is used; without a metric, of each. `team` is where it is transferred to.

    It was agreed at `since`: nothing is done for a promise that had come so far before.
    """

    class Action(models.TextChoices):
        OWNER = "owner", _("remind who treats it")
        LEADS = "leads", _("tell the team's leads")
        RAISE = "raise", _("raise the priority")
        TRANSFER = "transfer", _("transfer to a team")
        CUSTOMER = "customer", _("tell the customer")

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="escalations")
    metric = models.CharField(max_length=8, choices=Metric, blank=True, default="")
    percent = models.PositiveSmallIntegerField()
    action = models.CharField(max_length=8, choices=Action)
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "metric", "percent", "action", "team"], nulls_distinct=False, name="escalation_once"
            ),
            models.CheckConstraint(condition=Q(percent__range=(1, 300)), name="escalation_percent"),
            models.CheckConstraint(
                condition=Q(action="transfer", team__isnull=False) | (~Q(action="transfer") & Q(team__isnull=True)), name="escalation_team"
            ),
        ]


class Escalated(models.Model):
    """An escalation was carried out for a step; never twice."""

    escalation = models.ForeignKey(Escalation, on_delete=models.CASCADE, related_name="done")
    step = models.ForeignKey(ClockStep, on_delete=models.CASCADE, related_name="escalated")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["escalation", "step"], name="escalated_once")]
