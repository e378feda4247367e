"""Where one waits, who waits there, and to whom it was offered."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from balie.access.accounts.models import Skill, Team, User
from balie.conversation.routing import rules
from balie.conversation.routing.models.operators import Channel, Decision
from balie.foundation.text.labels import LabelField
from balie.foundation.text.models import LANGUAGE_CHOICES
from balie.records.calendars.models import Calendar


class Queue(models.Model):
    """Where calls, chats or tickets wait for an operator of a team. Who waits longest goes first, `slope_percent` for each second.

    Outside the hours of its calendar (the organisation's own without one) `when_closed` holds; who waited `longest_wait_s` gets `then`.
    """

    class Otherwise(models.TextChoices):
        GOODBYE = "goodbye", _("a kind word, and goodbye")
        VOICEMAIL = "voicemail", _("leave a message")
        CALL_BACK = "call_back", _("be called back, keeping the place")

    key = models.SlugField(max_length=40, unique=True)
    name = LabelField()
    channel = models.CharField(max_length=8, choices=Channel, default=Channel.CALL)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    calendar = models.ForeignKey(Calendar, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    languages = ArrayField(models.CharField(max_length=2, choices=LANGUAGE_CHOICES), default=list, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    is_retired = models.BooleanField(default=False)
    head_start_s = models.PositiveIntegerField(default=0)
    slope_percent = models.PositiveSmallIntegerField(default=100)
    ring_s = models.PositiveSmallIntegerField(default=20)
    wrap_up_s = models.PositiveSmallIntegerField(default=60)
    answer_within_s = models.PositiveIntegerField(default=120)
    agreed_percent = models.PositiveSmallIntegerField(default=80)
    short_abandon_s = models.PositiveSmallIntegerField(default=5)
    most_waiting = models.PositiveSmallIntegerField(null=True, blank=True)
    overflow_to = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    overflow_after_s = models.PositiveIntegerField(null=True, blank=True)
    longest_wait_s = models.PositiveIntegerField(null=True, blank=True)
    then = models.CharField(max_length=10, choices=Otherwise, default=Otherwise.CALL_BACK)
    when_closed = models.CharField(max_length=10, choices=Otherwise, default=Otherwise.VOICEMAIL)
    is_picked_up = models.BooleanField(default=True)
    incident = LabelField(blank=True, default=dict, validators=[])
    incident_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(slope_percent__range=(1, 1000)), name="queue_ages"),
            models.CheckConstraint(condition=Q(ring_s__range=(5, 300)), name="queue_rings"),
            models.CheckConstraint(condition=Q(agreed_percent__range=(1, 100)), name="queue_agreed"),
            models.CheckConstraint(
                condition=Q(overflow_to__isnull=True, overflow_after_s__isnull=True)
                | Q(overflow_to__isnull=False, overflow_after_s__isnull=False) & ~Q(overflow_to=F("id")),
                name="queue_flows_over",
            ),
        ]

    def __str__(self) -> str:
        return str(self.name)


class QueueSkill(models.Model):
    """What everything in a queue asks of who answers it."""

    queue = models.ForeignKey(Queue, on_delete=models.CASCADE, related_name="asked")
    skill = models.ForeignKey(Skill, on_delete=models.CASCADE, related_name="+")
    least = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["queue", "skill"], name="queue_skill_once"),
            models.CheckConstraint(condition=Q(least__range=(1, 5)), name="queue_skill_level_1_to_5"),
        ]


class RelaxationStep(models.Model):
    """After so long less is asked: every skill by `lower_by` levels, and the language only where the customer's file allows."""

    queue = models.ForeignKey(Queue, on_delete=models.CASCADE, related_name="steps")
    after_s = models.PositiveIntegerField()
    lower_by = models.PositiveSmallIntegerField(default=1)
    drops_language = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["queue", "after_s"], name="relaxation_step_once"),
            models.CheckConstraint(condition=Q(after_s__gte=1, lower_by__lte=5), name="relaxation_step_range"),
        ]


class Waiting(models.Model):
    """Somebody, or something, that waits in a queue: `since` is its place, which it keeps over queues and call-backs.

    The subject is a kind and an id of that kind: whoever lets it wait knows what it is. `skills` is skill → level, beside the queue's.
    """

    class End(models.TextChoices):
        ANSWERED = "answered", pgettext_lazy("waiting", "answered")
        ABANDONED = "abandoned", pgettext_lazy("waiting", "gave up")
        CALL_BACK = "call_back", pgettext_lazy("waiting", "to be called back")
        VOICEMAIL = "voicemail", pgettext_lazy("waiting", "left a message")
        GOODBYE = "goodbye", pgettext_lazy("waiting", "sent away")
        MOVED = "moved", pgettext_lazy("waiting", "taken elsewhere")

    queue = models.ForeignKey(Queue, on_delete=models.PROTECT, related_name="waiting", db_index=False)
    channel = models.CharField(max_length=8, choices=Channel)
    subject_kind = models.SlugField(max_length=20, db_index=False)
    subject_id = models.BigIntegerField()
    language = models.CharField(max_length=2, choices=LANGUAGE_CHOICES, blank=True, default="")
    may_drop_language = models.BooleanField(default=False)
    skills = models.JSONField(default=dict, blank=True)
    bonus_s = models.PositiveIntegerField(default=0)
    is_call_back = models.BooleanField(default=False)
    since = models.DateTimeField()
    entered_at = models.DateTimeField()
    overflow_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    end = models.CharField(max_length=10, choices=End, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject_kind", "subject_id"], condition=Q(ended_at=None), name="waiting_once"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, end="") | (Q(ended_at__isnull=False) & ~Q(end="")), name="waiting_ends"
            ),
        ]
        indexes = [
            models.Index(fields=["queue", "since", "id"], condition=Q(ended_at=None), name="waiting_in_queue"),
            models.Index(fields=["queue", "-ended_at"], condition=Q(ended_at__isnull=False), name="waiting_ended"),
            models.Index(fields=["overflow_at"], condition=Q(ended_at=None, overflow_at__isnull=False), name="waiting_flows_over"),
        ]


class Offer(models.Model):
    """What waits, rung at one operator until `expires_at`; once taken up it lasts until the conversation and its wrap-up have ended.

    Its state is left by one writer only: whoever changes it from `offered`. `again_at`: until when nothing rings at who missed or declined it.
    """

    class State(models.TextChoices):
        OFFERED = rules.OfferState.OFFERED.value, pgettext_lazy("offer", "rings")
        ACCEPTED = rules.OfferState.ACCEPTED.value, pgettext_lazy("offer", "taken up")
        MISSED = rules.OfferState.MISSED.value, pgettext_lazy("offer", "missed")
        DECLINED = rules.OfferState.DECLINED.value, pgettext_lazy("offer", "declined")
        WITHDRAWN = rules.OfferState.WITHDRAWN.value, pgettext_lazy("offer", "withdrawn")

    waiting = models.ForeignKey(Waiting, on_delete=models.PROTECT, related_name="offers")
    operator = models.ForeignKey(User, on_delete=models.PROTECT, related_name="offers", db_index=False)
    decision = models.ForeignKey(Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.OFFERED)
    offered_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    again_at = models.DateTimeField(null=True, blank=True)
    wrap_up_until = models.DateTimeField(null=True, blank=True)
    wrapped_up_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["operator"], condition=Q(state="offered"), name="offer_one_rings"),
            models.UniqueConstraint(
                fields=["waiting"], condition=Q(state__in=["offered", "accepted"], ended_at=None), name="offer_one_owner"
            ),
            models.CheckConstraint(condition=~Q(state="accepted") | Q(answered_at__isnull=False), name="offer_answered"),
            models.CheckConstraint(condition=Q(state__in=["offered", "accepted"]) | Q(ended_at__isnull=False), name="offer_ends"),
        ]
        indexes = [
            models.Index(fields=["expires_at"], condition=Q(state="offered"), name="offer_expires"),
            models.Index(fields=["operator"], condition=Q(ended_at=None), name="offer_by_operator"),
            models.Index(fields=["operator", "-id"], name="offer_record"),
            models.Index(fields=["wrap_up_until"], condition=Q(wrap_up_until__isnull=False, wrapped_up_at=None), name="offer_wraps_up"),
        ]
