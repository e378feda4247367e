"""What is recorded, what callers are told of it, and who listened why."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from balie.access.accounts.models import User
from balie.access.permissions.encryption import EncryptedTextField
from balie.conversation.contacts.models import Contact
from balie.conversation.recordings import rules
from balie.conversation.routing.models import Queue
from balie.conversation.telephony.models import Call
from balie.records.taxonomy.models import Purpose


class Aim(models.TextChoices):
    PROOF = rules.Aim.PROOF.value, _("proof of what was agreed")
    QUALITY = rules.Aim.QUALITY.value, _("judging how we answer")


class RecordingRule(models.Model):
    """Which calls are recorded: of this queue and purpose, or of any; `percent` of them, 0 is never. Callers may refuse by a key."""

    aim = models.CharField(max_length=7, choices=Aim)
    queue = models.ForeignKey(Queue, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    purpose = models.ForeignKey(Purpose, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    percent = models.PositiveSmallIntegerField(default=100)
    may_refuse = models.BooleanField(default=True)
    keep_days = models.PositiveSmallIntegerField(default=rules.LONGEST_FOR_QUALITY_DAYS)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["queue", "purpose"], nulls_distinct=False, name="recording_rule_once"),
            models.CheckConstraint(condition=Q(percent__lte=100, keep_days__gte=1), name="recording_rule_range"),
            models.CheckConstraint(
                condition=~Q(aim=rules.Aim.QUALITY.value) | Q(keep_days__lte=rules.LONGEST_FOR_QUALITY_DAYS),
                name="recording_rule_quality_a_month",
            ),
        ]


class Notice(models.Model):
    """What the other side of a call was told of recording, and whether they said no. Nothing is recorded before."""

    call = models.OneToOneField(Call, on_delete=models.CASCADE, related_name="notice")
    told_at = models.DateTimeField()
    told_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    may_refuse = models.BooleanField(default=True)
    refused_at = models.DateTimeField(null=True, blank=True)


class Recording(models.Model):
    """The sound of a call, on disk encrypted with a key of its own, which is all that erasing takes away first.

    `name` is that of its file. What was said and by whom comes once it has ended; `peaks` draws it.
    """

    class State(models.TextChoices):
        RUNNING = "running", pgettext_lazy("recording", "running")
        WHOLE = "whole", pgettext_lazy("recording", "whole")
        CUT = "cut", pgettext_lazy("recording", "cut off")
        FAILED = "failed", pgettext_lazy("recording", "failed")
        ERASED = "erased", pgettext_lazy("recording", "erased")

    name = models.CharField(max_length=32, unique=True)
    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="recordings")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="recordings")
    instance = models.CharField(max_length=32)
    aim = models.CharField(max_length=7, choices=Aim)
    key = EncryptedTextField(blank=True, default="")
    state = models.CharField(max_length=7, choices=State, default=State.RUNNING)
    is_message = models.BooleanField(default=False)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(max_length=120, blank=True, default="")
    duration_ms = models.PositiveIntegerField(default=0)
    keep_until = models.DateTimeField()
    is_held = models.BooleanField(default=False)
    heard_at = models.DateTimeField(null=True, blank=True)
    customer_ms = models.PositiveIntegerField(default=0)
    operator_ms = models.PositiveIntegerField(default=0)
    both_ms = models.PositiveIntegerField(default=0)
    silent_ms = models.PositiveIntegerField(default=0)
    longest_silence_ms = models.PositiveIntegerField(default=0)
    long_silences = models.PositiveSmallIntegerField(default=0)
    cut_ins = models.PositiveSmallIntegerField(default=0)
    peaks = models.BinaryField(default=bytes, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["call"], condition=Q(state="running"), name="recording_one_runs"),
            models.CheckConstraint(
                condition=Q(state="running", ended_at__isnull=True) | ~Q(state="running") & Q(ended_at__isnull=False), name="recording_ends"
            ),
            models.CheckConstraint(condition=~Q(state="erased") | Q(key="", peaks=b""), name="recording_erased_has_no_key"),
        ]
        indexes = [models.Index(fields=["keep_until"], condition=~Q(state="erased"), name="recording_due")]


class Pause(models.Model):
    """What must not be heard is said: the recording holds silence. The places in it, in ms, are known once the media process did it."""

    class How(models.TextChoices):
        KEY = "key", _("by hand")
        SCRIPT = "script", _("by the script")

    recording = models.ForeignKey(Recording, on_delete=models.CASCADE, related_name="pauses")
    how = models.CharField(max_length=6, choices=How)
    began_at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    from_ms = models.PositiveIntegerField(null=True, blank=True)
    until_ms = models.PositiveIntegerField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    alarmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["recording"], condition=Q(ended_at=None), name="recording_pause_one_open"),
            models.CheckConstraint(condition=Q(until_ms__isnull=True) | Q(until_ms__gte=F("from_ms")), name="recording_pause_in_order"),
        ]
        indexes = [models.Index(fields=["began_at"], condition=Q(ended_at=None), name="recording_pause_open")]


class Listening(models.Model):
    """Who listened to a recording, when and why: the reason stands here, since the audit log keeps no text."""

    recording = models.ForeignKey(Recording, on_delete=models.CASCADE, related_name="listenings")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(max_length=300)
