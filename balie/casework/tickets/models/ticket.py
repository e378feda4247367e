"""The ticket: a question or problem under treatment."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.access.permissions.levels import Protected, ProtectedQuerySet
from balie.casework.tickets import rules
from balie.foundation.statements.reckoned import Reckoned, Seconds
from balie.foundation.text.labels import LabelField
from balie.foundation.text.models import LANGUAGE_CHOICES
from balie.records.customers.models import Customer
from balie.records.sla.models import Metric
from balie.records.taxonomy.models import Brand, Category, Cause, Purpose, Result


class TicketQuerySet(ProtectedQuerySet["Ticket"]):
    view_verb = "tickets.view"
    has_more_teams = True

    def open(self) -> TicketQuerySet:
        """What still asks for work: not solved, not closed."""
        return self.filter(state__in=Ticket.OPEN_STATES)


class StateReason(models.Model):
    """Why a ticket waits: "customer sends the meter reading", "supplier delivers" …

    `pauses` are the promises (metrics of the service level) that this wait holds; without any said, those its state holds.
    """

    key = models.SlugField(max_length=40, unique=True)
    name = LabelField()
    state = models.CharField(max_length=10)
    pauses = ArrayField(models.CharField(max_length=8, choices=Metric), null=True, blank=True)
    is_retired = models.BooleanField(default=False)


class PriorityCell(models.Model):
    """The matrix: which priority an urgency and an impact give (1 is most pressing, 4 least)."""

    urgency = models.PositiveSmallIntegerField()
    impact = models.PositiveSmallIntegerField()
    priority = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["urgency", "impact"], name="priority_cell_once"),
            models.CheckConstraint(
                condition=Q(urgency__range=(1, 3), impact__range=(1, 3), priority__range=(1, 4)), name="priority_cell_ranges"
            ),
        ]


# Also the order of the values: a partial index serves only a condition its own follows from.
_IS_OPEN = Q(state__in=["new", "open", "customer", "third"])
_WAITS = Q(state__in=["customer", "third"])
# Without a value, so that a query that says the same finds the index of these few.
IS_SHARED = Func(F("also_team_ids"), template="(cardinality(%(expressions)s) > 0)", output_field=models.BooleanField())


def _by_priority(seconds: Mapping[int, int]) -> models.Case:
    whens = [models.When(priority=priority, then=models.Value(value)) for priority, value in seconds.items()]
    return models.Case(*whens, default=models.Value(0), output_field=models.BigIntegerField())


# As `rules.work_order`, kept by the database itself so that no way of writing a ticket can forget it.
_WORK_ORDER = models.Case(
    models.When(
        Q(state__in=["new", "open"], due_at__isnull=False),
        then=Seconds(F("due_at")) - _by_priority(rules.HEAD_STARTS),
    ),
    models.When(
        Q(state__in=["new", "open"]),
        then=Seconds(Coalesce(F("answer_due_since"), F("opened_at"))) + _by_priority(rules.PATIENCE),
    ),
    default=None,
    output_field=models.BigIntegerField(),
)


class Ticket(Protected):
    """`participant_ids` are owner, watchers and who was mentioned. `answer_due_since` is the oldest customer message
    without an answer, `heard_at` the newest one. `also_team_ids` are other teams it was sent to. `reminded_of` is the `wake_at` that people were
    reminded of. `first_answer_at` and `told_at` are when a person first and last spoke to the customer. `due_at` is the earliest promise to the
    customer that runs, `due_metric` which one; its clocks (records/sla) are the truth, they are kept to be listed by. `work_order` is the moment
    (seconds since 1970) a ticket that asks for work should be begun by: the lowest first, listed by its `turn`. `is_vip`: its customer goes before others; a
    ticket that `is_major` is an incident that others are part of. `satisfaction` is the customer's last score, from 1 to 5. `quiet_since` is when
    somebody last changed it, where Balie itself did something to it since."""

    KIND_DIGIT: ClassVar[int] = 2

    class State(models.TextChoices):
        NEW = "new", _("new")
        OPEN = "open", _("open")
        CUSTOMER = "customer", _("waiting for customer")
        THIRD_PARTY = "third", _("waiting for third party")
        SOLVED = "solved", _("solved")
        CLOSED = "closed", _("closed")

    class Grade(models.IntegerChoices):
        HIGH = 1, _("high")
        NORMAL = 2, _("normal")
        LOW = 3, _("low")

    class Priority(models.IntegerChoices):
        CRITICAL = 1, _("critical")
        HIGH = 2, _("high priority")
        NORMAL = 3, _("normal priority")
        LOW = 4, _("low priority")

    OPEN_STATES: ClassVar[list[str]] = ["new", "open", "customer", "third"]

    number = models.BigIntegerField(unique=True)
    subject = models.CharField(max_length=300)
    customer = models.ForeignKey(Customer, null=True, blank=True, db_index=False, on_delete=models.PROTECT, related_name="tickets")
    requester_name = models.CharField(max_length=160, blank=True, default="")
    requester_address = models.CharField(max_length=254, blank=True, default="")
    brand = models.ForeignKey(Brand, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    purpose = models.ForeignKey(Purpose, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    category = models.ForeignKey(Category, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=2, choices=LANGUAGE_CHOICES, default="nl")
    owner = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="tickets")
    state = models.CharField(max_length=10, choices=State, default=State.NEW)
    state_reason = models.ForeignKey(StateReason, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    wake_at = models.DateTimeField(null=True, blank=True)
    reminded_of = models.DateTimeField(null=True, blank=True)
    urgency = models.PositiveSmallIntegerField(choices=Grade, default=Grade.NORMAL)
    impact = models.PositiveSmallIntegerField(choices=Grade, default=Grade.NORMAL)
    priority = models.PositiveSmallIntegerField(choices=Priority, default=Priority.NORMAL)
    tags = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    opened_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    quiet_since = models.DateTimeField(null=True, blank=True)
    answer_due_since = models.DateTimeField(null=True, blank=True)
    heard_at = models.DateTimeField(null=True, blank=True)
    first_answer_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    due_metric = models.CharField(max_length=8, choices=Metric, blank=True, default="", db_default="")
    work_order = Reckoned(expression=_WORK_ORDER, output_field=models.BigIntegerField(null=True))
    solved_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    reopened_count = models.PositiveSmallIntegerField(default=0)
    result = models.ForeignKey(Result, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    cause = models.ForeignKey(Cause, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    result_sentence = models.CharField(max_length=300, blank=True, default="")
    version = models.PositiveIntegerField(default=1)
    also_team_ids = ArrayField(models.BigIntegerField(), default=list, db_default=[], blank=True)
    is_vip = models.BooleanField(default=False, db_default=False)
    is_major = models.BooleanField(default=False, db_default=False)
    satisfaction = models.PositiveSmallIntegerField(null=True, blank=True)

    found: dict[str, Any]  # no column: what `holding.held` found, for undoing

    objects: ClassVar[TicketQuerySet] = TicketQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [
            models.Index(fields=["-changed_at", "-id"], name="ticket_newest"),
            models.Index(fields=["customer", "-changed_at", "-id", "state"], name="ticket_by_customer"),
            # What stands after the id only sifts: what a list leaves out is not fetched.
            models.Index(fields=["-changed_at", "-id", "state", "priority", "language"], condition=_IS_OPEN, name="ticket_open"),
            models.Index(fields=["owner", "-changed_at", "-id"], condition=_IS_OPEN, name="ticket_open_by_owner"),
            models.Index(fields=["team", "-changed_at", "-id"], condition=_IS_OPEN, name="ticket_open_by_team"),
            models.Index(fields=["-changed_at", "-id"], condition=_IS_OPEN & Q(IS_SHARED), name="ticket_open_shared"),
            models.Index(fields=["priority", "id"], condition=_IS_OPEN, name="ticket_open_by_priority"),
            models.Index(fields=["-opened_at", "-id"], condition=_IS_OPEN, name="ticket_open_by_age"),
            models.Index(fields=["-number", "-id"], condition=_IS_OPEN, name="ticket_open_by_number"),
            models.Index(
                fields=["answer_due_since", "id"], condition=_IS_OPEN & Q(answer_due_since__isnull=False), name="ticket_open_unanswered"
            ),
            models.Index(fields=["-changed_at", "-id"], condition=_IS_OPEN & Q(owner=None), name="ticket_open_unassigned"),
            models.Index(fields=["heard_at", "id"], condition=_IS_OPEN & Q(heard_at__isnull=False), name="ticket_open_heard"),
            models.Index(fields=["told_at", "id"], condition=_IS_OPEN & Q(told_at__isnull=False), name="ticket_open_told"),
            models.Index(fields=["solved_at", "id"], condition=Q(state="solved"), name="ticket_solved"),
            models.Index(Coalesce("quiet_since", "changed_at"), F("id"), condition=_WAITS, name="ticket_waits_unchanged"),
            models.Index(fields=["wake_at"], condition=Q(wake_at__isnull=False), name="ticket_wakes"),
            models.Index(fields=["id"], condition=_IS_OPEN & Q(is_major=True), name="ticket_open_major"),
            models.Index(fields=["state"], condition=Q(IS_SHARED), name="ticket_shared"),
            GinIndex(fields=["tags"], name="ticket_tags"),
        ]

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN_STATES

    @property
    def unchanged_since(self) -> datetime:
        """When somebody last changed it, or its state; what Balie did by itself otherwise is none of that."""
        return self.quiet_since or self.changed_at
