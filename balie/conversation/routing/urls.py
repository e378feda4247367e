from __future__ import annotations

from django.urls import path

from balie.conversation.routing import views

app_name = "routing"
urlpatterns = [
    path("work/state/", views.state, name="state"),
    path("operators/", views.operators, name="operators"),
    path("operators/<int:user_id>/", views.operator, name="operator"),
    path("operators/<int:user_id>/state/", views.set_state, name="set_state"),
    path("settings/work/reasons/", views.reasons, name="reasons"),
    path("settings/work/", views.settings, name="settings"),
]
