"""Strings that want to run, in every text somebody can have typed or sent: found from the models, so a later field joins by itself.

For a process of the house itself, whose key its encrypted columns need: `tests.journeys.staged`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import CharField, Field, JSONField, Model, SlugField, TextField
from psycopg.sql import SQL, Identifier
from psycopg.types.json import Jsonb

from balie.access.permissions.encryption import EncryptedTextField, encrypt
from balie.foundation.text.labels import LabelField

# What the program itself writes and reads as a code: nobody types it, and nothing works with another word there.
CODES = frozenset(
    {
        "accounts.ApiToken.prefix",
        "accounts.ApiToken.secret_hash",
        "accounts.Role.verbs",
        "accounts.SingleUseLink.secret_hash",
        "accounts.User.granted",
        "accounts.User.preferences",
        "accounts.User.password",
        "accounts.User.spoken_languages",
        "automations.Run.changed",
        "calendars.Calendar.week",
        "calendars.Calendar.zone",
        "calendars.OwnDay.slots",
        "calendars.Season.week",
        "customers.PostalAddress.country",
        "customers.Reveal.field",
        "directory.Entry.holidays",
        "directory.Entry.languages",
        "directory.Entry.sorts_as",
        "directory.Entry.week",
        "drafts.Draft.key",
        "email.Mailbox.lease_owner",
        "email.RawMail.facts",
        "email.Outgoing.dedupe_key",
        "email.RawMail.sha256",
        "files.File.claimed_type",
        "files.File.content_type",
        "files.File.draft_key",
        "files.File.sha256",
        "handouts.Handout.secret_hash",
        "identity.Demand.verb",
        "identity.TierSetting.facts",
        "identity.TierSetting.ways",
        "ivr.Journey.line",
        "ivr.Journey.typed",
        "presence.Presence.topic",
        "shorthand.Shorthand.key",
        "suggestions.Taken.key",
        "suggestions.Taken.topic",
        "suggestions.Taken.words",
        "recordings.Recording.failure",
        "recordings.Recording.instance",
        "recordings.Recording.key",
        "recordings.Recording.name",
        "referrals.Referral.dedupe_key",
        "routing.Decision.facts",
        "routing.LogEntry.facts",
        "routing.LogEntry.kind",
        "routing.Matcher.owner",
        "routing.Snapshot.board",
        "routing.Waiting.skills",
        "scripts.Run.node",
        "scripts.RunEvent.kind",
        "scripts.RunEvent.node",
        "search.Document.kind",
        "search.Lesson.kind",
        "search.Lesson.word",
        "search.Unread.words",
        "search.Word.word",
        "taxonomy.Organisation.country",
        "taxonomy.Organisation.languages",
        "taxonomy.Organisation.zone",
        "telephony.Browser.answer",
        "telephony.Browser.instance",
        "telephony.Browser.why",
        "telephony.Call.skills",
        "telephony.Leg.instance",
        "telephony.Leg.name",
        "telephony.Leg.reason",
        "telephony.Leg.told",
        "telephony.Link.instance",
        "telephony.Number.digits",
        "telephony.Order.instance",
        "telephony.Order.line",
        "telephony.Outgoing.prefixes",
        "telephony.Outgoing.regions",
        "telephony.Prompt.name",
        "telephony.Prompt.sha256",
        "telephony.Step.detail",
        "text.Text.kind",
        "tickets.Change.field",
        "tickets.Handover.given",
        "tickets.Handover.promised",
        "tickets.Change.verb",
        "tickets.SavedView.sort",
        "tickets.SavedView.states",
        "tickets.StateReason.state",
    }
)
# What was put away when rows were changed or became one, to be put back as it was: it is shown where it came from, and nowhere else.
PUT_AWAY = frozenset(
    {
        *(f"customers.CustomerMerge.{name}" for name in ("after", "before", "moved", "primary", "relations", "take")),
        *(f"tickets.Merge.{name}" for name in ("added", "after", "before", "moved", "shared", "was")),
        "tickets.Change.after",
        "tickets.Change.before",
    }
)
# Apps whose rows hold codes only, or that the database lets nobody change.
CODE_APPS = frozenset({"audit", "balie_postgres", "once", "permissions"})
# What a row is found by when it is written a second time: the index stays, and holds so much. No text of a script may be long.
HELD = frozenset(
    {
        "accounts.User.username",
        "directory.Entry.holidays",
        "directory.Entry.languages",
        "directory.Entry.sorts_as",
        "directory.Entry.week",
        "drafts.Draft.key",
        "email.ThreadParticipant.address",
        "scripts.Version.content",
        "tickets.Tag.name",
        "tickets.Ticket.tags",
    }
)
MOST_HELD = 450
# JSON that is words all through; of the rest only what stands under these names, or is no code.
WORDS_ALL_THROUGH = frozenset({"drafts.Draft.fields", "email.Email.to", "email.Email.cc", "email.Email.references", "ivr.Journey.said"})
WORD_NAMES = frozenset({"text", "words", "note", "reason", "subject", "sentence", "name", "title", "said", "new", "values"})
CODE = re.compile(r"[\w.:+@/-]*")
LENGTHS = """
UPDATE pg_attribute SET atttypmod = -1
WHERE attnum > 0 AND atttypid IN ('varchar'::regtype, 'varchar[]'::regtype) AND attrelid = ANY(%s::regclass[])
"""
INDEXES = """
SELECT DISTINCT indexrelid::regclass::text, coalesce(conname, ''), indrelid::regclass::text FROM pg_index
JOIN pg_class ON pg_class.oid = indexrelid JOIN pg_am ON pg_am.oid = relam AND amname IN ('btree', 'hash')
LEFT JOIN pg_constraint ON conindid = indexrelid AND contype = 'u'
WHERE NOT indisprimary AND indrelid = %s::regclass AND pg_get_indexdef(indexrelid) ~ %s
"""


def text_fields() -> Iterator[tuple[type[Model], Field[Any, Any]]]:
    """Every field of ours that holds somebody's words."""
    for model in apps.get_models():
        if not model.__module__.startswith("balie.") or model._meta.app_label in CODE_APPS:
            continue
        for field in model._meta.local_concrete_fields:
            if named(model, field) not in CODES | PUT_AWAY and _holds_words(field):
                yield model, field


def named(model: type[Model], field: Field[Any, Any]) -> str:
    return f"{model._meta.label}.{field.name}"


def make_room() -> None:
    """Take from every such field its longest length and the indexes that would hold it to one: so each can hold all the strings at once."""
    fields = list(text_fields())
    tables = sorted({model._meta.db_table for model, _field in fields})
    with connection.cursor() as cursor:
        cursor.execute(LENGTHS, [tables])
        for table in tables:  # whatever is altered, a table of short texts then gets the place where long ones go
            cursor.execute(SQL("ALTER TABLE {} DISABLE ROW LEVEL SECURITY").format(Identifier(table)))
        for model, field in fields:
            if named(model, field) in HELD:
                continue
            cursor.execute(INDEXES, [model._meta.db_table, rf"\m{field.column}\M"])
            for index, constraint, table in cursor.fetchall():
                cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {constraint}" if constraint else f"DROP INDEX {index}")


def poison(strings: Sequence[str]) -> list[str]:
    """Put all the strings into every text field of every row, in each row another one first; the fields of which there is no row."""
    return [named(model, field) for model, field in text_fields() if not _fill(model, field, strings)]


def _holds_words(field: Field[Any, Any]) -> bool:
    if field.choices or isinstance(field, SlugField):
        return False
    if isinstance(field, ArrayField):
        return isinstance(field.base_field, CharField | TextField) and not field.base_field.choices
    return isinstance(field, CharField | TextField | JSONField)


def _fill(model: type[Model], field: Field[Any, Any], strings: Sequence[str]) -> int:
    """How many rows hold them now."""
    table, column, key = (Identifier(str(each)) for each in (model._meta.db_table, field.column, model._meta.pk.column))
    with connection.cursor() as cursor:
        cursor.execute(SQL("SELECT {}, {} FROM {} ORDER BY 1").format(key, column, table))
        rows = cursor.fetchall()
        write = SQL("UPDATE {} SET {} = %s WHERE {} = %s").format(table, column, key)
        filled = 0
        for at, (pk, kept) in enumerate(rows):
            value = json.loads(kept) if isinstance(field, JSONField) and isinstance(kept, str) and kept else kept
            words = _words(strings, at)
            poisoned = _poisoned(model, field, value, words[:MOST_HELD] if named(model, field) in HELD else words, pk)
            if poisoned != value:
                cursor.execute(write, [Jsonb(poisoned) if isinstance(field, JSONField) else poisoned, pk])
                filled += 1
    return filled


def _poisoned(model: type[Model], field: Field[Any, Any], value: Any, words: str, pk: object) -> Any:
    if isinstance(field, JSONField):
        return _in_leaves(value, words, all_through=isinstance(field, LabelField) or named(model, field) in WORDS_ALL_THROUGH)
    if isinstance(field, EncryptedTextField):
        return encrypt(words)
    if isinstance(field, ArrayField):
        return [words for _each in value or [""]]
    return f"{pk}{words}" if field.unique else words


def _in_leaves(value: Any, words: str, *, all_through: bool, name: str = "") -> Any:
    if isinstance(value, dict):
        return {key: _in_leaves(each, words, all_through=all_through, name=key) for key, each in value.items()}
    if isinstance(value, list):
        return [_in_leaves(each, words, all_through=all_through, name=name) for each in value]
    is_words = isinstance(value, str) and (all_through or name in WORD_NAMES or not CODE.fullmatch(value))
    return words if is_words else value


def _words(strings: Sequence[str], first: int) -> str:
    """All the strings, those from `first` on before the others."""
    at = 7 * first % len(strings)
    return " ".join([*strings[at:], *strings[:at]])
