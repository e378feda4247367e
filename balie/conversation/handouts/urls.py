from __future__ import annotations

from django.urls import path

from balie.conversation.handouts import views

app_name = "handouts"
urlpatterns = [
    path("contacts/<int:number>/handouts/", views.panel, name="panel"),
    path("contacts/<int:number>/handouts/give/", views.give, name="give"),
]
