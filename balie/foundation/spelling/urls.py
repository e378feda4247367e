from __future__ import annotations

from django.urls import path

from balie.foundation.spelling import views

app_name = "spelling"
urlpatterns = [
    path("spelling/", views.look, name="look"),
    path("spelling/typed/", views.typed, name="typed"),
]
