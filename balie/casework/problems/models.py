"""Problems that more than one customer has: how to get around them, how they are solved, and how well that works."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from balie.access.accounts.models import User
from balie.casework.problems.policies import VIEW
from balie.casework.tickets.models import Ticket
from balie.conversation.contacts.models import Contact
from balie.foundation.text.labels import LabelField
from balie.records.knowledge.models import Article
from balie.records.taxonomy.models import Category


class ProblemQuerySet(models.QuerySet["Problem"]):
    def visible_to(self, viewer: User) -> ProblemQuerySet:
        return self if viewer.has(VIEW) else self.none()

    def open(self) -> ProblemQuerySet:
        return self.filter(ended_at=None)


class Problem(models.Model):
    """What is wrong, and how to get around it meanwhile. `ended_at`: nobody has it any more. `ticket_count` is kept with its links."""

    KIND_DIGIT: ClassVar[int] = 8

    number = models.BigIntegerField(unique=True)
    name = LabelField()
    workaround = LabelField(default=dict, blank=True)
    categories = models.ManyToManyField(Category, related_name="problems", blank=True)
    ticket_count = models.PositiveIntegerField(default=0)
    ended_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[ProblemQuerySet] = ProblemQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [models.Index(fields=["-changed_at", "-id"], name="problem_newest")]

    def __str__(self) -> str:
        return str(self.name)


class Solution(models.Model):
    """A way to solve a problem: for which urgencies and impacts (none: all), in how many minutes; the article says how, where there is one."""

    problem = models.ForeignKey(Problem, on_delete=models.CASCADE, related_name="solutions")
    name = LabelField()
    article = models.ForeignKey(Article, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    urgencies = ArrayField(models.PositiveSmallIntegerField(choices=Ticket.Grade), default=list, blank=True)
    impacts = ArrayField(models.PositiveSmallIntegerField(choices=Ticket.Grade), default=list, blank=True)
    minutes = models.PositiveIntegerField()
    tried_count = models.PositiveIntegerField(default=0)
    worked_count = models.PositiveIntegerField(default=0)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(worked_count__lte=F("tried_count")), name="solution_worked_of_tried"),
            models.CheckConstraint(condition=Q(minutes__range=(1, 10_000)), name="solution_minutes"),
        ]

    def __str__(self) -> str:
        return str(self.name)


class ProblemTicket(models.Model):
    """A ticket of somebody who has the problem."""

    problem = models.ForeignKey(Problem, on_delete=models.CASCADE, related_name="links")
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "problem"], name="problem_ticket_once")]


class Trial(models.Model):
    """A solution was tried for a ticket or in a contact, and worked or not; what is said of it again changes it."""

    solution = models.ForeignKey(Solution, on_delete=models.CASCADE, related_name="trials")
    ticket = models.ForeignKey(Ticket, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    contact = models.ForeignKey(Contact, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    has_worked = models.BooleanField()
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ticket=None, contact__isnull=False) | Q(ticket__isnull=False, contact=None), name="trial_of_one"
            ),
            models.UniqueConstraint(fields=["ticket", "solution"], name="trial_once_a_ticket"),
            models.UniqueConstraint(fields=["contact", "solution"], name="trial_once_a_contact"),
        ]
