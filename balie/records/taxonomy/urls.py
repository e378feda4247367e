from __future__ import annotations

from django.urls import path

from balie.records.taxonomy import views

app_name = "taxonomy"
urlpatterns = [
    path("settings/organisation/", views.organisation, name="organisation"),
    path("settings/taxonomy/", views.terms, name="index"),
    path("settings/taxonomy/<slug:slug>/", views.terms, name="terms"),
    path("settings/taxonomy/<slug:slug>/new/", views.add, name="add"),
    path("settings/taxonomy/<slug:slug>/<int:pk>/", views.edit, name="edit"),
    path("settings/taxonomy/<slug:slug>/<int:pk>/move/", views.move, name="move"),
    path("settings/taxonomy/<slug:slug>/<int:pk>/retire/", views.retire, name="retire"),
    path("settings/taxonomy/<slug:slug>/<int:pk>/restore/", views.restore, name="restore"),
]
