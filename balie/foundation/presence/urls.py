from django.urls import path

from balie.foundation.presence import views

app_name = "presence"
urlpatterns = [path("presence/", views.here, name="here")]
