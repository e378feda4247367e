from __future__ import annotations

from django.urls import path

from balie.conversation.ivr import prompt_views, views

app_name = "ivr"
urlpatterns = [
    path("settings/telephone/menus/", views.menus, name="menus"),
    path("settings/telephone/menus/new/", views.create_menu, name="create_menu"),
    path("settings/telephone/menus/<slug:key>/", views.menu, name="menu"),
    path("settings/telephone/heard/", prompt_views.prompts, name="prompts"),
    path("settings/telephone/heard/<slug:name>/", prompt_views.prompt, name="prompt"),
    path("settings/telephone/heard/<slug:name>/sound/", prompt_views.sound, name="music"),
    path("settings/telephone/heard/<slug:name>/sound/<slug:language>/", prompt_views.sound, name="sound"),
]
