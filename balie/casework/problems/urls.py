from __future__ import annotations

from django.urls import path

from balie.casework.problems import views

app_name = "problems"
urlpatterns = [
    path("problems/", views.index, name="index"),
    path("problems/new/", views.create, name="create"),
    path("problems/<int:number>/", views.problem, name="problem"),
    path("problems/<int:number>/edit/", views.edit, name="edit"),
    path("problems/<int:number>/end/", views.end, name="end"),
    path("problems/<int:number>/reopen/", views.reopen, name="reopen"),
    path("problems/<int:number>/solutions/new/", views.new_solution, name="new_solution"),
    path("problems/<int:number>/solutions/<int:pk>/", views.solution, name="solution"),
    path("problems/<int:number>/solutions/<int:pk>/retire/", views.retire_solution, name="retire_solution"),
    path("problems/beside/<slug:kind>/<int:number>/", views.panel, name="panel"),
    path("problems/beside/<slug:kind>/<int:number>/tried/", views.tried, name="tried"),
    path("problems/beside/ticket/<int:number>/link/", views.link, name="link"),
    path("problems/beside/ticket/<int:number>/unlink/", views.unlink, name="unlink"),
]
