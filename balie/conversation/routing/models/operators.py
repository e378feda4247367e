"""Operators' states as timed records, what they hold on lease, and why they were given it."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from balie.access.accounts.models import Skill, Team, User
from balie.conversation.routing import rules
from balie.foundation.text.labels import LabelField
from balie.records.taxonomy.models import Category


class Channel(models.TextChoices):
    """What one is given: each with a most of its own. Tickets stand for mail, too."""

    TICKET = "ticket", _("tickets")
    CALL = "call", _("calls")
    CHAT = "chat", _("chats")


class ChannelLimit(models.Model):
    """How many of a channel one operator holds at once, and beside which other channels: `beside` are those it may interrupt."""

    USUAL: ClassVar[dict[str, int]] = {"ticket": 3, "call": 1, "chat": 3}
    BESIDE: ClassVar[dict[str, list[str]]] = {"ticket": [], "call": ["ticket"], "chat": ["ticket"]}

    channel = models.CharField(max_length=8, choices=Channel, unique=True)
    most = models.PositiveSmallIntegerField()
    beside = ArrayField(models.CharField(max_length=8, choices=Channel), default=list, db_default=[], blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(most__range=(1, 20)), name="channel_limit_range")]


class NotReadyReason(models.Model):
    """Why somebody is not ready: lunch, training, talk with the team leader …"""

    key = models.SlugField(max_length=40, unique=True)
    name = LabelField()
    position = models.PositiveSmallIntegerField(default=0)
    is_retired = models.BooleanField(default=False)


class OperatorState(models.Model):
    """From when to when somebody was in a state, and who said so. Append-only: only its end is filled in, once."""

    class State(models.TextChoices):
        AVAILABLE = rules.State.AVAILABLE.value, pgettext_lazy("operator", "available")
        OFFERED = rules.State.OFFERED.value, pgettext_lazy("operator", "being rung")
        TALKING = rules.State.TALKING.value, pgettext_lazy("operator", "in conversation")
        WRAP_UP = rules.State.WRAP_UP.value, pgettext_lazy("operator", "wrapping up")
        NOT_READY = rules.State.NOT_READY.value, pgettext_lazy("operator", "not ready")
        MISSED = rules.State.MISSED.value, pgettext_lazy("operator", "missed an offer")

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="states")
    state = models.CharField(max_length=10, choices=State)
    reason = models.ForeignKey(NotReadyReason, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=Q(until=None), name="operator_state_one_open"),
            models.CheckConstraint(condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="operator_state_in_order"),
            models.CheckConstraint(condition=Q(reason__isnull=True) | Q(state="not_ready"), name="operator_state_reason"),
        ]
        indexes = [
            models.Index(fields=["user", "-since"], name="operator_state_by_user"),
            models.Index(fields=["state"], condition=Q(until=None), name="operator_state_now"),
        ]


class Requirement(models.Model):
    """What work of a category, or of a team, asks: a skill and how much of it."""

    category = models.ForeignKey(Category, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    skill = models.ForeignKey(Skill, on_delete=models.CASCADE, related_name="+")
    least = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["category", "team", "skill"], nulls_distinct=False, name="requirement_once"),
            models.CheckConstraint(
                condition=Q(category__isnull=False, team__isnull=True) | Q(category__isnull=True, team__isnull=False),
                name="requirement_of_one",
            ),
            models.CheckConstraint(condition=Q(least__range=(1, 5)), name="requirement_level_1_to_5"),
        ]


class Decision(models.Model):
    """Why this one: what was chosen for whom, under which version of the rules, what came first and did not fit, what came next."""

    at = models.DateTimeField()
    operator = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=8, choices=Channel)
    subject_kind = models.SlugField(max_length=20, db_index=False)
    subject_id = models.BigIntegerField()
    rules_version = models.PositiveSmallIntegerField()
    facts = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "-id"], name="decision_by_subject"),
            models.Index(fields=["operator", "-id"], name="decision_by_operator"),
        ]


class Lease(models.Model):
    """Work in somebody's hands for a while, by the database's time. Its id is the fencing token: a later one is higher.

    `again_at` keeps what was given back away
    from its holder until then. The subject is a kind and an id of that kind: whoever leases knows what it is.
    """

    class End(models.TextChoices):
        USED = "used", _("begun")
        GIVEN_BACK = "given_back", _("given back")
        EXPIRED = "expired", _("left")

    subject_kind = models.SlugField(max_length=20, db_index=False)
    subject_id = models.BigIntegerField()
    channel = models.CharField(max_length=8, choices=Channel)
    holder = models.ForeignKey(User, on_delete=models.PROTECT, related_name="leases", db_index=False)
    decision = models.ForeignKey(Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    end = models.CharField(max_length=10, choices=End, blank=True, default="")
    reason = models.CharField(max_length=300, blank=True, default="")
    again_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject_kind", "subject_id"], condition=Q(ended_at=None), name="lease_one_holder"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, end="") | (Q(ended_at__isnull=False) & ~Q(end="")), name="lease_ends"
            ),
        ]
        indexes = [
            models.Index(fields=["holder"], condition=Q(ended_at=None), name="lease_by_holder"),
            models.Index(fields=["expires_at"], condition=Q(ended_at=None), name="lease_expires"),
            models.Index(fields=["holder", "subject_kind", "again_at"], condition=Q(again_at__isnull=False), name="lease_cooling"),
        ]
