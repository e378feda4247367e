"""Reasons are kept as a code with its facts, and told in the language of who reads; what stands is converted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from django.db import migrations, models
from django.utils import translation

# As they were written until now, in whatever language their writer ran in.
SENTENCES = {
    "no_sender": "no sender: the mail has no From",
    "failed": "filing failed unexpectedly ({kind}); the mail is kept whole",
    "repeated": "the same mail came before, in other wrapping",
    "repeated_elsewhere": "the same mail also came to {mailbox}",
    "came_back": "a mail of ours came back",
    "underway": "a report on the way of a mail of ours, which has not failed",
    "about_nothing": "a delivery report about no mail of ours",
    "over_budget": "over budget: {what}",
    "empty": "the mail is empty",
    "no_mail": "these bytes are no mail",
    "reader_failed": "the reader failed on it ({kind})",
    "too_big": "larger than 50 MB; only its header was fetched, the mail is still in the mailbox",
    "damaged": "“{name}” is damaged or missing on the server. Your administrator can restore it from the backup.",
}
DOUBTS = {
    "no sender": "nobody",
    "more than one sender": "several",
    "the sender's address can be read in two ways": "two_readings",
    "the sender's name is another address": "names_another",
}


def convert_reasons(apps: Any, schema_editor: Any) -> None:
    patterns = list(_patterns())
    for raw in apps.get_model("email", "RawMail").objects.exclude(told="").iterator():
        raw.reason, raw.facts = _converted(raw.told, raw.state, patterns)
        raw.save(update_fields=["reason", "facts"])


def convert_doubts(apps: Any, schema_editor: Any) -> None:
    emails = apps.get_model("email", "Email").objects
    for sentence, code in DOUBTS.items():
        emails.filter(sender_doubt=sentence).update(sender_doubt=code)
    emails.exclude(sender_doubt__in=["", *DOUBTS.values()]).update(sender_doubt="two_readings")


def _patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    for code, sentence in SENTENCES.items():
        for language in ("en", "nl", "fr", "de"):
            with translation.override(language):
                told = re.escape(translation.gettext(sentence))
            yield code, re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.*)", told))


def _converted(told: str, state: str, patterns: Sequence[tuple[str, re.Pattern[str]]]) -> tuple[str, dict[str, str]]:
    for code, pattern in patterns:
        if found := pattern.fullmatch(told):
            return code, found.groupdict()
    if state in {"automatic", "filed"}:
        return "machine", {"sign": told}
    return "said", {"words": told}


class Migration(migrations.Migration):
    dependencies = [("email", "0004_refused_participants")]

    operations = [
        migrations.RenameField("rawmail", "reason", "told"),
        migrations.AddField(
            "rawmail",
            "reason",
            models.CharField(
                blank=True,
                choices=[
                    ("no_sender", "no sender: the mail has no From"),
                    ("over_budget", "more than a mail may cost: {what}"),
                    ("empty", "the mail is empty"),
                    ("no_mail", "these bytes are no mail"),
                    ("reader_failed", "the reader failed on it ({kind})"),
                    ("too_big", "larger than 50 MB; only its header was fetched, the mail is still in the mailbox"),
                    ("damaged", "“{name}” is damaged or missing on the server. Your administrator can restore it from the backup."),
                    ("failed", "filing failed unexpectedly ({kind}); the mail is kept whole"),
                    ("machine", "sent by a machine: {sign}"),
                    ("repeated", "the same mail came before, in other wrapping"),
                    ("repeated_elsewhere", "the same mail also came to {mailbox}"),
                    ("came_back", "a mail of ours came back"),
                    ("underway", "a report on the way of a mail of ours, which has not failed"),
                    ("about_nothing", "a delivery report about no mail of ours"),
                    ("said", "{words}"),
                ],
                default="",
                max_length=20,
            ),
        ),
        migrations.AddField("rawmail", "facts", models.JSONField(blank=True, default=dict)),
        migrations.RunPython(convert_reasons, migrations.RunPython.noop, elidable=True),
        migrations.RemoveField("rawmail", "told"),
        migrations.RunPython(convert_doubts, migrations.RunPython.noop, elidable=True),
        migrations.AlterField(
            "email",
            "sender_doubt",
            models.CharField(
                blank=True,
                choices=[
                    ("nobody", "The mail names no sender."),
                    ("several", "The mail names more than one sender."),
                    ("two_readings", "The sender’s address can be read in two ways."),
                    ("names_another", "The sender’s name is another address than the one it came from."),
                ],
                default="",
                max_length=20,
            ),
        ),
        migrations.RemoveField("email", "matched_reason"),
    ]
