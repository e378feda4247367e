from __future__ import annotations

from django.urls import path

from balie.operations.scripts import views

app_name = "scripts"
urlpatterns = [
    path("contacts/<int:number>/script/", views.panel, name="panel"),
    path("contacts/<int:number>/script/start/", views.start, name="start"),
    path("contacts/<int:number>/script/step/", views.step, name="step"),
    path("contacts/<int:number>/script/take-up/", views.take_up, name="take_up"),
]
