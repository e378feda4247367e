"""Contrast of the tokens in both themes, by the formula of WCAG 2.2: text needs 4.5:1."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

TOKENS = Path(__file__).resolve().parent / "src" / "css" / "tokens.css"
TEXT = 4.5
_PAIR = re.compile(r"--([\w-]+):\s*light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)")

# ink → the grounds it is written on
PAIRS = {
    "ink": ("bg", "panel", "raised", "hover", "key", "accent-soft", "amber-soft"),
    "soft": ("bg", "panel", "raised", "hover", "key", "accent-soft", "amber-soft"),
    "faint": ("bg", "panel", "raised", "hover"),
    "accent": ("bg", "panel", "raised", "hover", "accent-soft"),
    "accent-ink": ("accent", "accent-strong"),
    "amber": ("bg", "panel", "raised", "hover", "amber-soft"),
    "red": ("bg", "panel", "raised", "hover", "red-soft"),
    "green": ("bg", "panel", "raised", "green-soft"),
    "panel": ("ink", "red"),
}


def main() -> int:
    """Print the pairs below their limit; 1 when there is one."""
    weak = list(weak_pairs(TOKENS.read_text()))
    for line in weak:
        print(line)
    return 1 if weak else 0


def weak_pairs(css: str) -> Iterator[str]:
    """`theme: ink on ground ratio` for each pair below 4.5:1; a token that is missing is an error."""
    themes = {name: (light, dark) for name, light, dark in _PAIR.findall(css)}
    for ink, grounds in PAIRS.items():
        for ground in grounds:
            for index, theme in enumerate(("light", "dark")):
                ratio = contrast(themes[ink][index], themes[ground][index])
                if ratio < TEXT:
                    yield f"{theme}: {ink} on {ground} is {ratio:.2f}:1, below {TEXT}:1"


def contrast(one: str, other: str) -> float:
    """The ratio of two colours `#rrggbb`, 1 to 21, whichever is lighter."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb` in sRGB, 0 to 1."""
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


if __name__ == "__main__":
    sys.exit(main())
