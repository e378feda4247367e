"""Several tickets at once: merged into one, or changed by one job."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from balie.access.accounts.models import User
from balie.casework.tickets.models.ticket import Ticket


class Merge(models.Model):
    """`merged` went up in `survivor`, with which what is to come goes on; until it is taken apart.

    `moved` are the ids of the rows that went along, by model; `added` what the survivor got beside: ids of watchers, participants and teams.
    `shared`: who saw the contacts that came along, before and after. `before` and `after` are columns of the survivor as the merge found and left them, `was` those of the merged ticket.
    """

    survivor = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="merges")
    merged = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="merged_by")
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    moved = models.JSONField(default=dict)
    added = models.JSONField(default=dict)
    shared = models.JSONField(default=dict)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    was = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["merged"], condition=Q(undone_at=None), name="merge_stands_once"),
            models.CheckConstraint(condition=~Q(survivor=F("merged")), name="merge_not_itself"),
        ]


class BulkJob(models.Model):
    """One verb on many tickets, `numbers`, of which the first `position` had their turn; `given` is what the verb was sent with.

    `moments` are those of its steps, by which what it did is known again. `started_at` is when somebody let it begin after having seen how many there are. With `undo_of` it takes back what that one did.
    """

    by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField()
    verb = models.SlugField(max_length=12, db_index=False)
    given = models.JSONField(default=dict)
    numbers = ArrayField(models.BigIntegerField())
    moments = ArrayField(models.DateTimeField(), default=list)
    total = models.PositiveIntegerField()
    position = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    undo_of = models.OneToOneField("self", null=True, blank=True, on_delete=models.CASCADE, related_name="undone_by")

    class Meta:
        indexes = [models.Index(fields=["by", "-id"], name="bulk_job_of")]

    @property
    def changed(self) -> int:
        return self.position - self.refused

    @property
    def is_running(self) -> bool:
        return self.started_at is not None and self.stopped_at is None and self.finished_at is None

    @property
    def is_undone(self) -> bool:
        return hasattr(self, "undone_by")

    @property
    def is_undoable(self) -> bool:
        """Once it is over, when its verb can be taken back and was not."""
        is_over = self.finished_at is not None or self.stopped_at is not None
        return is_over and self.verb in ("take", "transfer", "state", "close", "close_part") and self.changed > 0 and not self.is_undone


class BulkRefusal(models.Model):
    """A ticket that a job could not change, and the sentence why."""

    job = models.ForeignKey(BulkJob, on_delete=models.CASCADE, related_name="refusals")
    number = models.BigIntegerField()
    reason = models.CharField(max_length=300)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job", "number"], name="bulk_refusal_once")]
