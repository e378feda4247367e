from __future__ import annotations

from django.urls import path

from balie.records.directory import views

app_name = "directory"
urlpatterns = [
    path("directory/", views.index, name="index"),
    path("directory/new/", views.create, name="create"),
    path("directory/<int:pk>/", views.entry, name="entry"),
    path("directory/<int:pk>/edit/", views.edit, name="edit"),
]
