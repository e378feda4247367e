from __future__ import annotations

from django.urls import path

from balie.conversation.routing import views

app_name = "routing"
urlpatterns = [
    path("work/state/", views.state, name="state"),
    path("operators/", views.operators, name="operators"),
    path("operators/<int:user_id>/", views.operator, name="operator"),
    path("operators/<int:user_id>/state/", views.set_state, name="set_state"),
    path("work/ringing/", views.ringing, name="ringing"),
    path("work/ringing/<int:offer_id>/accept/", views.accept, name="accept"),
    path("work/ringing/<int:offer_id>/decline/", views.decline, name="decline"),
    path("work/wrapped-up/", views.wrapped_up, name="wrapped_up"),
    path("queues/", views.queues, name="queues"),
    path("queues/waiting/<int:waiting_id>/", views.waiting, name="waiting"),
    path("queues/waiting/<int:waiting_id>/pick-up/", views.pick_up, name="pick_up"),
    path("queues/<slug:key>/", views.queue, name="queue"),
    path("settings/queues/", views.queue_settings, name="queue_settings"),
    path("settings/queues/new/", views.create_queue, name="create_queue"),
    path("settings/queues/<slug:key>/", views.edit_queue, name="edit_queue"),
    path("settings/work/reasons/", views.reasons, name="reasons"),
    path("settings/work/", views.settings, name="settings"),
]
