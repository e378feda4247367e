"""The one Jinja2 environment: strict about missing names, escaping always, macros as the global `ui`."""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.utils import translation
from jinja2 import Environment, StrictUndefined

from balie.foundation.ui import filters, moments, words
from balie.foundation.ui.addresses import static, url
from balie.foundation.ui.components import Components, kept, kept_whole
from balie.foundation.ui.rendering import QuickEnvironment


def environment(**options: Any) -> Environment:
    """Build the environment for Django's Jinja2 backend, which passes its own `undefined` and loader."""
    options.pop("autoescape", None)
    options.update(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    features = ["jinja2.ext.i18n", "jinja2.ext.do"]
    env = QuickEnvironment(autoescape=True, extensions=features, **options)
    _install_translations(env)
    env.filters.update(filters.FILTERS)
    # A block rendered alone does not see its template's top-level imports: so the macros are a global.
    ui = Components()
    env.globals.update(
        ui=ui, url=url, static=static, get_language=translation.get_language, once_key=once_key, page_frame=settings.BALIE_PAGE_FRAME
    )
    macros = vars(env.get_template("ui/index.html").module)
    written = {"time": moments.time, "clock": moments.clock, "about_now": moments.about_now, "kept": kept, "kept_whole": kept_whole}
    ui.fill({name: macro for name, macro in macros.items() if callable(macro)} | written)
    return env


def once_key() -> str:
    """A fresh key for one rendered form: the same form sent twice counts once."""
    return secrets.token_hex(16)


def _install_translations(env: Environment) -> None:
    install = env.install_gettext_callables  # type: ignore[attr-defined]
    install(
        translation.gettext,
        translation.ngettext,
        newstyle=True,
        pgettext=translation.pgettext,
        npgettext=translation.npgettext,
    )
    env.globals.update(_=words.gettext, gettext=words.gettext, pgettext=words.pgettext)
