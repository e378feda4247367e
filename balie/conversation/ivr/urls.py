from __future__ import annotations

from django.urls import path

from balie.conversation.ivr import views

app_name = "ivr"
urlpatterns = [
    path("settings/telephone/menus/", views.menus, name="menus"),
    path("settings/telephone/menus/new/", views.create_menu, name="create_menu"),
    path("settings/telephone/menus/<slug:key>/", views.menu, name="menu"),
]
