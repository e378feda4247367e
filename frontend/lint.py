"""Rules the type checker does not know: what a strict content policy and the translators need."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

SCRIPT_RULES = {
    r"\.(inner|outer)HTML\b|insertAdjacentHTML|document\.write": "build elements; never set markup from a string",
    r"\bon(click|submit|change|input|keydown|load|error)\s*=": "listen with addEventListener",
    r"\beval\(|new Function\(": "the content policy refuses eval",
    r"`[^`]*\$\{[^}`]*\btn?\(": "t() inside a template literal is not found by the translators' tool: take it out",
}
TEMPLATE_RULES = {
    r"\bhx-on\b|\bhx-on:": "hx-on needs eval, which the content policy refuses",
    r"[\"']\s*js:|javascript:": "js: values need eval, which the content policy refuses",
    r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>": "scripts are files",
    r"\sstyle\s*=\s*[\"']": "styles are files",
    r"\son(click|submit|change|input|keydown|load|error)\s*=": "handlers are in frontend/src",
    r"\|\s*safe\b|\bmark_safe\b": "nothing from outside is markup",
    r"hx-trigger=[\"'][^\"']*\[": "trigger filters need eval, which the content policy refuses",
}


def main() -> int:
    """Print each breach as path:line; 1 when there is one."""
    breaches = [*_breaches(_scripts(), SCRIPT_RULES), *_breaches(_templates(), TEMPLATE_RULES)]
    for breach in breaches:
        print(breach)
    return 1 if breaches else 0


def _scripts() -> Iterator[Path]:
    yield from (ROOT / "frontend" / "src").rglob("*.ts")


def _templates() -> Iterator[Path]:
    for folder in ("templates", "allauth_templates"):
        yield from (ROOT / "balie").rglob(f"{folder}/**/*.html")


def _breaches(files: Iterator[Path], rules: dict[str, str]) -> Iterator[str]:
    for path in sorted(files):
        yield from (f"{path.relative_to(ROOT)}:{found}" for found in breaches_in(path.read_text(), rules))


def breaches_in(text: str, rules: dict[str, str]) -> Iterator[str]:
    """`line: reason` for each place in `text` that breaks a rule."""
    for pattern, reason in rules.items():
        for match in re.finditer(pattern, text):
            yield f"{text.count(chr(10), 0, match.start()) + 1}: {reason}"


if __name__ == "__main__":
    sys.exit(main())
