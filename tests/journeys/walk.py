"""The pages of the product, found as a person finds them: by following every link from where one begins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve
from playwright.sync_api import Page

from tests.journeys.barriers import settle

LINKS = """() => [...document.querySelectorAll("a[href]")].map((each) => each.href).filter((link) => new URL(link).origin === location.origin)"""
PARTS = """() => [...document.querySelectorAll("[hx-get]")].map((each) => each.getAttribute("hx-get"))"""


@dataclass
class Walk:
    """The routes met: opened as a page, fetched by a page for a part of it, and those that are left aside."""

    aside: frozenset[str]
    pages: set[str] = field(default_factory=set)
    parts: set[str] = field(default_factory=set)

    def through(self, page: Page, *starts: str) -> Iterator[Page]:
        """Open one address of each route not yet met, and of all it links to; yields while each stands there."""
        todo = list(starts)
        for address in todo:
            name = name_of(address)
            if not name or name in self.aside or (name in self.pages and address not in starts):
                continue
            page.goto(address)
            settle(page)
            todo += page.evaluate(LINKS)
            self.parts |= {name_of(link) for link in page.evaluate(PARTS)}
            if name not in self.pages and name_of(page.url) == name:
                self.pages.add(name)
                yield page


def name_of(address: str) -> str:
    """The name of the route, or nothing for what is no page of ours."""
    try:
        return resolve(urlsplit(address).path).view_name
    except Resolver404:
        return ""


def route_names(patterns: Sequence[URLPattern | URLResolver] | None = None) -> Iterator[str]:
    """Every name of the URL map that stands in no namespace."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLPattern):
            yield str(pattern.name)
        elif not pattern.namespace:
            yield from route_names(pattern.url_patterns)
