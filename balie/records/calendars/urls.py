from __future__ import annotations

from django.urls import path

from balie.records.calendars import views

app_name = "calendars"
urlpatterns = [
    path("settings/calendars/", views.index, name="index"),
    path("settings/calendars/new/", views.create, name="create"),
    path("settings/calendars/days/<int:pk>/remove/", views.remove_day, name="remove_day"),
    path("settings/calendars/seasons/<int:pk>/", views.season, name="season"),
    path("settings/calendars/seasons/<int:pk>/remove/", views.remove_season, name="remove_season"),
    path("settings/calendars/<slug:key>/", views.edit, name="edit"),
    path("settings/calendars/<slug:key>/default/", views.make_default, name="make_default"),
    path("settings/calendars/<slug:key>/remove/", views.remove, name="remove"),
    path("settings/calendars/<slug:key>/days/", views.days, name="days"),
    path("settings/calendars/<slug:key>/days/import/", views.import_days, name="import_days"),
    path("settings/calendars/<slug:key>/seasons/new/", views.new_season, name="new_season"),
    path("settings/calendars/<slug:key>/month/", views.month, name="month"),
    path("settings/calendars/<slug:key>/calendar.ics", views.export_ics, name="export"),
]
