from __future__ import annotations

from django.urls import path

from balie.records.calendars import views

app_name = "calendars"
urlpatterns = [
    path("settings/calendars/", views.index, name="index"),
    path("settings/calendars/<slug:key>/", views.edit, name="edit"),
    path("settings/calendars/<slug:key>/default/", views.make_default, name="make_default"),
]
