from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.template import engines
from django.utils import translation

FOLDER = Path(__file__).resolve().parent.parent / "templates" / "ui"
ROOT = FOLDER.parents[4]
FRAMES = {"index", "gallery", "page", "entrance"}


class NoteForm(forms.Form):
    note = forms.CharField(label="Note", help_text="In a sentence")


@pytest.fixture
def ui() -> Any:
    return engines["jinja2"].env.globals["ui"]  # type: ignore[attr-defined]


def macros() -> list[str]:
    files = [path for path in FOLDER.glob("*.html") if path.stem not in FRAMES]
    return sorted(name for path in files for name in re.findall(r"{% macro (\w+)", path.read_text()))


@pytest.mark.parametrize("name", macros())
def test_every_macro_is_exported_documented_and_in_the_reference(ui: Any, name: str) -> None:
    sources = "\n".join(path.read_text() for path in FOLDER.glob("*.html"))

    assert callable(getattr(ui, name))
    assert f"{{# {name}(" in sources
    assert f"`{name}(" in (ROOT / "docs" / "reference" / "ui.md").read_text()


def test_what_comes_from_outside_is_escaped(ui: Any) -> None:
    assert "<b>" not in ui.cell("<b>x</b>")
    assert '"><' not in ui.input("a", "b", '"><script>')


def test_a_wrong_field_says_so_beside_itself_and_keeps_what_was_typed(ui: Any) -> None:
    form = NoteForm({"note": ""})

    with translation.override("en"):
        html = ui.field(form["note"])

    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_note_helptext id_note_error"' in html
    assert 'id="id_note_error">This field is required.' in html


def test_a_key_is_declared_shown_and_told(ui: Any) -> None:
    html = ui.button("Reply", key="r")

    assert 'data-key="r"' in html
    assert 'aria-keyshortcuts="r"' in html
    assert ">r</kbd>" in html


def test_a_form_carries_a_fresh_key_each_time_it_is_rendered(ui: Any) -> None:
    env = engines["jinja2"].env  # type: ignore[attr-defined]
    template = env.from_string('{% call ui.form("/a", "") %}{% endcall %}')

    keys = {re.search(r'name="_once" value="([^"]+)"', template.render()).group(1) for _each in range(2)}  # type: ignore[union-attr]

    assert len(keys) == 2


@pytest.mark.parametrize(("share", "tone"), [(0.5, ""), (0.75, "timebar--amber"), (1, "timebar--red")])
def test_the_bar_turns_amber_at_three_quarters_and_red_when_past(ui: Any, share: float, tone: str) -> None:
    classes = re.search(r'class="timebar\s?([^"]*)"', ui.timebar(share)).group(1)  # type: ignore[union-attr]

    assert classes == tone
