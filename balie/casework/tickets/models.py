"""The ticket: a question or problem under treatment."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.access.permissions.levels import Protected, ProtectedQuerySet
from balie.conversation.contacts.models import Contact, Question
from balie.conversation.email.models import Thread
from balie.foundation.files.models import File
from balie.foundation.text.labels import LabelField
from balie.foundation.text.models import LANGUAGE_CHOICES
from balie.records.customers.models import Customer
from balie.records.taxonomy.models import Brand, Category, Cause, Purpose, Result


class TicketQuerySet(ProtectedQuerySet["Ticket"]):
    view_verb = "tickets.view"
    has_more_teams = True

    def open(self) -> TicketQuerySet:
        """What still asks for work: not solved, not closed."""
        return self.filter(state__in=Ticket.OPEN_STATES)


class StateReason(models.Model):
    """Why a ticket waits: "customer sends the meter reading", "supplier delivers" …"""

    key = models.SlugField(max_length=40, unique=True)
    name = LabelField()
    state = models.CharField(max_length=10)
    is_retired = models.BooleanField(default=False)


class PriorityCell(models.Model):
    """The matrix: which priority an urgency and an impact give (1 is most pressing, 4 least)."""

    urgency = models.PositiveSmallIntegerField()
    impact = models.PositiveSmallIntegerField()
    priority = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["urgency", "impact"], name="priority_cell_once"),
            models.CheckConstraint(
                condition=Q(urgency__range=(1, 3), impact__range=(1, 3), priority__range=(1, 4)), name="priority_cell_ranges"
            ),
        ]


# Also the order of the values: a partial index serves only a condition its own follows from.
_IS_OPEN = Q(state__in=["new", "open", "customer", "third"])


class Ticket(Protected):
    """`participant_ids` are owner, watchers and who was mentioned. `answer_due_since` is the oldest customer message
    without an answer; it orders the work list until agreements do. `also_team_ids` are other teams it was sent to.
    `reminded_of` is the `wake_at` that people were reminded of."""

    KIND_DIGIT: ClassVar[int] = 2

    class State(models.TextChoices):
        NEW = "new", _("new")
        OPEN = "open", _("open")
        CUSTOMER = "customer", _("waiting for customer")
        THIRD_PARTY = "third", _("waiting for third party")
        SOLVED = "solved", _("solved")
        CLOSED = "closed", _("closed")

    class Grade(models.IntegerChoices):
        HIGH = 1, _("high")
        NORMAL = 2, _("normal")
        LOW = 3, _("low")

    class Priority(models.IntegerChoices):
        CRITICAL = 1, _("critical")
        HIGH = 2, _("high priority")
        NORMAL = 3, _("normal priority")
        LOW = 4, _("low priority")

    OPEN_STATES: ClassVar[list[str]] = ["new", "open", "customer", "third"]

    number = models.BigIntegerField(unique=True)
    subject = models.CharField(max_length=300)
    customer = models.ForeignKey(Customer, null=True, blank=True, on_delete=models.PROTECT, related_name="tickets")
    requester_name = models.CharField(max_length=160, blank=True, default="")
    requester_address = models.CharField(max_length=254, blank=True, default="")
    brand = models.ForeignKey(Brand, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    purpose = models.ForeignKey(Purpose, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    category = models.ForeignKey(Category, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=2, choices=LANGUAGE_CHOICES, default="nl")
    owner = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="tickets")
    state = models.CharField(max_length=10, choices=State, default=State.NEW)
    state_reason = models.ForeignKey(StateReason, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    wake_at = models.DateTimeField(null=True, blank=True)
    reminded_of = models.DateTimeField(null=True, blank=True)
    urgency = models.PositiveSmallIntegerField(choices=Grade, default=Grade.NORMAL)
    impact = models.PositiveSmallIntegerField(choices=Grade, default=Grade.NORMAL)
    priority = models.PositiveSmallIntegerField(choices=Priority, default=Priority.NORMAL)
    tags = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    opened_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    answer_due_since = models.DateTimeField(null=True, blank=True)
    solved_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    reopened_count = models.PositiveSmallIntegerField(default=0)
    result = models.ForeignKey(Result, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    cause = models.ForeignKey(Cause, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    result_sentence = models.CharField(max_length=300, blank=True, default="")
    version = models.PositiveIntegerField(default=1)
    also_team_ids = ArrayField(models.BigIntegerField(), default=list, db_default=[], blank=True)

    found: dict[str, Any]  # no column: what `holding.held` found, for undoing

    objects: ClassVar[TicketQuerySet] = TicketQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [
            models.Index(fields=["-changed_at", "-id"], name="ticket_newest"),
            models.Index(fields=["customer", "-changed_at", "-id"], name="ticket_by_customer"),
            models.Index(fields=["-changed_at", "-id"], condition=_IS_OPEN, name="ticket_open"),
            models.Index(fields=["owner", "-changed_at", "-id"], condition=_IS_OPEN, name="ticket_open_by_owner"),
            models.Index(fields=["team", "-changed_at", "-id"], condition=_IS_OPEN, name="ticket_open_by_team"),
            models.Index(fields=["priority", "id"], condition=_IS_OPEN, name="ticket_open_by_priority"),
            models.Index(fields=["-opened_at", "-id"], condition=_IS_OPEN, name="ticket_open_by_age"),
            models.Index(fields=["-number", "-id"], condition=_IS_OPEN, name="ticket_open_by_number"),
            models.Index(
                fields=["answer_due_since", "id"], condition=_IS_OPEN & Q(answer_due_since__isnull=False), name="ticket_open_unanswered"
            ),
            models.Index(fields=["-changed_at", "-id"], condition=_IS_OPEN & Q(owner=None), name="ticket_open_unassigned"),
            models.Index(fields=["wake_at"], condition=Q(wake_at__isnull=False), name="ticket_wakes"),
            GinIndex(fields=["tags"], name="ticket_tags"),
        ]

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN_STATES


class ProgressMessage(models.Model):
    """Of which moments in a ticket's treatment the customer hears by itself; those without a row are not told."""

    class Moment(models.TextChoices):
        TAKEN = "taken", _("taken up")
        TRANSFERRED = "transferred", _("transferred")
        CUSTOMER = "customer", _("waiting for customer")
        THIRD_PARTY = "third", _("waiting for third party")
        SOLVED = "solved", _("solved")

    moment = models.CharField(max_length=12, choices=Moment, unique=True)
    is_on = models.BooleanField(default=False)


class TicketContact(models.Model):
    """The contacts a ticket came of and went on in; the question, when it was made from one."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="ticket_contacts")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="ticket_contacts")
    question = models.OneToOneField(Question, null=True, blank=True, on_delete=models.PROTECT, related_name="ticket_contact")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "contact"], name="ticket_contact_once")]


class TicketThread(models.Model):
    """The mail threads filed under a ticket: mails to come follow."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="ticket_threads")
    thread = models.OneToOneField(Thread, on_delete=models.PROTECT, related_name="ticket_thread")


class SideThread(models.Model):
    """A mail thread with a third party about the ticket. It hangs on the ticket alone: nothing that reaches the customer reads it."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="side_threads")
    thread = models.OneToOneField(Thread, on_delete=models.PROTECT, related_name="side_thread")
    address = models.CharField(max_length=254)


class TicketNote(models.Model):
    """An internal note: the customer never sees it."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="notes")
    text = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    files = models.ManyToManyField(File, related_name="+", blank=True)


class Watcher(models.Model):
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="watchers")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="watched")
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "user"], name="watcher_once")]


class TicketLink(models.Model):
    class Kind(models.TextChoices):
        RELATED = "related", _("related to")
        DUPLICATE = "duplicate", _("duplicate of")
        CHILD = "child", _("part of")

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="links")
    to = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="linked_from")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.RELATED)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "to", "kind"], name="ticket_link_once"),
            models.CheckConstraint(condition=~Q(ticket=models.F("to")), name="ticket_link_not_itself"),
        ]


class TicketFile(models.Model):
    """A file laid in the ticket by hand."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="ticket_files")
    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")


class Change(models.Model):
    """The ticket's history as people read it: one changed field, from → to, with the reason of a transfer.

    `before` holds the columns (ids, codes, times) as a verb that can be undone found them; empty once it was.
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="changes")
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    verb = models.CharField(max_length=40)
    field = models.CharField(max_length=40, blank=True, default="")
    old = models.CharField(max_length=300, blank=True, default="")
    new = models.CharField(max_length=300, blank=True, default="")
    reason = models.CharField(max_length=300, blank=True, default="")
    before = models.JSONField(null=True, encoder=DjangoJSONEncoder)

    class Meta:
        indexes = [models.Index(fields=["ticket", "-id"], name="change_by_ticket")]


class Notification(models.Model):
    """Something a colleague must see: a mention, a ticket given, an answer on a watched ticket."""

    class Kind(models.TextChoices):
        MENTIONED = "mentioned", _("mentioned you")
        ASSIGNED = "assigned", _("gave you a ticket")
        ANSWERED = "answered", _("the customer answered")
        WOKEN = "woken", _("the wait is over")
        UNSENT = "unsent", _("your mail could not be delivered")
        SHARED = "shared", _("came to your team too")
        ASIDE = "aside", _("a third party answered")
        PROMISED = "promised", _("the promised moment is near")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notifications")
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="notifications")
    kind = models.CharField(max_length=10, choices=Kind)
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["user", "-id"], condition=Q(read_at=None), name="notification_unread")]
