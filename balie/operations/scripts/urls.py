from __future__ import annotations

from django.urls import path

from balie.operations.scripts import views

app_name = "scripts"
urlpatterns = [
    path("contacts/<int:number>/script/", views.panel, name="panel"),
    path("contacts/<int:number>/script/start/", views.start, name="start"),
    path("contacts/<int:number>/script/step/", views.step, name="step"),
    path("contacts/<int:number>/script/take-up/", views.take_up, name="take_up"),
    path("settings/scripts/", views.index, name="index"),
    path("settings/new-script/", views.create, name="create"),
    path("settings/import-scripts/", views.imported, name="import"),
    path("settings/scripts/<slug:key>/", views.script, name="script"),
    path("settings/scripts/<slug:key>/about/", views.about, name="about"),
    path("settings/scripts/<slug:key>/add/<slug:section>/", views.part, name="new_part"),
    path("settings/scripts/<slug:key>/parts/<slug:section>/<slug:part>/", views.part, name="part"),
    path("settings/scripts/<slug:key>/parts/<slug:section>/<slug:part>/remove/", views.remove, name="remove"),
    path("settings/scripts/<slug:key>/steps/<slug:part>/move/", views.move, name="move"),
    path("settings/scripts/<slug:key>/graph/", views.graph, name="graph"),
    path("settings/scripts/<slug:key>/graph/places/", views.places, name="places"),
    path("settings/scripts/<slug:key>/graph/ways/", views.ways, name="ways"),
    path("settings/scripts/<slug:key>/graph/steps/", views.steps, name="steps"),
    path("settings/scripts/<slug:key>/words/", views.words, name="words"),
    path("settings/scripts/<slug:key>/preview/", views.preview, name="preview"),
    path("settings/scripts/<slug:key>/preview/step/", views.preview_step, name="preview_step"),
    path("settings/scripts/<slug:key>/versions/", views.versions, name="versions"),
    path("settings/scripts/<slug:key>/figures/", views.figures, name="figures"),
    path("settings/scripts/<slug:key>/export/", views.export, name="export"),
    path("settings/scripts/<slug:key>/opens-on/", views.opens_on, name="opens_on"),
    path("settings/scripts/<slug:key>/begin/", views.begin, name="begin"),
    path("settings/scripts/<slug:key>/drop/", views.drop, name="drop"),
    path("settings/scripts/<slug:key>/submit/", views.submit, name="submit"),
    path("settings/scripts/<slug:key>/publish/", views.publish, name="publish"),
    path("settings/scripts/<slug:key>/retire/", views.retire, name="retire"),
    path("settings/scripts/<slug:key>/approval/", views.approval, name="approval"),
]
