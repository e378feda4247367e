"""docs/reference/environment.md lists every variable the processes read, as the code has them."""

from __future__ import annotations

from dataclasses import MISSING, fields
from pathlib import Path

import pytest

from balie.config.env import BadSetting, Env, read_env

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "environment.md"


def test_every_variable_is_on_the_page_with_its_default() -> None:
    page = PAGE.read_text()
    rows = []
    for each in fields(Env):
        default = each.metadata.get("default", "" if each.default is MISSING else each.default)
        shown = {True: "1", False: "0"}.get(default, default) if isinstance(default, bool) else default
        rows.append(f"| `{each.metadata['name']}` | {f'`{shown}`' if shown != '' else '–'} | {each.metadata['help']} |")

    missing = [row for row in rows if row not in page]
    assert not missing


@pytest.mark.parametrize(("name", "value"), [("PORT", "http"), ("BALIE_DEMO", "yes"), ("BALIE_WEB_WORKERS", "-1")])
def test_a_variable_that_cannot_be_read_is_named(name: str, value: str) -> None:
    with pytest.raises(BadSetting, match=name):
        read_env({name: value})


def test_what_is_not_set_has_its_default() -> None:
    env = read_env({})

    assert (env.port, env.demo, env.public_url, env.public_files_url) == (
        8000,
        True,
        "http://localhost:8000",
        "http://files.localhost:8000",
    )
