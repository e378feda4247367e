from __future__ import annotations

from django.urls import path

from balie.records.shorthand import views

app_name = "shorthand"
urlpatterns = [
    path("me/shorthand/", views.index, name="index"),
    path("me/shorthand/words/", views.words, name="words"),
    path("me/shorthand/<int:pk>/remove/", views.remove, name="remove"),
]
