"""Rules of the organisation, each version of them, and what each rule did to which ticket."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.casework.tickets.models import Ticket
from balie.operations.automations import rules
from balie.records.calendars.models import Calendar


class Rule(models.Model):
    """When something happens to a ticket, or some hours after it, and all conditions hold, then these things are done.

    `conditions` and `deeds` as `rules.write_conditions` and `rules.write_deeds` write them. `hours` are open hours of the calendar, else of the
    wall. `failures` counts the runs that failed one after the other. `reached_at` and `reached_id`: how far the moments of a timed rule were looked
    at, the ticket last of those of one moment. `stopped_at` is when it was switched off by itself.
    """

    class When(models.TextChoices):
        OPENED = rules.OPENED, _("a ticket is opened")
        WROTE = rules.WROTE, _("the customer writes again")
        ANSWERED = rules.ANSWERED, _("the customer is answered")
        TRANSFERRED = rules.TRANSFERRED, _("a ticket is transferred")
        TAKEN = rules.TAKEN, _("a ticket gets an owner")
        STATE = rules.STATE, _("the status changes")
        CLOSED = rules.CLOSED, _("a ticket is solved or closed")
        WARNED = rules.WARNED, _("a promise is about to run out")
        BROKEN = rules.BROKEN, _("a promise is broken")
        AFTER_WROTE = rules.AFTER_WROTE, _("some hours passed since the customer last wrote")
        AFTER_ANSWER = rules.AFTER_ANSWER, _("some hours passed since our last answer")
        AFTER_SOLVED = rules.AFTER_SOLVED, _("some hours passed since it was solved")
        UNCHANGED = rules.UNCHANGED, _("it waits for some hours and nobody changes it")

    name = models.CharField(max_length=120, unique=True)
    position = models.PositiveIntegerField()
    is_on = models.BooleanField(default=False)
    when = models.CharField(max_length=12, choices=When)
    hours = models.PositiveSmallIntegerField(null=True, blank=True)
    calendar = models.ForeignKey(Calendar, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    conditions = models.JSONField(default=list)
    deeds = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=1)
    author = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
    failures = models.PositiveSmallIntegerField(default=0)
    stopped_at = models.DateTimeField(null=True, blank=True)
    reached_at = models.DateTimeField(null=True, blank=True)
    reached_id = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(when__in=rules.TIMED, hours__range=(1, 2160)) | (~Q(when__in=rules.TIMED) & Q(hours=None, calendar=None)),
                name="rule_hours_when_timed",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_timed(self) -> bool:
        return self.when in rules.TIMED

    @property
    def pure(self) -> rules.Rule:
        """The rule to reckon with."""
        read = rules.read_conditions(self.conditions), rules.read_deeds(self.deeds)
        return rules.Rule(self.pk or 0, self.when, *read, is_on=self.is_on, position=self.position)


class RuleVersion(models.Model):
    """A rule as it was saved: who, when, and all that it said."""

    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, related_name="versions")
    version = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    content = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rule", "version"], name="rule_version_once")]


class Run(models.Model):
    """A rule held for a ticket at an event, once: `moment` is the event's, or the one that a timed rule counts from.

    `about` tells two events of one moment apart: the step of a promise. `changed` is what became of the ticket: field, old and new codes.
    `said` is why it failed, in the language of who made the rule. One that was RENEWED did nothing: another status by a rule does not start the waiting of this one anew.
    """

    class Outcome(models.TextChoices):
        DONE = "done", _("done")
        NOTHING = "nothing", _("nothing to change")
        FAILED = "failed", _("failed")
        STOPPED = "stopped", _("stopped: rules that start each other")
        RENEWED = "renewed", _("passed over")

    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, related_name="runs", db_index=False)
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=12, choices=Rule.When)
    moment = models.DateTimeField()
    about = models.BigIntegerField(default=0)
    depth = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField()
    outcome = models.CharField(max_length=8, choices=Outcome)
    changed = models.JSONField(default=list)
    said = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "rule", "kind", "moment", "about"], name="run_once")]
        indexes = [
            models.Index(fields=["rule", "-id"], condition=~Q(outcome="renewed"), name="run_by_rule"),
            models.Index(F("ticket"), F("id").desc(), condition=~Q(outcome="renewed"), name="run_by_ticket"),
            models.Index(fields=["-id"], condition=Q(outcome__in=["failed", "stopped"]), name="run_failed"),
        ]
