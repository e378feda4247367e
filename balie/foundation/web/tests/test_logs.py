"""One JSON line per record, and no secret in it (R-O1)."""

from __future__ import annotations

import json
import logging
import sys

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from balie.foundation.web.logs import JsonFormatter, current_request_id, scrubbed

CANARY = "c4n4ry-Zx81q"


def line(message: str, *args: object, exc_info: object = None) -> str:
    record = logging.LogRecord("balie.test", logging.WARNING, __file__, 1, message, args, exc_info)  # type: ignore[arg-type]
    return JsonFormatter().format(record)


@given(st.text())
def test_whatever_is_logged_is_one_json_line(text: str) -> None:
    got = line("%s", text)

    assert "\n" not in got
    assert json.loads(got)["level"] == "warning"


def test_a_line_carries_the_id_of_its_request() -> None:
    mark = current_request_id.set("abc")

    got = json.loads(line("hello"))

    current_request_id.reset(mark)
    assert got["request_id"] == "abc"


@pytest.mark.parametrize(
    "text",
    [
        f"password={CANARY}",
        f"'password': '{CANARY}'",
        f'{{"smtp_password": "{CANARY}"}}',
        f"Authorization: Bearer {CANARY}",
        f"using bearer {CANARY}",
        f"api_key={CANARY}&x=1",
        f"imaps://desk:{CANARY}@mail.example",
        f"Cookie: sessionid={CANARY}",
        f"X-CSRFToken: {CANARY}",
        f"Not Found: /invite/{CANARY}{'k3y' * 12}/",
    ],
)
def test_a_secret_never_reaches_the_log(text: str) -> None:
    assert CANARY not in line("%s", text)


def test_our_own_keys_never_reach_the_log_wherever_they_stand() -> None:
    got = line("the value is %s!", settings.SECRET_KEY)

    assert settings.SECRET_KEY not in got


def test_a_traceback_is_scrubbed_too() -> None:
    try:
        raise ValueError(f"password={CANARY}")
    except ValueError:
        got = line("failed", exc_info=sys.exc_info())

    assert CANARY not in got
    assert "ValueError" in json.loads(got)["error"]


def test_plain_words_stay_readable() -> None:
    text = "job 12 (email.send) of ticket 2041 7736 failed: connection refused"

    assert scrubbed(text) == text
