from __future__ import annotations

from typing import Any

import pytest
from django.template import engines
from django.test import RequestFactory
from django.utils import translation
from markupsafe import Markup

from balie.foundation.ui.components import remembered


class Drawn:
    """A macro that counts how often it was drawn."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self, word: str, label: str = "") -> Markup:
        self.times += 1
        return Markup("<i>{}{}</i>").format(word, label)


@pytest.fixture
def ui() -> Any:
    return engines["jinja2"].env.globals["ui"]  # type: ignore[attr-defined]


def test_one_word_is_drawn_once_a_language() -> None:
    macro = Drawn()
    draw = remembered(macro, is_spoken=True)

    for language in ("nl", "fr", "nl", "fr"):
        with translation.override(language):
            draw("phone")

    assert macro.times == 2


def test_what_says_nothing_is_drawn_once_for_all_languages() -> None:
    macro = Drawn()
    draw = remembered(macro, is_spoken=False)

    for language in ("nl", "fr"):
        with translation.override(language):
            draw("phone")

    assert macro.times == 1


def test_what_has_a_label_is_never_kept() -> None:
    macro = Drawn()
    draw = remembered(macro, is_spoken=True)

    shown = [draw("close", "Jan"), draw("close", "An"), draw("close", label="Jan"), draw("close", label="Jan")]

    assert shown[1] == "<i>closeAn</i>"
    assert macro.times == 4


def test_plain_text_is_escaped_also_when_the_same_markup_was_drawn_before() -> None:
    draw = remembered(Drawn(), is_spoken=False)

    assert draw(Markup("<b>")) == "<i><b></i>"
    assert draw("<b>") == "<i>&lt;b&gt;</i>"


def test_a_key_is_in_the_language_of_who_looks(ui: Any) -> None:
    shown = {}
    for language in ("nl", "de", "nl"):
        with translation.override(language):
            shown[language] = ui.key("Ctrl+Enter")

    assert "Ctrl" in shown["nl"]
    assert "Strg" in shown["de"]


def test_a_text_of_a_template_follows_the_language() -> None:
    template = engines["jinja2"].from_string('{{ _("Number") }} {{ pgettext("key", "Ctrl") }}')
    shown = []
    for language in ("nl", "de", "nl"):
        with translation.override(language):
            shown.append(template.render())

    assert shown == ["Nummer Ctrl", "Nummer Strg", "Nummer Ctrl"]


def test_a_page_speaks_the_language_of_its_request(rf: RequestFactory) -> None:
    template = engines["jinja2"].from_string('{{ _("Number") }} {{ pgettext("key", "Ctrl") }}')
    shown = []
    for language in ("nl", "de", "nl"):
        with translation.override(language):
            shown.append(template.render({}, rf.get("/")))

    assert shown == ["Nummer Ctrl", "Nummer Strg", "Nummer Ctrl"]


def test_the_values_of_a_text_are_escaped_and_a_percent_sign_stays_one() -> None:
    template = engines["jinja2"].from_string('{{ _("Remove %(label)s", label=name) }} {{ _("100 %% sure") }}')

    with translation.override("en"):
        shown = template.render({"name": "<b>"})

    assert shown == "Remove &lt;b&gt; 100 % sure"
