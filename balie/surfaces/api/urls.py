from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, path

from balie.surfaces.api.api import api

routes, kind, namespace = api.urls


def _open(patterns: list[URLPattern | URLResolver]) -> list[URLPattern | URLResolver]:
    """The API signs in by itself, so the pages' sign-in lets it through."""
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            pattern.callback = login_not_required(pattern.callback)
    return patterns


urlpatterns = [path("api/v1/", (_open(routes), kind, namespace))]
