"""The filters of a list stand in one row on the smallest desk, whatever the language."""

from __future__ import annotations

import pytest

from tests.journeys.conftest import SignIn

_TOPS = "fields => new Set(fields.map(each => Math.round(each.getBoundingClientRect().top))).size"


@pytest.mark.parametrize("language", ["nl", "fr", "en", "de"])
def test_the_filters_of_a_list_fit_one_row(sign_in: SignIn, language: str) -> None:
    page = sign_in("lead", language=language)

    page.goto("/tickets/?view=all")

    assert page.locator(".filters .field").evaluate_all(_TOPS) == 1
