"""Addresses of files on the main host: uploading, and the way to the second host."""

from __future__ import annotations

from django.urls import path

from balie.foundation.files import views

app_name = "files"
urlpatterns = [path("", views.upload, name="upload"), path("<uuid:pk>/", views.open_file, name="open")]
