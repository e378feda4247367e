"""Strings that want to run, in every text somebody can have typed or sent: found from the models, so a later field joins by itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from zlib import crc32

import psycopg
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db.models import CharField, Field, JSONField, Model, SlugField, TextField
from psycopg.sql import SQL, Identifier
from psycopg.types.json import Jsonb

from balie.access.permissions.encryption import EncryptedTextField

LONGEST = 3000
# What the program itself writes and reads as a code: nobody types it, and nothing works with another word there.
CODES = frozenset(
    {
        "accounts.ApiToken.prefix",
        "accounts.ApiToken.secret_hash",
        "accounts.Role.verbs",
        "accounts.SingleUseLink.secret_hash",
        "accounts.User.granted",
        "accounts.User.password",
        "accounts.User.preferences",
        "accounts.User.spoken_languages",
        "automations.Rule.conditions",
        "automations.Rule.deeds",
        "automations.RuleVersion.content",
        "automations.Run.changed",
        "calendars.Calendar.week",
        "calendars.Calendar.zone",
        "calendars.CalendarVersion.hours",
        "calendars.OwnDay.slots",
        "calendars.Season.week",
        "customers.CustomerMerge.moved",
        "customers.CustomerMerge.primary",
        "customers.CustomerMerge.relations",
        "customers.CustomerMerge.take",
        "customers.PostalAddress.country",
        "customers.Reveal.field",
        "drafts.Draft.key",
        "email.Mailbox.lease_owner",
        "email.Outgoing.dedupe_key",
        "email.RawMail.sha256",
        "files.File.claimed_type",
        "files.File.content_type",
        "files.File.draft_key",
        "files.File.sha256",
        "presence.Presence.topic",
        "routing.Decision.facts",
        "search.Document.kind",
        "taxonomy.Organisation.country",
        "taxonomy.Organisation.languages",
        "taxonomy.Organisation.zone",
        "text.Text.kind",
        "tickets.BulkJob.given",
        "tickets.BulkJob.verb",
        "tickets.Change.field",
        "tickets.Change.verb",
        "tickets.Handover.given",
        "tickets.Handover.promised",
        "tickets.Merge.added",
        "tickets.Merge.after",
        "tickets.Merge.before",
        "tickets.Merge.moved",
        "tickets.Merge.shared",
        "tickets.Merge.was",
        "tickets.StateReason.state",
    }
)
# Apps whose rows hold codes only, or that the database lets nobody change.
CODE_APPS = frozenset({"audit", "balie_postgres", "once", "permissions"})


def text_fields() -> Iterator[tuple[type[Model], Field[Any, Any]]]:
    """Every field of ours that holds somebody's words."""
    for model in apps.get_models():
        if not model.__module__.startswith("balie.") or model._meta.app_label in CODE_APPS:
            continue
        for field in model._meta.local_concrete_fields:
            named = f"{model._meta.label}.{field.name}"
            if named not in CODES and _holds_words(field):
                yield model, field


def poison(dsn: str, strings: Sequence[str], *, turn: int = 0) -> int:
    """Put the strings into every text field of every row, as many as fit, others in each row and each turn; how many fields."""
    filled = 0
    with psycopg.connect(dsn, autocommit=True) as connection:
        for model, field in text_fields():
            _fill(connection, model, field, strings, turn)
            filled += 1
    return filled


def _holds_words(field: Field[Any, Any]) -> bool:
    if field.choices or isinstance(field, SlugField | EncryptedTextField):
        return False
    if isinstance(field, ArrayField):
        return isinstance(field.base_field, CharField | TextField)
    return isinstance(field, CharField | TextField | JSONField)


def _fill(connection: psycopg.Connection[Any], model: type[Model], field: Field[Any, Any], strings: Sequence[str], turn: int) -> None:
    table, column, key = (Identifier(str(each)) for each in (model._meta.db_table, field.column, model._meta.pk.column))
    rows = connection.execute(SQL("SELECT {}, {} FROM {}").format(key, column, table)).fetchall()
    write = SQL("UPDATE {} SET {} = %s WHERE {} = %s").format(table, column, key)
    for at, (pk, value) in enumerate(rows):
        start = crc32(f"{model._meta.label}.{field.name}".encode()) + 7 * at + 101 * turn
        connection.execute(write, [_poisoned(field, value, strings, start, pk), pk])


def _poisoned(field: Field[Any, Any], value: Any, strings: Sequence[str], start: int, pk: object) -> Any:
    if isinstance(field, JSONField):
        return Jsonb(_in_leaves(value, strings, start))
    if isinstance(field, ArrayField):
        return [_words(strings, start + at, field.base_field.max_length) for at in range(len(value or []))]
    room = field.max_length
    return f"{pk}{_words(strings, start, room - 40 if room else None)}"[:room] if field.unique else _words(strings, start, room)


def _in_leaves(value: Any, strings: Sequence[str], start: int) -> Any:
    if isinstance(value, dict):
        return {name: _in_leaves(each, strings, start + at) for at, (name, each) in enumerate(value.items())}
    if isinstance(value, list):
        return [_in_leaves(each, strings, start + at) for at, each in enumerate(value)]
    return _words(strings, start, 200) if isinstance(value, str) else value


def _words(strings: Sequence[str], start: int, room: int | None) -> str:
    """As many whole strings as fit, from `start` on; the first is cut when even it does not."""
    room, text = room or LONGEST, ""
    for at in range(len(strings)):
        fresh = strings[(start + at) % len(strings)]
        if text and len(text) + 1 + len(fresh) > room:
            break
        text = f"{text} {fresh}" if text else fresh[:room]
    return text
