"""Answers: a whole page, one block of it, or a way on after a form."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, cast

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.template import engines
from django.utils.cache import patch_vary_headers
from jinja2_fragments import render_block as _render_block_of

if TYPE_CHECKING:
    from django.template.backends.jinja2 import Jinja2

PARTIAL_HEADERS = ("HX-Request", "HX-Request-Type")


def render(request: HttpRequest, template: str, status: int = HTTPStatus.OK, **context: object) -> HttpResponse:
    """The whole page `template`."""
    return _answer(_engine().get_template(template).render(context, request), status)


def render_block(request: HttpRequest, template: str, block: str, status: int = HTTPStatus.OK, **context: object) -> HttpResponse:
    """One `block` of `template` alone, with the same context processors as the whole page."""
    engine = _engine()
    names: dict[str, object] = {"request": request}
    for process in engine.template_context_processors:
        names.update(process(request))
    return _answer(_render_block_of(engine.env, template, block, names | context), status)


def render_alone(template: str, status: int, *, block: str = "", **context: object) -> HttpResponse:
    """A page, or one `block` of it, that asks nothing of the session, the database or the apps above: for what went wrong."""
    env = _engine().env
    html = _render_block_of(env, template, block, context) if block else env.get_template(template).render(context)
    return _answer(html, status)


def is_partial(request: HttpRequest) -> bool:
    """Whether htmx asks for a piece of the page: not a boosted navigation, nor one through the history."""
    asks = request.headers.get
    if asks("HX-Request") != "true" or asks("HX-Boosted") == "true" or asks("HX-History-Restore-Request") == "true":
        return False
    return asks("HX-Request-Type", "partial") == "partial"


def is_htmx(request: HttpRequest) -> bool:
    """Whether the bundle asks, for a piece or for a whole page."""
    return request.headers.get("HX-Request") == "true"


def redirect_after_post(to: object, *args: object, **kwargs: object) -> HttpResponse:
    """See Other: the browser fetches `to` (a view name, an object or an address), and a reload posts nothing twice."""
    response = HttpResponseRedirect(resolve_url(cast("str", to), *args, **kwargs))
    response.status_code = HTTPStatus.SEE_OTHER
    return response


def _engine() -> Jinja2:
    return cast("Jinja2", engines["jinja2"])


def _answer(html: str, status: int) -> HttpResponse:
    response = HttpResponse(html, status=status)
    patch_vary_headers(response, PARTIAL_HEADERS)
    return response
