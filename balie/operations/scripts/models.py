"""Scripts in their versions, when they open, and the runs of them with all that happened."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.conversation.contacts.models import Contact
from balie.foundation.text.labels import LabelField
from balie.foundation.text.models import LANGUAGE_CHOICES
from balie.operations.scripts.fields import DocumentField
from balie.records.taxonomy.models import Brand, Purpose, Result


class Script(models.Model):
    """A prescribed conversation, in all its versions. `version` counts its changes, for two who write it at once."""

    key = models.SlugField(max_length=40, unique=True)
    name = LabelField()
    needs_approval = models.BooleanField(default=False)
    is_retired = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return str(self.name)


class Version(models.Model):
    """One state of the script: what is being written, what opens now, or what was. A published one never changes.

    `content` is its document (decision 61), `joined` those of the scripts it runs through, by key, as they were when it was published.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("being written")
        SUBMITTED = "submitted", _("waits for approval")
        PUBLISHED = "published", _("in use")
        OLD = "old", _("no longer in use")

    WRITTEN: ClassVar = (State.DRAFT, State.SUBMITTED)

    script = models.ForeignKey(Script, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    content = DocumentField()
    joined = DocumentField(default=dict)
    remark = models.CharField(max_length=300, blank=True, default="")
    submitted_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["script", "number"], name="script_version_once"),
            models.UniqueConstraint(fields=["script"], condition=Q(state__in=["draft", "submitted"]), name="script_one_draft"),
            models.UniqueConstraint(fields=["script"], condition=Q(state="published"), name="script_one_published"),
        ]


class Opening(models.Model):
    """When a script opens by itself: on contacts like these. What is left out holds for all."""

    script = models.ForeignKey(Script, on_delete=models.CASCADE, related_name="openings")
    channel = models.CharField(max_length=8, choices=Contact.Channel, blank=True, default="")
    direction = models.CharField(max_length=3, choices=Contact.Direction, blank=True, default="")
    queue = models.SlugField(max_length=40, blank=True, default="", db_index=False)
    number = models.CharField(max_length=20, blank=True, default="")
    purpose = models.ForeignKey(Purpose, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    brand = models.ForeignKey(Brand, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=2, choices=LANGUAGE_CHOICES, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "direction", "queue", "number", "purpose", "brand", "language"],
                nulls_distinct=False,
                name="script_opens_once",
            )
        ]


class Run(models.Model):
    """A script followed in a contact, on the version it began with. `node` and `language` are where its events brought it."""

    class Status(models.TextChoices):
        GOING = "going", _("under way")
        PAUSED = "paused", _("paused")
        ENDED = "ended", _("at its end")
        LEFT = "left", _("broken off")

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="script_runs")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="runs")
    language = models.CharField(max_length=2, choices=LANGUAGE_CHOICES)
    status = models.CharField(max_length=6, choices=Status, default=Status.GOING)
    node = models.CharField(max_length=250)
    events_count = models.PositiveIntegerField(default=0)
    operator = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    result = models.ForeignKey(Result, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contact"], condition=Q(status__in=["going", "paused"]), name="script_run_one_going"),
            models.CheckConstraint(
                condition=Q(status__in=["going", "paused"], ended_at=None) | Q(status__in=["ended", "left"], ended_at__isnull=False),
                name="script_run_ends",
            ),
        ]
        indexes = [models.Index(fields=["version", "-started_at"], name="script_run_by_version")]


class RunEvent(models.Model):
    """One thing that happened in a run, at a node. Append-only: the run is what its events make of it.

    `said` are the words of a legal step as they were read out.
    """

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="events", db_index=False)
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=12)
    node = models.CharField(max_length=250, blank=True, default="")
    data = models.JSONField(default=dict)
    said = models.TextField(blank=True, default="")
    language = models.CharField(max_length=2, choices=LANGUAGE_CHOICES)
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "position"], name="script_event_once")]
