from __future__ import annotations

from django.urls import path

from balie.foundation.suggestions import views

app_name = "suggestions"
urlpatterns = [
    path("suggestions/", views.suggest, name="suggest"),
    path("suggestions/take/", views.take, name="take"),
]
