"""How smoothly the graph of a script follows the hand: the frames Chromium drew while a box was dragged over it, by its own trace."""

from __future__ import annotations

import json

from playwright.sync_api import Browser, Page

CATEGORIES = ["disabled-by-default-devtools.timeline.frame", "blink.user_timing"]
BEGIN, END = "drag-begins", "drag-ends"
# For two seconds a box is moved and the area scrolled at each frame; the answer is how many frames the page was asked for in a second.
DRAG = """([begin, end]) => new Promise((done) => {
  const area = document.querySelector('.graph'), box = document.querySelector('[data-node=n10]'), from = box.getBoundingClientRect();
  const at = (type, x, y) => new PointerEvent(type, {bubbles: true, button: 0, clientX: x, clientY: y});
  box.dispatchEvent(at('pointerdown', from.x + 9, from.y + 9));
  let frames = 0; const began = performance.now();
  performance.mark(begin);
  const frame = (now) => {
    frames += 1; area.scrollTop = frames * 8;
    document.dispatchEvent(at('pointermove', from.x + frames * 3, from.y + frames * 2));
    if (now - began < 2000) requestAnimationFrame(frame);
    else { performance.mark(end); document.dispatchEvent(at('pointerup', 1, 1)); done(frames * 1000 / (now - began)); }
  };
  requestAnimationFrame(frame);
})"""


def frames_drawn(browser: Browser, page: Page) -> float:
    """Frames a second that were drawn, on a page that shows the graph of a script with a node `n10`."""
    browser.start_tracing(page=page, categories=CATEGORIES)
    page.evaluate(DRAG, [BEGIN, END])
    events = json.loads(browser.stop_tracing())["traceEvents"]
    marks = {each["name"]: each["ts"] for each in events if each["name"] in {BEGIN, END}}
    drawn = [each["ts"] for each in events if each["name"] == "DrawFrame" and marks[BEGIN] <= each["ts"] <= marks[END]]
    return len(drawn) * 1_000_000 / (marks[END] - marks[BEGIN])
