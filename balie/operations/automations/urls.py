from __future__ import annotations

from django.urls import path

from balie.operations.automations import views

app_name = "automations"
urlpatterns = [
    path("settings/automations/", views.index, name="index"),
    path("settings/automations/new/", views.create, name="create"),
    path("settings/automations/log/", views.log, name="log"),
    path("settings/automations/<int:pk>/", views.rule, name="rule"),
    path("settings/automations/<int:pk>/switch/", views.switch, name="switch"),
    path("settings/automations/<int:pk>/move/", views.move, name="move"),
    path("settings/automations/<int:pk>/remove/", views.remove, name="remove"),
]
