"""Procedures as their settings pages show them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from balie.casework.procedures.models import Procedure, Run, Step, Version
from balie.casework.procedures.queries.runs import Words, doer_in_words, in_language, words_of
from balie.foundation.errors import NotFound
from balie.foundation.text.labels import LANGUAGES
from balie.foundation.text.sentences import with_colon
from balie.records.calendars.models import Calendar
from balie.records.sla.durations import open_day, write_duration

MOST_COUNTED = 99


@dataclass(frozen=True)
class EditedStep:
    """A step of a version in the reader's language; `lines` are its words in all, `missing` the languages without any.

    `asks` says in words who does it, within what time, and what else it asks.
    """

    step: Step
    words: Words
    doer: str
    margin: str
    lines: Mapping[str, Words]
    asks: Sequence[str]

    @property
    def missing(self) -> list[str]:
        return [code for code in LANGUAGES if code not in self.lines]

    @property
    def outdated(self) -> list[str]:
        return [code for code, words in self.lines.items() if words.is_outdated]


def procedures() -> list[Procedure]:
    """All, those in use first, then by name as read; each with `current` and `draft`, versions or None, in two queries."""
    found = list(Procedure.objects.all())
    versions = Version.objects.exclude(state=Version.State.OLD).select_related("category", "purpose").annotate(size=Count("steps"))
    held = {(each.procedure_id, each.state): each for each in versions}
    for each in found:
        vars(each)["current"] = held.get((each.pk, Version.State.PUBLISHED))
        vars(each)["draft"] = held.get((each.pk, Version.State.DRAFT))
    return sorted(found, key=lambda each: (each.is_retired, str(each.name).casefold()))


def find_procedure(key: str) -> Procedure:
    """Raises `NotFound`."""
    found = Procedure.objects.filter(key=key).first()
    if found is None:
        raise NotFound()
    return found


def newest_version(key: str) -> Version:
    """The version of a procedure that is being written, else the newest; with its procedure, in one query. Raises `NotFound`."""
    related = ("procedure", "category", "purpose", "calendar")
    found = Version.objects.filter(procedure__key=key).select_related(*related).order_by("-number").first()
    if found is None:
        raise NotFound()
    return found


def versions_of(procedure: Procedure) -> list[Version]:
    """Newest first."""
    related = ("category", "purpose", "calendar", "published_by")
    return list(Version.objects.filter(procedure=procedure).select_related(*related).order_by("-number"))


def steps_of(version: Version, *, day: timedelta | None = None) -> list[EditedStep]:
    """The steps of a version in order; `day` is how long one day of its hours is."""
    return [_edited(step, day or timedelta(days=1)) for step in _steps().filter(version=version).order_by("position")]


def step_of(version: Version, pk: int, *, day: timedelta) -> EditedStep:
    """Raises `NotFound` for a step of another version."""
    found = _steps().filter(version=version, pk=pk).first()
    if found is None:
        raise NotFound()
    return _edited(found, day)


def day_of(calendar: Calendar | None, among: Sequence[Calendar] | None = None) -> timedelta:
    """How long “1 d” is in the hours of the calendar, else of the default one `among` these, which are asked for when they are not at hand."""
    usual = Calendar.objects.filter(is_default=True) if among is None and calendar is None else among or ()
    found = calendar or next((each for each in usual if each.is_default), None)
    return open_day(found.week, always=found.always) if found else timedelta(days=1)


def running(procedure: Procedure) -> Mapping[int, int]:
    """Version → how many of its runs go on, of a hundred looked at."""
    going = Run.objects.filter(version__procedure=procedure, ended_at=None, aside_at=None)
    return Counter(going.order_by("-pk").values_list("version_id", flat=True)[: MOST_COUNTED + 1])


def taken_by(version: Version) -> Procedure | None:
    """Another procedure in use for the very same category and purpose."""
    same = Version.objects.filter(category=version.category_id, purpose=version.purpose_id, state=Version.State.PUBLISHED)
    others = same.filter(procedure__is_retired=False).exclude(procedure=version.procedure_id)
    found = others.select_related("procedure").first()
    return found.procedure if found else None


def _steps() -> QuerySet[Step]:
    return Step.objects.select_related("text", "team", "role").annotate(lines=words_of("text", "text_version"))


def _edited(step: Step, day: timedelta) -> EditedStep:
    lines: Sequence[dict[str, str]] = vars(step)["lines"]
    margin = write_duration(timedelta(seconds=step.margin_seconds), day) if step.margin_seconds else ""
    return EditedStep(
        step=step,
        words=in_language(lines),
        doer=doer_in_words(step),
        margin=margin,
        lines={line["language"]: in_language([line]) for line in lines if line["title"] or line["body"]},
        asks=list(_asks(step, margin)),
    )


def _asks(step: Step, margin: str) -> Iterator[str]:
    yield doer_in_words(step)
    if margin:
        yield f"{margin} {step.get_margin_since_display()}"
    if step.proof:
        yield with_colon(_("proof"), step.get_proof_display())
    if step.may_skip:
        yield _("may be skipped")
    if not step.is_mandatory:
        yield _("optional")
