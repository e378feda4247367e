"""What axe-core finds on a page, in the light and in the dark: WCAG 2.2 AA and the best practices, no rule left out."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from playwright.sync_api import Page, expect

AXE = (Path(__file__).resolve().parents[2] / "frontend/node_modules/axe-core/axe.min.js").read_text()
EVERY_RULE = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# The dark page is the same document: only the rules that look at colours can find more.
RUN = """async ([tags, theme]) => {
  const rules = axe.getRules(tags).filter((rule) => theme === "light" || rule.tags.includes("cat.color")).map((rule) => rule.ruleId);
  const found = await axe.run(document, { runOnly: { type: "rule", values: rules }, resultTypes: ["violations"], preload: false });
  return found.violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}: ${node.html.slice(0, 200)}`));
}"""


def barriers(page: Page) -> list[str]:
    """What bars the way on the page as it stands, with the theme it was found in; the page follows the machine's theme."""
    settle(page)
    page.evaluate(f"() => {{ {AXE} }}")  # by the debugger, which the page's policy does not bind
    return [f"{page.url} {theme}: {told}" for theme in ("light", "dark") for told in _run(page, theme)]


def settle(page: Page) -> None:
    """Wait until the parts that load by themselves stand there."""
    expect(page.locator("#waiting .skeleton, #file .skeleton, .htmx-request")).to_have_count(0)


def _run(page: Page, theme: Literal["light", "dark"]) -> list[str]:
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    found: list[str] = page.evaluate(RUN, [EVERY_RULE, theme])
    return found
