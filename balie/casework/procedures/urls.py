from __future__ import annotations

from django.urls import path

from balie.casework.procedures import views

app_name = "procedures"
urlpatterns = [
    path("settings/procedures/", views.index, name="index"),
    path("settings/procedures/new/", views.create, name="create"),
    path("settings/procedures/<slug:key>/", views.procedure, name="procedure"),
    path("settings/procedures/<slug:key>/steps/new/", views.step, name="new_step"),
    path("settings/procedures/<slug:key>/steps/<int:pk>/", views.step, name="step"),
    path("settings/procedures/<slug:key>/steps/<int:pk>/move/", views.move, name="move"),
    path("settings/procedures/<slug:key>/steps/<int:pk>/remove/", views.remove, name="remove"),
    path("settings/procedures/<slug:key>/begin/", views.begin, name="begin"),
    path("settings/procedures/<slug:key>/drop/", views.drop, name="drop"),
    path("settings/procedures/<slug:key>/publish/", views.publish, name="publish"),
    path("settings/procedures/<slug:key>/retire/", views.retire, name="retire"),
    path("settings/procedures/<slug:key>/preview/", views.preview, name="preview"),
    path("settings/procedures/<slug:key>/history/", views.history, name="history"),
]
