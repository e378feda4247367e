"""The pictures of the documentation, and that what they show is rightly laid out in each language.

`make pictures` writes docs/images/<what>-<language>-<theme>.png; without BALIE_PICTURES the pages are only looked at.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, NamedTuple

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.barriers import settle
from tests.journeys.conftest import SignIn
from tests.journeys.layout import faults, in_english
from tests.journeys.png import smaller

pytestmark = pytest.mark.journey
IMAGES = Path(__file__).resolve().parents[2] / "docs/images"
MOST_BYTES = 150_000
type Theme = Literal["light", "dark"]
THEMES: tuple[Theme, ...] = ("light", "dark")
PICTURED = ("nl", "fr")


class Morning(NamedTuple):
    """Who works in a language: the ticket that is opened, whom a call is of, what they say."""

    operator: str
    ticket: str
    caller: str
    said: str


MORNINGS = {
    "nl": Morning(
        "operator",
        "Geen stroom na meterwissel",
        "claeys pieter",
        "De laadpaal aan de oprit laadt sinds zondag niet meer. Het lampje knippert rood.",
    ),
    "fr": Morning(
        "operator2",
        "Facture de régularisation incompréhensible",
        "dupont philippe",
        "Depuis dimanche, la borne devant la maison ne charge plus. Le voyant clignote en rouge.",
    ),
    "de": Morning(
        "lead",
        "Umzug von Eupen nach Lüttich",
        "keutgen",
        "Seit Sonntag lädt die Ladesäule vor dem Haus nicht mehr. Die Lampe blinkt rot.",
    ),
    "en": Morning(
        "operator",
        "Moving to Brussels: which tariff?",
        "walsh",
        "Since Sunday the charging point on the drive charges no more. Its light blinks red.",
    ),
}


@pytest.mark.parametrize("language", MORNINGS)
def test_what_is_pictured_is_rightly_laid_out_in_its_language(sign_in: SignIn, language: str) -> None:
    morning = MORNINGS[language]
    page = sign_in(morning.operator, language=language, theme="auto")

    for what in pages_of(page, morning):
        look(page, what, language)


def test_the_settings_are_rightly_laid_out(sign_in: SignIn) -> None:
    for language in MORNINGS:
        page = sign_in("admin", language=language, theme="auto")
        page.goto("/settings/tickets/")
        look(page, "settings", language)


def pages_of(page: Page, morning: Morning) -> Iterator[str]:
    """Each page that is pictured, in the order of a morning's work; yields what stands there."""
    yield "desk"
    page.goto("/tickets/?view=all")
    yield "tickets"
    page.locator("#tickets tr").filter(has_text=morning.ticket).get_by_role("link").click()
    expect(page.locator("#conversation")).to_be_visible()
    expect(page.locator("#customer-column .who")).to_be_visible()
    yield "ticket"
    page.goto("/")
    page.keyboard.press("n")
    expect(page.locator("#customer-q")).to_be_focused()
    page.keyboard.type(morning.caller)
    expect(page.locator("#customer-found .found").first).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("#customer-column .who")).to_be_visible()
    page.locator("[name=customer_words]").fill(morning.said)
    yield "call"
    # What was typed is saved meanwhile and draws the column again, so the link is followed by its address.
    page.goto(page.locator("#customer-column .who a[data-key='o']").get_attribute("href") or "")
    expect(page.locator("#overview")).to_be_visible()
    yield "customer"


def look(page: Page, what: str, language: str) -> None:
    """The page as it stands, and its pictures when they are asked for."""
    settle(page)
    expect(page.locator("html")).to_have_attribute("lang", language)
    assert not faults(page), f"{what} in {language}"
    assert not in_english(page, language), f"{what} in {language}"
    if language in PICTURED and os.environ.get("BALIE_PICTURES") == "1":
        for theme in THEMES:
            take(page, f"{what}-{language}-{theme}.png", theme)


def take(page: Page, name: str, theme: Theme) -> None:
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    page.mouse.move(0, 0)
    picture = smaller(page.screenshot(caret="hide"), page.context)
    (IMAGES / name).write_bytes(picture)

    assert len(picture) < MOST_BYTES, f"{name}: {len(picture):,} bytes"
