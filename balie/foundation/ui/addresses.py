"""Addresses of views and of files of our own, looked up once: neither map changes while a process runs."""

from __future__ import annotations

from functools import lru_cache

from django.templatetags.static import static as _static
from django.urls import reverse


@lru_cache(maxsize=8192)
def url(name: str, *args: object, **kwargs: object) -> str:
    """The address of the view `name`."""
    return reverse(name, args=args or None, kwargs=kwargs or None)


@lru_cache(maxsize=256)
def static(path: str) -> str:
    """The address of a file of ours, with its fingerprint in it."""
    return _static(path)
