from django.urls import path

from balie.foundation.drafts import views

app_name = "drafts"
urlpatterns = [path("drafts/<str:key>/", views.draft, name="draft")]
