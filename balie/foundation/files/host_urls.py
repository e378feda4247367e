"""Every address of the second host."""

from __future__ import annotations

from django.urls import include, path

from balie.foundation.files import host

_files = [
    path("file/<str:token>", host.download, name="download"),
    path("document/<str:token>", host.document, name="document"),
    path("page/<slug:kind>/<str:secret>", host.page, name="page"),
]
urlpatterns = [path("", include((_files, "files")))]
