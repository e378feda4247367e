"""Problems among what one search finds."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.casework.problems.models import Problem
from balie.foundation.search.actions import Entry, index
from balie.foundation.search.extensions import Result, SearchKind
from balie.foundation.statements.prepared import Given, Prepared
from balie.foundation.statements.together import Asked
from balie.foundation.ui.addresses import url

KIND = "problem"


def index_problem(problem: Problem) -> None:
    """By its words and those of its solutions, in every language they are told in."""
    told = [problem.workaround, *(each.name for each in problem.solutions.filter(retired_at=None))]
    index(
        Entry(
            kind=KIND,
            object_id=problem.pk,
            title=" ".join(dict.fromkeys(problem.name.values())),
            body="\n".join(words for label in told for words in label.values()),
            keys=str(problem.number),
            language=next(iter(problem.name)),
            at=problem.changed_at,
        )
    )


def load(viewer: User, ids: Sequence[int]) -> list[Result]:
    """The hits the viewer may see; one query."""
    return [
        Result(
            object_id=row.pk,
            title=str(row.name),
            url=url("problems:problem", row.number),
            number=row.number,
            detail=str(_("ended")) if row.ended_at else str(row.workaround),
            at=row.changed_at,
        )
        for row in _FOUND.records(viewer, ids=list(ids))
    ]


def asked(viewer: User, ids: Sequence[int]) -> Asked:
    """What `load` will ask."""
    return _FOUND.asked(viewer, ids=list(ids))


_FOUND = Prepared(lambda viewer: Problem.objects.visible_to(viewer).filter(pk__among=Given("ids", ArrayField(BigIntegerField()))))


SEARCHABLE = [SearchKind(KIND, _("Problems"), "alert", load, asked, learns=True)]
