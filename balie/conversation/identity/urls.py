from __future__ import annotations

from django.urls import path

from balie.conversation.identity import views

app_name = "identity"
urlpatterns = [
    path("contacts/<int:number>/identity/", views.panel, name="panel"),
    path("contacts/<int:number>/identity/check/", views.check, name="check"),
    path("contacts/<int:number>/identity/reopen/", views.reopen, name="reopen"),
    path("settings/identity/", views.settings, name="settings"),
]
