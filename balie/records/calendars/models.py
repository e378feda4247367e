"""Opening hours: a week in a zone, public holidays, and what is otherwise on some days or for some time."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from balie.foundation.text.labels import LabelField


class Calendar(models.Model):
    """`week` maps `mon` … `sun` to slots `[["08:30", "12:00"], …]`; an end before its start lies in the next day.

    `always` is day and night, holidays too: then the week is empty, and only own days close. `holidays` is a place
    as “BE” or “DE-BY”, or nothing.
    """

    key = models.SlugField(max_length=40, unique=True)
    name = LabelField()
    zone = models.CharField(max_length=40, default="Europe/Brussels")
    week = models.JSONField(default=dict)
    always = models.BooleanField(default=False)
    holidays = models.SlugField(max_length=10, blank=True, default="", db_index=False)
    is_default = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["is_default"], condition=Q(is_default=True), name="calendar_one_default")]

    def __str__(self) -> str:
        return str(self.name)


class OwnDay(models.Model):
    """From `first_on` to `last_on`, both in it, these slots hold instead of the week and the holidays; none is closed."""

    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="own_days")
    first_on = models.DateField()
    last_on = models.DateField()
    name = LabelField()
    slots = models.JSONField(default=list, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="own_day_in_order")]


class Season(models.Model):
    """Another week for a time, as summer hours."""

    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="seasons")
    first_on = models.DateField()
    last_on = models.DateField()
    name = LabelField()
    week = models.JSONField(default=dict)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="season_in_order")]


class CalendarVersion(models.Model):
    """A calendar as it was from `at` on, never changed: what was reckoned with it can be told again. `hours` as `write_hours` gives them."""

    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    hours = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["calendar", "number"], name="calendar_version_once")]
