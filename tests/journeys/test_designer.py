"""The graph of a script, with the mouse and by keyboard alone, and how quickly a large one follows the hand."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from balie.operations.scripts.documents import write_script
from balie.operations.scripts.testing import a_document, a_say, an_end
from tests.journeys.barriers import barriers
from tests.journeys.conftest import SignIn
from tests.journeys.frames import frames_drawn
from tests.journeys.layout import faults

pytestmark = pytest.mark.journey
LEAST_FRAMES = 30


def _imported(page: Page, document: Any) -> None:
    page.goto("/settings/scripts/")
    page.locator("#import-file").set_input_files(
        {"name": "s.yaml", "mimeType": "application/yaml", "buffer": write_script(document).encode()}
    )
    page.get_by_role("button", name="Import").click()
    expect(page.locator("#script-steps")).to_be_visible()


def _look(page: Page, name: str) -> None:
    if folder := os.environ.get("BALIE_PICTURES"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"))


def test_a_way_is_made_and_a_box_moved_by_keyboard_and_by_mouse(sign_in: SignIn) -> None:
    page = sign_in("supervisor")
    _imported(page, a_document({"greet": a_say(to="more"), "more": a_say(), "end": an_end()}, key="graph-small"))
    _look(page, "designer-outline")
    page.goto("/settings/scripts/graph-small/graph/")
    greet, end = page.locator("[data-node=greet]"), page.locator("[data-node=end]")
    _look(page, "designer-graph")

    greet.focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("[data-node=more]")).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("w")
    end.focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-node=more].is-wrong")).to_be_visible()
    before = end.bounding_box()
    assert before is not None
    page.mouse.move(before["x"] + 60, before["y"] + 30)
    page.mouse.down()
    page.mouse.move(before["x"] + 260, before["y"] + 30, steps=5)
    page.mouse.up()
    page.wait_for_load_state("networkidle")
    page.reload()

    after = page.locator("[data-node=end]").bounding_box()
    assert after is not None
    assert after["x"] > before["x"] + 150
    expect(page.locator(".graph-way")).to_have_count(2)


def test_the_graph_adds_takes_out_and_unties_by_keyboard_what_the_outline_does(sign_in: SignIn) -> None:
    page = sign_in("supervisor", theme="dark")
    nodes = {"greet": a_say(to="more"), "more": a_say(), "end": an_end()}
    _imported(page, a_document(nodes, key="graph-keys"))
    page.goto("/settings/scripts/graph-keys/graph/")
    ways = page.locator(".graph-way")
    expect(ways).to_have_count(2)
    page.locator("[data-node=more]").focus()
    _look(page, "designer-graph-dark")
    assert [*barriers(page), *faults(page)] == []

    page.keyboard.press("w")
    page.locator("[data-node=end]").focus()
    page.keyboard.press("Enter")
    expect(ways).to_have_count(1)
    expect(page.locator("[data-node=more]")).to_be_focused()
    page.keyboard.press("Delete")
    expect(page.locator("[data-node]")).to_have_count(2)
    expect(page.locator("[data-node=greet]")).to_be_focused()
    page.keyboard.press("a")
    expect(page.locator("[name=after]")).to_have_value("greet")
    page.locator("[name='words.en']").fill("How may I help?")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#script-steps")).to_contain_text("How may I help?")
    page.get_by_role("link", name="Graph").click()

    expect(page.locator("[data-node]")).to_have_count(3)
    expect(page.locator("[data-node=greet]")).to_have_attribute("aria-description", "→ How may I help?")


def test_three_hundred_boxes_follow_the_hand(browser: Browser, sign_in: SignIn) -> None:
    page = sign_in("supervisor")
    nodes = {
        f"n{at}": a_say(to=[{"go": f"n{(at * 7 + 3) % 299}", "when": "contact.hour > 12"}, {"go": f"n{at + 1}" if at < 298 else "end"}])
        for at in range(299)
    }
    _imported(page, a_document({**nodes, "end": an_end()}, key="graph-large"))
    page.goto("/settings/scripts/graph-large/graph/")
    expect(page.locator("[data-node]")).to_have_count(300)
    _look(page, "designer-graph-large")

    frames = frames_drawn(browser, page)

    print(f"{frames:.0f} frames/s")
    assert frames > LEAST_FRAMES
