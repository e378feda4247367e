from django.urls import path

from balie.access.accounts import views

app_name = "accounts"
urlpatterns = [
    path("settings/people/", views.people, name="people"),
    path("settings/people/invite/", views.invite, name="invite"),
    path("settings/people/<int:user_id>/", views.person, name="person"),
    path("settings/people/<int:user_id>/reset/", views.reset, name="reset"),
    path("settings/people/<int:user_id>/active/", views.set_active, name="set_active"),
    path("settings/teams/", views.teams, name="teams"),
    path("settings/teams/<slug:key>/active/", views.retire_team, name="retire_team"),
    path("link/<str:secret>/", views.link, name="link"),
]
