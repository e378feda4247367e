"""What lies beside a ticket: contacts, mail, notes, links, files, who watches, what happened, and what colleagues must see."""

from __future__ import annotations

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.casework.procedures.models import Run
from balie.casework.tickets.models.ticket import Ticket
from balie.conversation.contacts.models import Contact, Question
from balie.conversation.email.models import Thread
from balie.foundation.files.models import File


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
    """An internal note: the customer never sees it. Without `by` a rule wrote it."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="notes")
    text = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    files = models.ManyToManyField(File, related_name="+", blank=True)


class TicketRun(models.Model):
    """A procedure that the ticket is treated by, under way or not any more."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="runs")
    run = models.OneToOneField(Run, on_delete=models.PROTECT, related_name="ticket_run")


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
        FOLLOW_UP = "follow_up", _("follow-up of")
        MERGED = "merged", _("merged into")

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

    `before` and `after` hold the columns (ids, codes, times) that a verb that can be undone changed, as it found and left them; empty once it was.
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
    after = models.JSONField(null=True)

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
        PHISHING = "phishing", _("a colleague marked a mail as phishing")
        ESCALATED = "escalated", _("a promise to the customer runs out")
        RULE = "rule", _("a rule asks you to look")
        RULE_OFF = "rule_off", _("a rule of yours failed here too often and was switched off")
        LATE_STEP = "late_step", _("a step of the procedure is late")
        REFUSED = "refused", _("came back to you")
        HANDED = "handed", _("came to you from a colleague")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notifications")
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="notifications")
    kind = models.CharField(max_length=10, choices=Kind)
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["user", "-id"], condition=Q(read_at=None), name="notification_unread")]
