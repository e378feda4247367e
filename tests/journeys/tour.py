"""Every screen of the product, found from the URL map: by what pages lead to, and for the rest by trying the rows that exist."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice, product
from urllib.parse import urlsplit

import psycopg
from django.apps import apps
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve, reverse
from playwright.sync_api import Error, Page
from psycopg.sql import SQL, Identifier

from tests.architecture.matrix import PAGES
from tests.journeys.barriers import settle

# Whatever looks like an address of ours, in any attribute: a link, a form, a part that is fetched later.
ADDRESSES = """() => [...new Set([...document.querySelectorAll("*")].flatMap((each) => [...each.attributes]).map((each) => each.value)
  .filter((value) => value.length < 1000 && /^[/][^/]/.test(value)))]"""
# What tells apart the screens of one route: a part of a file, a kind of term.
KINDS = ("name", "slug")
NUMBERED = {"ticket": "tickets_ticket", "customer": "customers_customer", "contact": "contacts_contact", "contract": "catalogue_contract"}
MOST_TRIED = 60


@dataclass
class Tour:
    """The screens met, each by the first of the people who may see it; `files` are the routes that gave a file instead."""

    people: Mapping[str, Page]
    aside: frozenset[str]
    met: set[str] = field(default_factory=set)
    files: set[str] = field(default_factory=set)

    def through(self, username: str, *starts: str) -> Iterator[Page]:
        """Open all that the pages from `starts` on lead to; yields while each stands there. To each of them the starts lead elsewhere."""
        page, todo, tried = self.people[username], list(starts), set[str]()
        for at, address in enumerate(todo):
            screen = screen_of(address)
            is_known = screen in tried or (at >= len(starts) and screen in self.met)
            if not screen or is_known or not _is_read(screen, self.aside):
                continue
            tried.add(screen)
            if self._open(page, address, screen):
                yield page
                todo += page.evaluate(ADDRESSES)

    def rest(self, dsn: str, routes: set[str]) -> Iterator[Page]:
        """Open those of `routes` that nothing led to, at the addresses of rows that exist."""
        for route in sorted(routes - self.routes):
            for page, address in product(self.people.values(), islice(addresses(dsn, route), MOST_TRIED)):
                if page.request.get(address, max_redirects=0).ok and self._open(page, address, screen_of(address)):
                    yield page
                    break

    @property
    def routes(self) -> set[str]:
        return {screen.split()[0] for screen in self.met | self.files}

    def _open(self, page: Page, address: str, screen: str) -> bool:
        try:
            answer = page.goto(address)
        except Error as error:
            if "Download is starting" not in str(error):
                raise
            self.files.add(screen)
            return False
        settle(page)
        if answer is None or not answer.ok or screen_of(page.url) != screen:
            return False
        self.met.add(screen)
        return True


def screen_of(address: str) -> str:
    """The name of the route with the kind of screen that it shows, or nothing for what is no address of ours."""
    try:
        match = resolve(urlsplit(address).path)
    except Resolver404:
        return ""
    return " ".join([match.view_name, *(str(match.kwargs[kind]) for kind in KINDS if kind in match.kwargs)])


def addresses(dsn: str, route: str) -> Iterator[str]:
    """Addresses of the route for the rows of its app, the newest of each table first."""
    pattern, app = patterns()[route], route.partition(":")[0]
    with psycopg.connect(dsn) as connection:
        offered = [_values(connection, app, name, kind, PAGES[route].subject) for name, kind in pattern.items()]
    for values in product(*offered):
        yield reverse(route, kwargs=dict(zip(pattern, values, strict=True)))


def patterns(found: Sequence[URLPattern | URLResolver] | None = None, namespace: str = "") -> dict[str, dict[str, str]]:
    """The route names of the URL map, each with its parameters and their converters' names."""
    named: dict[str, dict[str, str]] = {}
    for each in get_resolver().url_patterns if found is None else found:
        if isinstance(each, URLResolver):
            named |= patterns(each.url_patterns, f"{each.namespace}:" if each.namespace else namespace)
        else:
            named[f"{namespace}{each.name}"] = {
                name: type(converter).__name__.removesuffix("Converter") for name, converter in each.pattern.converters.items()
            }
    return named


def _values(connection: psycopg.Connection, app: str, name: str, kind: str, subject: str) -> list[object]:
    """What the parameter may be: the numbers of its subject, the keys of its app's rows, or the words of its slugs."""
    if name == "number" and subject:
        return _column(connection, NUMBERED[subject], "number")
    models = [model for model in apps.get_models() if model._meta.app_label == app]
    columns = [(model._meta.db_table, each.column) for model in models for each in model._meta.local_concrete_fields if _fits(each, kind)]
    return list(dict.fromkeys(value for table, column in columns for value in _column(connection, table, column)))


def _fits(column: object, kind: str) -> bool:
    is_key = getattr(column, "primary_key", False)
    wanted = {"Int": ("AutoField", "BigAutoField"), "UUID": ("UUIDField",), "Slug": ("SlugField",), "String": ("SlugField",)}[kind]
    return type(column).__name__ in wanted and (is_key or kind in {"Slug", "String"})


def _column(connection: psycopg.Connection, table: str, column: str) -> list[object]:
    newest = SQL("SELECT {} FROM {} ORDER BY 1 DESC LIMIT 3").format(Identifier(column), Identifier(table))
    return [value for (value,) in connection.execute(newest) if value != ""]


def _is_read(screen: str, aside: frozenset[str]) -> bool:
    route = screen.split(maxsplit=1)[0]
    return route not in aside and (route not in PAGES or PAGES[route].method == "GET")
