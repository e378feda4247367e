"""A keyboard that counts, the way the desk's budgets do: strokes count, words and numbers of the customer's need do not."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Page


@dataclass
class Keys:
    """`press` counts one; `words` types for free; `strokes` keeps what was pressed, for the failure's message."""

    page: Page
    strokes: tuple[str, ...] = ()

    def press(self, *strokes: str) -> None:
        for stroke in strokes:
            self.page.keyboard.press(stroke)
            self.strokes += (stroke,)

    def words(self, text: str) -> None:
        self.page.keyboard.type(text)

    @property
    def count(self) -> int:
        return len(self.strokes)
