from __future__ import annotations

from django.urls import path

from balie.records.sla import views

app_name = "sla"
urlpatterns = [
    path("settings/sla/", views.index, name="index"),
    path("settings/sla/new/", views.create, name="create"),
    path("settings/sla/try/", views.try_out, name="try_out"),
    path("settings/sla/<slug:key>/", views.agreement, name="agreement"),
    path("settings/sla/<slug:key>/targets/", views.targets, name="targets"),
    path("settings/sla/<slug:key>/escalations/", views.escalations, name="escalations"),
    path("settings/sla/<slug:key>/contracts/", views.contracts, name="contracts"),
    path("settings/sla/<slug:key>/contracts/<int:pk>/remove/", views.release, name="release"),
    path("settings/sla/<slug:key>/remove/", views.remove, name="remove"),
    path("settings/sla/<slug:key>/default/", views.make_default, name="make_default"),
]
