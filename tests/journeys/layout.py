"""Whether a page is rightly laid out: nothing scrolls sideways, no text is cut in silence, no control lies over another."""

from __future__ import annotations

from pathlib import Path

from babel.messages.pofile import read_po
from playwright.sync_api import Page

LOCALE = Path(__file__).resolve().parents[2] / "balie/locale"
FAULTS = """() => {
  const style = (each) => getComputedStyle(each);
  const name = (each) => `${each.tagName.toLowerCase()}${each.id ? "#" + each.id : ""}.${each.className} “${(each.innerText ?? each.value ?? "").slice(0, 40)}”`;
  const shown = (each) => each.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !each.closest(".visually-hidden");

  // What of the element can be seen, within every box that clips it.
  const seen = (each) => {
    const box = each.getBoundingClientRect();
    let [left, top, right, bottom] = [box.left, box.top, box.right, box.bottom];
    for (let up = each.parentElement; up; up = up.parentElement) {
      if (style(up).overflow === "visible") continue;
      const around = up.getBoundingClientRect();
      [left, top] = [Math.max(left, around.left), Math.max(top, around.top)];
      [right, bottom] = [Math.min(right, around.right), Math.min(bottom, around.bottom)];
    }
    return { left, top, right, bottom };
  };
  const fills = (box) => box.right - box.left > 1 && box.bottom - box.top > 1;

  const sideways = [document.documentElement, ...document.querySelectorAll("#content, #waiting, #file, .rail, .table-scroll, .phone, .topbar")]
    .filter((each) => each.scrollWidth > each.clientWidth + 1).map((each) => `scrolls sideways: ${name(each)}`);

  const hasWords = (each) => [...each.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
  const pen = document.createElement("canvas").getContext("2d");
  const written = (each) => {
    const { fontWeight, fontSize, fontFamily, paddingLeft, paddingRight } = style(each);
    pen.font = `${fontWeight} ${fontSize} ${fontFamily}`;
    const words = each.tagName === "SELECT" ? each.selectedOptions[0]?.text ?? "" : each.value || each.placeholder;
    return pen.measureText(words).width > each.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight) + 2; // a field is as wide as its words, in whole points
  };
  // Clipped by itself, or sticking out of a box that hides what sticks out.
  const hides = (each) => /hidden|clip/.test(style(each).overflowX);
  const sticksOut = (each) => {
    const right = Math.floor(each.getBoundingClientRect().right) - 1;
    for (let up = each.parentElement; up; up = up.parentElement) if (hides(up) && right > up.getBoundingClientRect().right) return true;
    return false;
  };
  const isCut = (each) => each.matches("select, input:not([type=hidden], [type=checkbox], [type=radio]), textarea[rows='1']") ? written(each)
    : hasWords(each) && (hides(each) ? each.scrollWidth > each.clientWidth + 1 : sticksOut(each));
  const isTold = (each) => style(each).textOverflow === "ellipsis" && each.closest("[title]");
  const cut = [...document.querySelectorAll("body *")].filter((each) => shown(each) && isCut(each) && !isTold(each)).map((each) => `cut: ${name(each)}`);

  const controls = [...document.querySelectorAll("a[href], button, input, select, textarea, summary")].filter(shown).map((each) => [each, seen(each)]).filter(([, box]) => fills(box));
  const over = controls.flatMap(([one, a], at) => controls.slice(at + 1).filter(([other, b]) => !one.contains(other) && !other.contains(one)
    && fills({ left: Math.max(a.left, b.left), top: Math.max(a.top, b.top), right: Math.min(a.right, b.right), bottom: Math.min(a.bottom, b.bottom) }))
    .map(([other]) => `over each other: ${name(one)} and ${name(other)}`));

  return [...sideways, ...cut, ...over];
}"""
WORDS = """() => {
  const found = new Set(), walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) found.add(walker.currentNode.data.trim());
  for (const each of document.querySelectorAll("[title], [placeholder], [aria-label]"))
    for (const name of ["title", "placeholder", "aria-label"]) if (each.getAttribute(name)) found.add(each.getAttribute(name));
  return [...found];
}"""


def faults(page: Page) -> list[str]:
    """What is wrong with how the page is laid out, each in a few words."""
    found: list[str] = page.evaluate(FAULTS)
    return found


def in_english(page: Page, language: str) -> list[str]:
    """Words on the page that the catalogue of `language` has other words for; a language is named in itself."""
    if language == "en":
        return []
    with (LOCALE / language / "LC_MESSAGES/django.po").open("rb") as file:
        told = [message for message in read_po(file) if isinstance(message.string, str)]
    messages = {message.id: message.string for message in told}
    ours = {"", "English", *(message.string for message in told)}  # one word in two contexts has two translations
    return [words for words in page.evaluate(WORDS) if words not in ours and messages.get(words, words) != words]
