from __future__ import annotations

from django.urls import path

from balie.conversation.answers import views

app_name = "answers"
urlpatterns = [path("answers/", views.index, name="index")]
