"""A list that is saved, opened again, changed and removed, by keyboard; its number follows what happens."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import SignIn
from tests.journeys.house import House, once
from tests.journeys.layout import faults, in_english

pytestmark = pytest.mark.journey
LONG = "Alle dringende klachten over facturen en voorschotten"


def save(page: Page, name: str, *, team: str = "") -> None:
    """Save the list on screen, without the mouse."""
    page.locator("body").press("B")
    expect(page.locator("#view_name")).to_be_focused()
    page.keyboard.type(name)
    if team:
        page.locator("#view_team").select_option(label=team)
    page.keyboard.press("Control+Enter")
    expect(tab(page, name)).to_have_attribute("aria-current", "page")


def tab(page: Page, name: str) -> Locator:
    return page.get_by_role("navigation", name="Saved lists").get_by_role("link", name=name)


def number(page: Page, name: str) -> int:
    """What stands beside the list, once it is counted."""
    note = tab(page, name).locator(".tab-note")
    expect(note).to_have_text(re.compile(r"^\d+$"))
    return int(note.inner_text())


def test_a_list_is_saved_counts_what_comes_in_is_changed_and_removed_by_keyboard(sign_in: SignIn, house: House) -> None:
    page, name = sign_in("operator"), once("Everything in Dutch")
    page.goto("/tickets/?view=all&language=nl")
    save(page, name)
    before = number(page, name)

    house.send(
        sender="An <an@klant.example>",
        subject=once("Geen stroom"),
        text="Goedendag, wij hebben geen stroom meer sinds vanmorgen. Kunt u helpen?",
    )

    expect(tab(page, name).locator(".tab-note")).to_have_text(str(before + 1))
    page.locator("[name=priority]").select_option(label="critical")
    expect(page.get_by_role("button", name="Save changes")).to_be_visible()
    page.locator("body").press("C")
    expect(page.get_by_role("button", name="Save changes")).to_have_count(0)
    assert number(page, name) <= before

    page.keyboard.press("Control+k")
    page.keyboard.type("Saved lists")
    page.keyboard.press("Enter")
    expect(page.locator("#views")).to_contain_text("All · every open state · critical · Nederlands")
    page.locator("#views tr", has_text=name).get_by_role("link", name=f"Change “{name}”").press("Enter")
    page.locator("#view_name").fill(f"{name}!")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#views")).to_contain_text(f"{name}!")
    page.locator("#views tr", has_text=name).get_by_role("link", name="Change").press("Enter")
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Remove this list").press("Enter")
    expect(page.get_by_role("status").first).to_contain_text(f"“{name}!” is removed.")
    page.locator("body").press("u")
    expect(page.locator("#views")).to_contain_text(f"{name}!")


def test_a_saved_list_opens_from_the_palette_of_any_page(sign_in: SignIn) -> None:
    page, name = sign_in("operator"), once("From anywhere")
    page.goto("/tickets/?view=all&priority=2")
    save(page, name)
    address = page.url
    page.goto("/")

    page.keyboard.press("Control+k")
    page.keyboard.type(name)
    expect(page.locator("#palette [role=option]")).to_have_count(1)
    page.keyboard.press("Enter")

    expect(page).to_have_url(address)


def test_a_team_s_list_stands_at_once_with_a_colleague(sign_in: SignIn) -> None:
    lead, member, name = sign_in("lead"), sign_in("operator"), once("For all of us")
    member.goto("/tickets/?view=team")
    lead.goto("/tickets/?view=team")

    save(lead, name, team="for Energy")

    expect(tab(member, name)).to_be_visible()


def test_many_lists_with_long_names_leave_the_page_as_it_is(sign_in: SignIn) -> None:
    page = sign_in("operator2", language="nl")
    page.goto("/tickets/?view=all")
    for which in range(9):
        name = once(f"{LONG} {which}")
        page.locator("body").press("B")
        expect(page.locator("#view_name")).to_be_focused()
        page.keyboard.type(name)
        page.keyboard.press("Control+Enter")
        expect(page.get_by_role("link", name=name)).to_have_attribute("aria-current", "page")

    assert not faults(page)
    assert not in_english(page, "nl")
