from django.urls import path

from balie.surfaces.desk import me, setup, views

app_name = "desk"
urlpatterns = [
    path("", views.home, name="home"),
    path("waiting/", views.waiting, name="waiting"),
    path("commands/", views.commands, name="commands"),
    path("search/", views.search, name="search"),
    path("search/opened/", views.opened, name="opened"),
    path("setup/<str:secret>/", setup.setup, name="setup"),
    path("help/", views.help_page, name="help"),
    path("settings/", views.settings_index, name="settings"),
    path("preferences/", views.preferences, name="preferences"),
    path("tabs/<int:number>/", views.keep_tab, name="keep_tab"),
    path("tabs/<int:number>/close/", views.close_tab, name="close_tab"),
    path("me/", me.me, name="me"),
    path("me/sessions/<int:session_id>/end/", me.end_session, name="end_session"),
    path("me/tokens/", me.create_token, name="create_token"),
    path("me/tokens/<int:token_id>/revoke/", me.revoke_token, name="revoke_token"),
]
