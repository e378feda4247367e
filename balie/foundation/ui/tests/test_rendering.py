from __future__ import annotations

from typing import Any

import pytest
from django.template import engines
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError
from markupsafe import Markup, escape

from balie.foundation.ui.rendering import escaped


def rendered(source: str, **names: Any) -> str:
    return str(engines["jinja2"].from_string(source).render(names))


@given(st.one_of(st.text(), st.integers(), st.floats(), st.none(), st.booleans()))
def test_a_value_is_escaped_as_markupsafe_does(value: object) -> None:
    assert escaped(value) == escape(value)


@pytest.mark.parametrize("value", [Markup("<b>"), mark_safe("<b>"), gettext_lazy("<b>")], ids=["markup", "safe", "lazy"])
def test_markup_stays_and_a_lazy_text_is_escaped_as_markupsafe_does(value: object) -> None:
    assert escaped(value) == escape(value)


def test_a_value_is_escaped_in_a_page_a_macro_and_what_is_joined() -> None:
    source = '{% macro shown(x) %}<i>{{ x }}</i>{% endmacro %}{{ x }}{{ shown(x) }}{% set y %}{{ x }}{% endset %}{{ y }}{{ "<" ~ x }}'

    assert rendered(source, x="<b>") == "&lt;b&gt;<i>&lt;b&gt;</i>&lt;b&gt;&lt;&lt;b&gt;"


def test_what_a_call_gives_is_escaped_unless_it_is_markup() -> None:
    names = {"text": lambda: "<b>", "markup": lambda: Markup("<b>")}

    assert rendered("{{ text() }}{{ markup() }}", **names) == "&lt;b&gt;<b>"


@pytest.mark.parametrize(
    "source",
    ["{{ missing }}", "{{ missing() }}", "{{ x.missing }}", "{{ x.missing() }}", "{{ {}.missing }}", "{% if missing %}{% endif %}"],
)
def test_a_missing_name_stays_an_error(source: str) -> None:
    with pytest.raises(UndefinedError):
        rendered(source, x="x")


def test_a_dictionary_gives_its_items_and_keeps_its_methods() -> None:
    source = "{{ d.label }} {{ d.items()|length }} {{ d.get('items') }} {{ d.none|default('-') }} {{ d['items'] }}"

    assert rendered(source, d={"label": "a", "items": "b"}) == "a 2 b - b"


def test_plural_texts_still_know_their_context() -> None:
    source = "{% trans count=n %}{{ count }} row{% pluralize %}{{ count }} rows{% endtrans %}"

    assert (rendered(source, n=1), rendered(source, n=2)) == ("1 row", "2 rows")


MACRO = '{% macro m(a, b="1") %}{{ a }}{{ b }}{% endmacro %}'
OPEN = "{% macro m(a) %}{{ a }}{{ kwargs.c }}{% if caller is defined %}{{ caller() }}{% endif %}{% endmacro %}"


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        (MACRO + '{{ m("x") }}', "x1"),
        (MACRO + '{{ m("x", "2") }}{{ m(b="3", a="<") }}', "x2&lt;3"),
        (OPEN + '{{ m("x", c="y") }}', "xy"),
        (OPEN + '{% call m("x", c="y") %}<i>{% endcall %}', "xy<i>"),
    ],
)
def test_a_macro_takes_what_is_given_and_its_defaults(source: str, shown: str) -> None:
    assert rendered(source) == shown


@pytest.mark.parametrize("call", ['{{ m("x", "y", "z") }}', '{{ m("x", c="y") }}', '{% call m("x") %}{% endcall %}'])
def test_a_macro_refuses_what_it_does_not_know(call: str) -> None:
    with pytest.raises(TypeError, match="macro 'm'"):
        rendered(MACRO + call)


def test_a_macro_misses_what_has_no_default() -> None:
    with pytest.raises(UndefinedError, match="parameter 'a' was not provided"):
        rendered(MACRO + "{{ m() }}")
