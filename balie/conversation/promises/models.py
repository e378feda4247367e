"""Promises: what somebody said would be done by a moment, and what became of it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from balie.access.accounts.models import User
from balie.access.permissions.levels import Protected, ProtectedQuerySet
from balie.conversation.contacts.models import Contact
from balie.foundation.statements.reckoned import Reckoned, Seconds
from balie.records.customers.models import Customer


class PromiseQuerySet(ProtectedQuerySet["Promise"]):
    view_verb = "promises.view"

    def open(self) -> PromiseQuerySet:
        return self.filter(state=Promise.State.OPEN)


_IS_OPEN = Q(state="open")


class Promise(Protected):
    """A clock of its own: who promised what by when, to whom. Level, team and participants are those of what it is about.

    The subject is a kind, an id and a number of that kind (a ticket): whoever fills `SUBJECTS` knows what it is. `work_order` places it
    among all work, in seconds since 1970. `is_late`: it was kept, but after its moment. `came_from`: whose it was, until its owner saw it.
    """

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("promise", "open")
        KEPT = "kept", _("kept")
        BROKEN = "broken", _("not kept")

    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="promises", db_index=False)
    what = models.CharField(max_length=300)
    due_at = models.DateTimeField()
    work_order = Reckoned(expression=Seconds(F("due_at")), output_field=models.BigIntegerField(null=True))
    customer = models.ForeignKey(Customer, null=True, blank=True, on_delete=models.PROTECT, related_name="promises", db_index=False)
    contact = models.ForeignKey(Contact, null=True, blank=True, on_delete=models.PROTECT, related_name="promises", db_index=False)
    subject_kind = models.SlugField(max_length=20, blank=True, default="", db_index=False)
    subject_id = models.BigIntegerField(null=True, blank=True)
    subject_number = models.BigIntegerField(null=True, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=6, choices=State, default=State.OPEN)
    is_late = models.BooleanField(default=False)
    reason = models.CharField(max_length=300, blank=True, default="")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    remind_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    late_told_at = models.DateTimeField(null=True, blank=True)
    came_from = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    came_at = models.DateTimeField(null=True, blank=True)
    moved_count = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[PromiseQuerySet] = PromiseQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", closed_at__isnull=True) | (~Q(state="open") & Q(closed_at__isnull=False)), name="promise_ends"
            ),
            models.CheckConstraint(condition=Q(subject_id__isnull=True) | ~Q(subject_kind=""), name="promise_subject_whole"),
            models.CheckConstraint(
                condition=Q(came_from=None, came_at=None) | Q(came_from__isnull=False, came_at__isnull=False), name="promise_came"
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "work_order", "id"], condition=_IS_OPEN, name="promise_open_by_owner"),
            models.Index(fields=["team", "work_order", "id"], condition=_IS_OPEN, name="promise_open_by_team"),
            models.Index(fields=["customer", "-due_at"], name="promise_by_customer"),
            models.Index(fields=["contact"], condition=Q(contact__isnull=False), name="promise_by_contact"),
            models.Index(fields=["subject_kind", "subject_id"], condition=Q(subject_id__isnull=False), name="promise_by_subject"),
            models.Index(
                fields=["remind_at"], condition=_IS_OPEN & Q(reminded_at=None, remind_at__isnull=False), name="promise_remind_next"
            ),
            models.Index(fields=["due_at"], condition=_IS_OPEN & Q(late_told_at=None), name="promise_late_next"),
            models.Index(fields=["owner", "-came_at"], condition=_IS_OPEN & Q(came_at__isnull=False), name="promise_came_unseen"),
            models.Index(fields=["owner", "closed_at"], condition=~_IS_OPEN, name="promise_ended_by_owner"),
        ]


class Move(models.Model):
    """A promise that was put off or brought forward: from when to when, and why."""

    promise = models.ForeignKey(Promise, on_delete=models.CASCADE, related_name="moves")
    old_due_at = models.DateTimeField()
    new_due_at = models.DateTimeField()
    reason = models.CharField(max_length=300)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)


class Reminder(models.Model):
    """One row: how many minutes before its moment the owner is reminded; 0 never."""

    USUAL: ClassVar[int] = 15

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    minutes = models.PositiveIntegerField(default=USUAL)
