"""Tickets passed on: offered to a team or a colleague, and the work of who is away."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import Team, User
from balie.casework.tickets.models.ticket import Ticket


class Transfer(models.Model):
    """A ticket passed on: offered until somebody there takes it up, or refuses it and it comes back."""

    class State(models.TextChoices):
        OFFERED = "offered", _("offered")
        ACCEPTED = "accepted", _("taken up")
        REFUSED = "refused", _("came back")
        OVERTAKEN = "overtaken", _("passed on again")

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="transfers", db_index=False)
    from_team = models.ForeignKey(Team, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    from_owner = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    to_team = models.ForeignKey(Team, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    to_owner = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    reason = models.CharField(max_length=300)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=9, choices=State, default=State.OFFERED)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    refusal = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket"], condition=Q(state="offered"), name="transfer_one_offered")]
        indexes = [
            models.Index(fields=["ticket", "-id"], name="transfer_by_ticket"),
            models.Index(fields=["to_team", "-id"], condition=Q(state="refused"), name="transfer_refused_by_team"),
            models.Index(fields=["from_team", "-id"], condition=Q(state="refused"), name="transfer_came_back_to"),
        ]


class Handover(models.Model):
    """Somebody's open work and promises, passed to colleagues in one go: what went to whom, so that it can be taken back.

    `given` pairs a ticket with its new owner (none: to the team), `promised` a promise with its new one.
    """

    from_user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    given = models.JSONField(default=list)
    promised = models.JSONField(default=list)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
