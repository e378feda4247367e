"""Lines, telephones and numbers; every call as one record with its legs and its journey; whom is to be called back."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from balie.access.accounts.models import Team, User
from balie.access.permissions.encryption import EncryptedTextField
from balie.conversation.contacts.models import Contact
from balie.conversation.routing.models import Offer, Queue
from balie.conversation.telephony import rules
from balie.foundation.text.labels import LabelField
from balie.foundation.text.models import LANGUAGE_CHOICES
from balie.records.calendars.models import Calendar
from balie.records.taxonomy.models import Brand


class Trunk(models.Model):
    """A line at a provider of telephony, or at the organisation's own exchange.

    With `registers` we sign in there; calls from `addresses` are its own. `trouble` is the SIP status of the last failure, 0 for silence.
    """

    class Transport(models.TextChoices):
        UDP = "udp", "UDP"
        TCP = "tcp", "TCP"
        TLS = "tls", "TLS"

    key = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    host = models.CharField(max_length=255)
    port = models.PositiveIntegerField(default=5060)
    transport = models.CharField(max_length=3, choices=Transport, default=Transport.UDP)
    user = models.CharField(max_length=80, blank=True, default="")
    secret = EncryptedTextField(blank=True, default="")
    registers = models.BooleanField(default=False)
    addresses = ArrayField(models.GenericIPAddressField(), default=list, blank=True)
    is_active = models.BooleanField(default=True)
    registered_at = models.DateTimeField(null=True, blank=True)
    trouble = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(port__range=(1, 65535)), name="trunk_port")]


class PhoneQuerySet(models.QuerySet["Phone"]):
    """Telephones, as they are asked for."""

    def where_rings(self, user: User) -> Phone | None:
        """Where calls for the user ring: in the browser where they chose that, else at the one that signed in last; None when it is not there."""
        phones = list(self.select_related("user").filter(user=user, is_active=True).order_by("-registered_at", "pk"))
        chosen = [each for each in phones if each.kind == Phone.Kind.BROWSER] or phones
        return next((each for each in chosen if each.registered_at is not None), None)


class Phone(models.Model):
    """A telephone of ours: it signs in with its key and a secret that we made. It is one person's, or nobody's in particular.

    One in a browser has no secret: who is signed in there may use it.
    """

    class Kind(models.TextChoices):
        DESK = "desk", _("Telephone on the desk")
        BROWSER = "browser", _("This browser, with a headset")

    key = models.SlugField(max_length=40, unique=True)
    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="phones")
    secret = EncryptedTextField()
    is_active = models.BooleanField(default=True)
    registered_at = models.DateTimeField(null=True, blank=True)
    address = models.CharField(max_length=80, blank=True, default="")
    kind = models.CharField(max_length=7, choices=Kind, default=Kind.DESK)

    objects = PhoneQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=Q(kind="browser"), name="phone_one_browser"),
            models.CheckConstraint(condition=~Q(kind="browser") | Q(user__isnull=False), name="phone_of_a_browser"),
        ]


class Browser(models.Model):
    """A browser that is a telephone, or was until `ended_at`: an operator's `phone`, or a caller's of the demo. `answer` is the media process's SDP."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    phone = models.ForeignKey(Phone, null=True, blank=True, on_delete=models.CASCADE, related_name="browsers", db_index=False)
    instance = models.CharField(max_length=32)
    answer = models.TextField(blank=True, default="")
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    why = models.CharField(max_length=20, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["phone"], condition=Q(ended_at=None), name="browser_one_open")]
        indexes = [models.Index(fields=["ended_at"], name="browser_by_end")]


class Number(models.Model):
    """A number that people dial: which team answers it, in which queue callers wait, in which language they are greeted, when it is open, who calls back what was missed.

    `shown` is what its team shows when it calls somebody, "" for what the organisation shows.
    """

    digits = models.CharField(max_length=20, unique=True)
    name = LabelField()
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    queue = models.ForeignKey(Queue, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    brand = models.ForeignKey(Brand, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=2, choices=LANGUAGE_CHOICES, default="nl")
    calendar = models.ForeignKey(Calendar, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    call_back_owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    shown = models.CharField(max_length=20, blank=True, default="")
    is_active = models.BooleanField(default=True)


class Call(models.Model):
    """One call, whatever became of it. `party` is the other side as it was shown: E.164 where it is a number.

    `queue` is where a menu sends the caller, the number's without one; `skills` is skill → least level, as they chose. `unanswered_as` is
    how it ends when they go now.
    """

    class Direction(models.TextChoices):
        IN = "in", _("incoming")
        OUT = "out", _("outgoing")

    class State(models.TextChoices):
        BEGUN = "begun", pgettext_lazy("call", "begun")
        GREETED = "greeted", pgettext_lazy("call", "being greeted")
        WAITING = "waiting", pgettext_lazy("call", "waiting")
        TALKING = "talking", pgettext_lazy("call", "in conversation")
        ENDED = "ended", pgettext_lazy("call", "ended")

    class Outcome(models.TextChoices):
        ANSWERED = rules.Outcome.ANSWERED.value, pgettext_lazy("call", "answered")
        ABANDONED = rules.Outcome.ABANDONED.value, pgettext_lazy("call", "given up")
        OUT_OF_HOURS = rules.Outcome.OUT_OF_HOURS.value, pgettext_lazy("call", "outside opening hours")
        LOST = rules.Outcome.LOST.value, pgettext_lazy("call", "lost")
        UNKNOWN_NUMBER = rules.Outcome.UNKNOWN_NUMBER.value, pgettext_lazy("call", "no such number")
        NOT_ALLOWED = rules.Outcome.NOT_ALLOWED.value, pgettext_lazy("call", "not allowed")
        NOT_REACHED = rules.Outcome.NOT_REACHED.value, pgettext_lazy("call", "not reached")
        MESSAGE = rules.Outcome.MESSAGE.value, pgettext_lazy("call", "left a message")
        CALL_BACK = rules.Outcome.CALL_BACK.value, pgettext_lazy("call", "is called back in turn")
        SERVED = rules.Outcome.SERVED.value, pgettext_lazy("call", "served by the menu")

    direction = models.CharField(max_length=3, choices=Direction)
    contact = models.OneToOneField(Contact, null=True, blank=True, on_delete=models.PROTECT, related_name="call")
    number = models.ForeignKey(Number, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    party = models.CharField(max_length=100, blank=True, default="")
    party_name = models.CharField(max_length=100, blank=True, default="")
    language = models.CharField(max_length=2, choices=LANGUAGE_CHOICES, default="nl")
    state = models.CharField(max_length=8, choices=State, default=State.BEGUN)
    is_open = models.BooleanField(default=True)
    queue = models.ForeignKey(Queue, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    skills = models.JSONField(default=dict, blank=True)
    unanswered_as = models.CharField(max_length=16, choices=Outcome, blank=True, default="")
    began_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=16, choices=Outcome, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="ended", ended_at__isnull=False) & ~Q(outcome="")
                | ~Q(state="ended") & Q(ended_at__isnull=True, outcome=""),
                name="call_ends_once",
            ),
        ]
        indexes = [
            models.Index(fields=["id"], condition=~Q(state="ended"), name="call_running"),
            models.Index(fields=["-began_at", "-id"], name="call_newest"),
            models.Index(fields=["number", "-began_at"], name="call_by_number"),
        ]

    @property
    def waits_in(self) -> Queue | None:
        """The queue where the caller waits, or would."""
        return self.queue or (self.number.queue if self.number is not None else None)


class Leg(models.Model):
    """One party's end of a call. `name` is that of the media process `instance`; `told` says who asked for it by a transfer, to tell them;
    `offer` is what rings there. `consulted_by` is who asks a colleague before the caller is theirs; `watched` is the operator a supervisor
    hears, and `watch` how. What is heard of it is that of the last five seconds; `mos` goes from 1 to 4.5 (ITU-T G.107).
    """

    class Party(models.TextChoices):
        CUSTOMER = "customer", _("customer")
        OPERATOR = "operator", _("operator")
        SUPERVISOR = "supervisor", _("supervisor")

    class Watch(models.TextChoices):
        LISTEN = "listen", _("listens")
        WHISPER = "whisper", _("whispers")
        JOIN = "join", _("takes part")

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="legs")
    instance = models.CharField(max_length=32)
    name = models.CharField(max_length=40)
    party = models.CharField(max_length=10, choices=Party)
    phone = models.ForeignKey(Phone, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    told = models.CharField(max_length=40, blank=True, default="")
    offer = models.ForeignKey(Offer, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    consulted_by = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    watched = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="watchers", db_index=False)
    watch = models.CharField(max_length=7, choices=Watch, blank=True, default="")
    is_held = models.BooleanField(default=False)
    is_muted = models.BooleanField(default=False)
    loss_percent = models.FloatField(null=True, blank=True)
    jitter_ms = models.FloatField(null=True, blank=True)
    mos = models.FloatField(null=True, blank=True)
    began_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=20, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["instance", "name"], name="leg_once"),
            models.CheckConstraint(
                condition=Q(party="supervisor", watched__isnull=False) & ~Q(watch="") | ~Q(party="supervisor") & Q(watched=None, watch=""),
                name="leg_watches",
            ),
        ]
        indexes = [
            models.Index(fields=["call"], condition=Q(ended_at=None), name="leg_open_by_call"),
            models.Index(fields=["user", "-began_at"], condition=Q(user__isnull=False), name="leg_by_user"),
        ]


class Step(models.Model):
    """What happened to a call, in its order: its journey."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="steps", db_index=False)
    at = models.DateTimeField()
    kind = models.SlugField(max_length=20, db_index=False)
    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    detail = models.CharField(max_length=40, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["call", "id"], name="step_by_call")]


class CallBack(models.Model):
    """Somebody rang in vain: `owner` calls them. Whoever rings in vain again waits for the same call."""

    class End(models.TextChoices):
        CALLED = "called", _("called back")
        CAME_BACK = "came_back", _("rang again and was answered")
        DROPPED = "dropped", _("not needed")

    number = models.ForeignKey(Number, on_delete=models.PROTECT, related_name="+", db_index=False)
    party = models.CharField(max_length=100)
    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="+", db_index=False)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="call_backs", db_index=False)
    times = models.PositiveSmallIntegerField(default=1)
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    end = models.CharField(max_length=9, choices=End, blank=True, default="")
    ended_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["number", "party"], condition=Q(ended_at=None), name="call_back_one_open"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, end="") | Q(ended_at__isnull=False) & ~Q(end=""), name="call_back_ends"
            ),
        ]
        indexes = [models.Index(fields=["owner", "asked_at"], condition=Q(ended_at=None), name="call_back_by_owner")]


class Prompt(models.Model):
    """A sound of the organisation's own, in the place of the one of this name that comes with Balie; `language` is "" for what is no speech."""

    name = models.CharField(max_length=40)
    language = models.CharField(max_length=2, choices=LANGUAGE_CHOICES, blank=True, default="")
    sha256 = models.CharField(max_length=64)
    duration_ms = models.PositiveIntegerField()
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "language"], name="prompt_once")]


class Outgoing(models.Model):
    """One row: whom may be called. As it begins nobody is, but for help."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    is_on = models.BooleanField(default=False)
    regions = ArrayField(models.CharField(max_length=2), default=list, blank=True)
    prefixes = ArrayField(models.CharField(max_length=16), default=list, blank=True)
    at_once_each = models.PositiveSmallIntegerField(default=1)
    calls_a_day_each = models.PositiveSmallIntegerField(default=100)
    minutes_a_day = models.PositiveIntegerField(default=600)
    calendar = models.ForeignKey(Calendar, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    trunk = models.ForeignKey(Trunk, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    shown_number = models.CharField(max_length=20, blank=True, default="")


class Judgement(models.Model):
    """What the guard said before a call left, kept as evidence."""

    VERDICTS: ClassVar[list[tuple[str, str]]] = [(each.value, each.value) for each in rules.Verdict]

    at = models.DateTimeField()
    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    number = models.CharField(max_length=100)
    verdict = models.CharField(max_length=16, choices=VERDICTS)

    class Meta:
        indexes = [models.Index(fields=["user", "-at"], name="judgement_by_user")]


class Order(models.Model):
    """A command to the media process, written with what caused it and taken away when it was said: none is lost, none said before its cause stands."""

    instance = models.CharField(max_length=32)
    line = models.JSONField()


class Link(models.Model):
    """One row: the media process that the engine knows, up to which event, and when it was last heard of."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    instance = models.CharField(max_length=32, blank=True, default="")
    last_event = models.BigIntegerField(default=0)
    seen_at = models.DateTimeField(null=True, blank=True)
