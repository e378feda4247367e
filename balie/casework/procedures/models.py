"""Procedures in their versions, and the runs of them. Whoever holds a run knows what it is about."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import Role, Team, User
from balie.foundation.files.models import File
from balie.foundation.text.labels import LabelField
from balie.foundation.text.models import Text
from balie.records.calendars.models import Calendar
from balie.records.taxonomy.models import Category, Purpose


class Procedure(models.Model):
    """How something is treated, in all its versions. `version` counts its changes, for two who edit it at once."""

    key = models.SlugField(max_length=40, unique=True)
    name = LabelField()
    is_retired = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return str(self.name)


class Version(models.Model):
    """One state of the checklist: what is being written, what starts now, or what was. A published one never changes.

    It is for the category with its branch and the purpose; none is every one. Margins count in the hours of `calendar`, else of the default one.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("being written")
        PUBLISHED = "published", _("in use")
        OLD = "old", _("no longer in use")

    procedure = models.ForeignKey(Procedure, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    category = models.ForeignKey(Category, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    purpose = models.ForeignKey(Purpose, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    calendar = models.ForeignKey(Calendar, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    remark = models.CharField(max_length=300, blank=True, default="")
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["procedure", "number"], name="procedure_version_once"),
            models.UniqueConstraint(fields=["procedure"], condition=Q(state="draft"), name="procedure_one_draft"),
            models.UniqueConstraint(fields=["procedure"], condition=Q(state="published"), name="procedure_one_published"),
        ]


class Step(models.Model):
    """A step of a version: its words are those of `text` in `text_version`, title and what to do, in four languages."""

    class Doer(models.TextChoices):
        HANDLER = "handler", _("whoever treats the ticket")
        TEAM = "team", _("a team")
        ROLE = "role", _("a role")

    class Since(models.TextChoices):
        START = "start", _("after the procedure started")
        BEFORE = "before", _("after the step before")

    class Proof(models.TextChoices):
        NOTHING = "", _("nothing")
        NOTE = "note", _("a note")
        REFERENCE = "reference", _("a reference")
        FILE = "file", _("a file")

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    text = models.ForeignKey(Text, on_delete=models.PROTECT, related_name="+")
    text_version = models.PositiveIntegerField()
    doer = models.CharField(max_length=8, choices=Doer, default=Doer.HANDLER)
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    role = models.ForeignKey(Role, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    margin_seconds = models.PositiveIntegerField(null=True, blank=True)
    margin_since = models.CharField(max_length=8, choices=Since, default=Since.START)
    proof = models.CharField(max_length=10, choices=Proof, blank=True, default=Proof.NOTHING)
    is_mandatory = models.BooleanField(default=True)
    may_skip = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "position"], name="procedure_step_position", deferrable=models.Deferrable.DEFERRED),
            models.CheckConstraint(
                condition=Q(doer="team", team__isnull=False, role=None)
                | Q(doer="role", role__isnull=False, team=None)
                | Q(doer="handler", team=None, role=None),
                name="procedure_step_one_doer",
            ),
        ]


class Run(models.Model):
    """A procedure under way, by the version it began with. It ended with what it is about; or was set aside, since another one fits now."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="runs")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    aside_at = models.DateTimeField(null=True, blank=True)

    @property
    def is_going(self) -> bool:
        return self.ended_at is None and self.aside_at is None


class Hold(models.Model):
    """The margins of a run stood still from `since` until before `until`, or still do; `reason` is the code of why, as the log of a clock keeps it."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="holds")
    reason = models.SlugField(max_length=40, db_index=False)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run"], condition=Q(until=None), name="hold_one_a_run"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gt=F("since")), name="hold_in_order"),
        ]


class RunStep(models.Model):
    """A step of a run: open, done or skipped, by whom and when, with its proof or the reason.

    `late_at` is when its being late was noticed. An open step of a run that goes on no more, or is held before it is due, has no `due_at`.
    """

    class State(models.TextChoices):
        OPEN = "open", _("to do")
        DONE = "done", _("done")
        SKIPPED = "skipped", _("skipped")

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="steps")
    step = models.ForeignKey(Step, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    due_at = models.DateTimeField(null=True, blank=True)
    late_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    note = models.TextField(blank=True, default="")
    reference = models.CharField(max_length=200, blank=True, default="")
    file = models.ForeignKey(File, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "step"], name="run_step_once"),
            models.CheckConstraint(
                condition=Q(state="open", ended_at=None) | (~Q(state="open") & Q(ended_at__isnull=False)), name="run_step_ended"
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="open", late_at=None, due_at__isnull=False), name="run_step_due"),
        ]


class Deviation(models.Model):
    """Where a procedure was not followed: a step late, skipped, or left open when it ended. `team` is who had it then.

    It stays when the step is done later; a skip that was taken back goes with it.
    """

    class Kind(models.TextChoices):
        LATE = "late", _("late")
        SKIPPED = "skipped", _("skipped")
        LEFT = "left", _("closed without it")

    run_step = models.ForeignKey(RunStep, on_delete=models.CASCADE, related_name="deviations")
    kind = models.CharField(max_length=8, choices=Kind)
    at = models.DateTimeField()
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run_step", "kind"], name="deviation_once")]
        indexes = [
            models.Index(fields=["-at", "-id"], name="deviation_newest"),
            models.Index(fields=["team", "-at", "-id"], name="deviation_by_team"),
        ]
