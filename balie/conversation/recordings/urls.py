from __future__ import annotations

from django.urls import path

from balie.conversation.recordings import views

app_name = "recordings"
urlpatterns = [
    path("contacts/<int:number>/recording/", views.panel, name="panel"),
    path("contacts/<int:number>/recording/start/", views.start, name="start"),
    path("contacts/<int:number>/recording/pause/", views.pause, name="pause"),
    path("contacts/<int:number>/recording/resume/", views.resume, name="resume"),
    path("contacts/<int:number>/recording/refuse/", views.refuse, name="refuse"),
    path("recordings/<slug:name>/", views.recording, name="recording"),
    path("recordings/<slug:name>/sound/", views.sound, name="sound"),
    path("recordings/<slug:name>/hold/", views.hold, name="hold"),
    path("recordings/<slug:name>/erase/", views.erase, name="erase"),
    path("settings/recordings/", views.settings, name="settings"),
]
