from __future__ import annotations

from django.urls import path

from balie.conversation.referrals import views

app_name = "referrals"
urlpatterns = [
    path("contacts/<int:number>/referrals/", views.panel, name="panel"),
    path("contacts/<int:number>/referrals/refer/", views.refer, name="refer"),
]
