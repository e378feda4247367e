from django.urls import path

from balie.access.permissions import views

app_name = "permissions"
urlpatterns = [path("settings/roles/", views.roles, name="roles")]
