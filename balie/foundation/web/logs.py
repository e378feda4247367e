"""Logs: one JSON line each, with the request's id, without secrets."""

from __future__ import annotations

import json
import logging
import re
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import cache
from typing import Any

from django.conf import settings

current_request_id: ContextVar[str] = ContextVar("balie_request_id", default="")
HIDDEN = "[…]"
SECRET_NAMES = "password|passwd|secret|token|authorization|cookie|sessionid|api[-_]?key|csrf\\w*|signature"  # noqa: S105 - names, no secret
_NAMED_SECRET = re.compile(
    rf"""(?ix)(["']?[\w-]*(?:{SECRET_NAMES})[\w-]*["']?\s*[:=]\s*)(?:(?:bearer|basic)\s+)?("[^"]*"|'[^']*'|[^\s,;&}})]+)"""
)
_BEARER = re.compile(r"(?i)\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]{8,}")
_USER_IN_ADDRESS = re.compile(r"(://[^/\s:@]+:)[^/\s@]+@")
_OPAQUE = re.compile(r"(?=[A-Za-z_:-]*\d)[A-Za-z0-9_:-]{40,}")


class JsonFormatter(logging.Formatter):
    """A record as one JSON line: when, how bad, where, what, in which request; an error with its traceback."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": scrubbed(record.getMessage()),
        }
        # Django logs an answer's status after the middlewares are through, but with the request at hand.
        if request_id := current_request_id.get() or getattr(getattr(record, "request", None), "request_id", ""):
            line["request_id"] = request_id
        if record.exc_info:
            line["error"] = scrubbed(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False)


class UnexpectedOnly(logging.Filter):
    """Leaves out answers whose view said that they were to be expected, as `/healthz` while all is starting."""

    def filter(self, record: logging.LogRecord) -> bool:
        return not getattr(getattr(record, "request", None), "is_expected", False)


def scrubbed(text: str) -> str:
    """`text` without values that follow a secret's name, sign-ins inside addresses, opaque tokens and our own keys."""
    for secret in _own_secrets():
        text = text.replace(secret, HIDDEN)
    text = _BEARER.sub(rf"\1 {HIDDEN}", text)
    text = _NAMED_SECRET.sub(rf"\1{HIDDEN}", text)
    text = _USER_IN_ADDRESS.sub(rf"\1{HIDDEN}@", text)
    return _OPAQUE.sub(HIDDEN, text)


@cache
def _own_secrets() -> tuple[str, ...]:
    names = ("SECRET_KEY", "BALIE_FIELD_KEY", "BALIE_MAIL_KEY")
    passwords = [entry.get("PASSWORD", "") for entry in settings.DATABASES.values()]
    return tuple(value for value in [*(getattr(settings, name, "") for name in names), *passwords] if value)
