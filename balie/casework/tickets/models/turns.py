"""Which ticket comes first, beside the tickets."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from balie.casework.tickets.models.ticket import Ticket


class Turn(models.Model):
    """Where a ticket that asks for work stands in the order of work: what of it decides that, kept by the database (decision 0050).

    A changed agreement moves every open ticket; no index of the tickets themselves holds what it moves, so that costs one of these small rows.
    """

    ticket = models.OneToOneField(Ticket, primary_key=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="turn")
    work_order = models.BigIntegerField()
    owner_id = models.BigIntegerField(null=True)
    team_id = models.BigIntegerField(null=True)
    is_shared = models.BooleanField()

    class Meta:
        indexes = [
            models.Index(fields=["owner_id", "work_order", "ticket"], condition=Q(owner_id__isnull=False), name="turn_by_owner"),
            models.Index(fields=["team_id", "work_order", "ticket"], condition=Q(owner_id=None), name="turn_by_team"),
            models.Index(fields=["work_order", "ticket"], condition=Q(owner_id=None, is_shared=True), name="turn_shared"),
        ]
