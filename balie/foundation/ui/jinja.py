"""The one Jinja2 environment: strict about missing names, escaping always, macros as the global `ui`."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from jinja2 import Environment, StrictUndefined

from balie.foundation.ui import filters


def environment(**options: Any) -> Environment:
    """Build the environment for Django's Jinja2 backend, which passes its own `undefined` and loader."""
    options.pop("autoescape", None)
    options.update(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    features = ["jinja2.ext.i18n", "jinja2.ext.do"]
    env = Environment(autoescape=True, extensions=features, **options)
    _install_translations(env)
    env.filters.update(filters.FILTERS)
    env.globals.update(
        url=url, static=static, get_language=translation.get_language, once_key=once_key, page_frame=settings.BALIE_PAGE_FRAME
    )
    # A block rendered alone does not see its template's top-level imports: so the macros are a global.
    env.globals["ui"] = env.get_template("ui/index.html").module
    return env


def url(name: str, *args: object, **kwargs: object) -> str:
    """The address of the view `name`."""
    return reverse(name, args=args or None, kwargs=kwargs or None)


def once_key() -> str:
    """A fresh key for one rendered form: the same form sent twice counts once."""
    return str(uuid4())


def _install_translations(env: Environment) -> None:
    install = env.install_gettext_callables  # type: ignore[attr-defined]
    install(
        translation.gettext,
        translation.ngettext,
        newstyle=True,
        pgettext=translation.pgettext,
        npgettext=translation.npgettext,
    )
