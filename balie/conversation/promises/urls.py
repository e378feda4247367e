from __future__ import annotations

from django.urls import path

from balie.conversation.promises import views

app_name = "promises"
urlpatterns = [
    path("promises/", views.index, name="index"),
    path("promises/about/<slug:kind>/<int:number>/", views.about, name="about"),
    path("promises/<int:pk>/settle/", views.settle, name="settle"),
    path("settings/promises/", views.settings, name="settings"),
]
