from __future__ import annotations

import re
import runpy
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[4]
CONTRAST = runpy.run_path(str(ROOT / "frontend" / "contrast.py"))
LINT = runpy.run_path(str(ROOT / "frontend" / "lint.py"))


def test_text_is_readable_in_both_themes() -> None:
    assert list(CONTRAST["weak_pairs"](CONTRAST["TOKENS"].read_text())) == []


def test_every_drawing_of_the_sprite_can_be_read() -> None:
    sprite = ET.parse(ROOT / "balie" / "foundation" / "static" / "icons.svg")

    names = [each.get("id") for each in sprite.iter("{http://www.w3.org/2000/svg}symbol")]

    assert names
    assert len(names) == len(set(names))


def test_a_weak_pair_is_found() -> None:
    css = CONTRAST["TOKENS"].read_text().replace("--faint: light-dark(#626e68", "--faint: light-dark(#b0b8b4")

    assert any("faint on panel" in line for line in CONTRAST["weak_pairs"](css))


def test_contrast_follows_the_formula_of_wcag() -> None:
    assert CONTRAST["contrast"]("#000000", "#ffffff") == pytest.approx(21)
    assert CONTRAST["contrast"]("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize(
    "line",
    ['<b style="color:red">', "<script>x</script>", '<a hx-on:click="x">', "{{ x|safe }}", '<a onclick="x">', "hx-vals='js:{}'"],
)
def test_a_template_that_the_content_policy_would_break_is_refused(line: str) -> None:
    assert list(LINT["breaches_in"](line, LINT["TEMPLATE_RULES"]))


@pytest.mark.parametrize("line", ["x.innerHTML = y", "const a = `${t('b')}`", "eval(x)", "x.onclick = y"])
def test_a_script_that_the_content_policy_or_the_translators_would_miss_is_refused(line: str) -> None:
    assert list(LINT["breaches_in"](line, LINT["SCRIPT_RULES"]))


def test_every_icon_a_template_names_is_in_the_sprite() -> None:
    sprite = (ROOT / "balie" / "foundation" / "static" / "icons.svg").read_text()
    drawn = set(re.findall(r'symbol id="([\w-]+)"', sprite))
    templates = [path.read_text() for path in (ROOT / "balie").rglob("templates/**/*.html")]

    named = {name for text in templates for name in re.findall(r'(?:\bicon\(|draw_icon\(|\bicon=)"([\w-]+)"', text)}

    assert named - drawn == set()
