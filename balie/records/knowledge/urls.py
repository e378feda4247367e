from __future__ import annotations

from django.urls import path

from balie.records.knowledge.views import articles, bulletins

app_name = "knowledge"
urlpatterns = [
    path("knowledge/", articles.index, name="index"),
    path("knowledge/new/", articles.create, name="create"),
    path("knowledge/pictures/", articles.add_picture, name="pictures"),
    path("knowledge/pictures/<uuid:pk>/", articles.picture, name="picture"),
    path("knowledge/<int:number>/", articles.article, name="article"),
    path("knowledge/<int:number>/edit/", articles.edit, name="edit"),
    path("knowledge/<int:number>/history/", articles.history, name="history"),
    path("knowledge/<int:number>/publish/", articles.publish, name="publish"),
    path("knowledge/<int:number>/retire/", articles.retire, name="retire"),
    path("knowledge/<int:number>/confirm/", articles.confirm, name="confirm"),
    path("knowledge/<int:number>/feedback/", articles.feedback, name="feedback"),
    path("knowledge/<int:number>/feedback/<int:pk>/settle/", articles.settle, name="settle"),
    path("bulletins/", bulletins.bulletins, name="bulletins"),
    path("bulletins/new/", bulletins.new_bulletin, name="new_bulletin"),
    path("bulletins/<int:pk>/read/", bulletins.read, name="read"),
    path("bulletins/<int:pk>/readers/", bulletins.readers, name="readers"),
    path("bulletins/<int:pk>/withdraw/", bulletins.withdraw, name="withdraw"),
]
