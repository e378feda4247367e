"""The settings pages of scripts: the list, a script with what becomes of it, its versions, and from and to YAML."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, cast

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from balie.access.accounts.models import OperatorRequest
from balie.access.permissions.actions import ensure_may
from balie.foundation.errors import Invalid, NotFound
from balie.foundation.text.labels import LANGUAGES
from balie.foundation.text.numbers import whole
from balie.foundation.web.pages import redirect_after_post, render
from balie.operations.scripts import actions
from balie.operations.scripts.actions.writing import OPENS_ON_ALL, Opens
from balie.operations.scripts.documents import Unreadable, read_documents, write_script
from balie.operations.scripts.models import Script, Version
from balie.operations.scripts.policies import WRITE
from balie.operations.scripts.queries import designing, openings
from balie.operations.scripts.queries.written import document_of, find_script, scripts, version_of, versions_of
from balie.operations.scripts.rules.differences import differences
from balie.operations.scripts.rules.editing import SECTIONS
from balie.operations.scripts.views.outline import done, outline, version_in
from balie.operations.scripts.words import DIFFERENCES_IN_WORDS, SECTIONS_IN_WORDS, fault_in_words, place_in_words
from balie.records.taxonomy.models import Brand, Purpose

LARGEST_FILE = 4_000_000


@require_safe
def index(request: OperatorRequest) -> HttpResponse:
    """Every script: what is in use, what is being written, and when it opens."""
    ensure_may(request.user, WRITE)
    return _index(request)


@require_http_methods(["GET", "POST"])
def create(request: OperatorRequest) -> HttpResponse:
    """A name; the rest follows in the outline."""
    ensure_may(request.user, WRITE)
    name = {code: request.POST.get(f"name_{code}", "") for code in LANGUAGES}
    wrong = ""
    if request.method == "POST":
        try:
            made = actions.create_script(name=name, by=request.user, at=timezone.now())
            return redirect_after_post("scripts:script", made.key)
        except Invalid as refusal:
            wrong = str(refusal)
    return render(request, "scripts/create.html", 422 if wrong else 200, name=name, wrong=wrong, languages=LANGUAGES)


@require_POST
def imported(request: OperatorRequest) -> HttpResponse:
    """The scripts of a YAML file as drafts, the last first: what runs through another needs it."""
    ensure_may(request.user, WRITE)
    try:
        documents = read_documents(_sent_file(request))
        for document in reversed(documents):
            actions.import_script(document, by=request.user, at=timezone.now())
    except Unreadable as unreadable:
        return _index(request, [fault_in_words(fault) for fault in unreadable.faults], status=422)
    except Invalid as refusal:
        return _index(request, [str(refusal)], status=422)
    return redirect_after_post("scripts:script", documents[0].key)


@require_safe
def script(request: OperatorRequest, key: str) -> HttpResponse:
    """The version being written, or the one in use: its steps and what else it holds, and what is wrong."""
    ensure_may(request.user, WRITE)
    return outline(request, key)


@require_safe
def versions(request: OperatorRequest, key: str) -> HttpResponse:
    """Every version, and what one says differently from another: `new` from `old`, without them the newest from the one before."""
    ensure_may(request.user, WRITE)
    found = find_script(key)
    all_versions = versions_of(found)
    numbers = [each.number for each in all_versions]
    new = whole(request.GET.get("new", "")) or numbers[0]
    old = whole(request.GET.get("old", "")) or next((number for number in numbers if number < new), 0)
    before, after = (next((each for each in all_versions if each.number == number), None) for number in (old, new))
    if after is None or (old and before is None):
        raise NotFound()
    told = differences(before.content, after.content) if before else []
    titles = {(each.section, each.key): _difference_title(each.section, each.key, before, after) for each in told}
    context: dict[str, Any] = {"script": found, "versions": all_versions, "old": old, "new": new, "told": told, "titles": titles}
    words: dict[str, Any] = {"SECTIONS": SECTIONS_IN_WORDS, "KINDS": DIFFERENCES_IN_WORDS, "place_words": place_in_words}
    return render(request, "scripts/versions.html", going_on=designing.going_on(found), **context, **words)


@require_safe
def export(request: OperatorRequest, key: str) -> HttpResponse:
    """A version as YAML, the newest without `number`."""
    ensure_may(request.user, WRITE)
    version = version_of(key, whole(request.GET.get("number", "")))
    answer = HttpResponse(write_script(document_of(version)), content_type="application/yaml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{key}-{version.number}.yaml"'
    return answer


@require_POST
def begin(request: OperatorRequest, key: str) -> HttpResponse:
    """A new version, as a copy of the one in use."""
    return done(request, key, lambda: actions.begin_draft(key, by=request.user, at=timezone.now()))


@require_POST
def drop(request: OperatorRequest, key: str) -> HttpResponse:
    """Throw the version being written away."""
    answer = done(request, key, lambda: actions.drop_draft(key, version=version_in(request), by=request.user, at=timezone.now()))
    return answer if Script.objects.filter(key=key).exists() else redirect_after_post("scripts:index")


@require_POST
def submit(request: OperatorRequest, key: str) -> HttpResponse:
    """Ask somebody else to approve it."""
    return done(request, key, lambda: actions.submit(key, version=version_in(request), by=request.user, at=timezone.now()))


@require_POST
def publish(request: OperatorRequest, key: str) -> HttpResponse:
    """Let the draft open from now on; where approval is asked, this is the approval."""
    about = {"remark": request.POST.get("remark", ""), "version": version_in(request)}
    return done(request, key, lambda: actions.publish(key, **about, by=request.user, at=timezone.now()))  # type: ignore[arg-type]


@require_POST
def retire(request: OperatorRequest, key: str) -> HttpResponse:
    """Let it open no more, or with `is_retired=0` again."""
    is_retired = request.POST.get("is_retired") != "0"
    actions.set_retired(key, is_retired=is_retired, by=request.user, at=timezone.now())
    return redirect_after_post("scripts:index")


@require_POST
def approval(request: OperatorRequest, key: str) -> HttpResponse:
    """Whether a second person approves each version, with `needs_approval=1`."""
    asks = request.POST.get("needs_approval") == "1"
    return done(request, key, lambda: actions.set_approval(key, needs_approval=asks, by=request.user, at=timezone.now()))


@require_http_methods(["GET", "POST"])
def opens_on(request: OperatorRequest, key: str) -> HttpResponse:
    """On which contacts it opens by itself."""
    ensure_may(request.user, WRITE)
    found, wrong = find_script(key), ""
    if request.method == "POST":
        try:
            actions.set_openings(key, _sent_openings(request), by=request.user, at=timezone.now())
            return redirect_after_post("scripts:script", key)
        except Invalid as refusal:
            wrong = str(refusal)
    context = {"script": found, "opens_on": openings.opens_on(found), "offered": openings.offered_choices(), "wrong": wrong}
    return render(request, "scripts/openings.html", 422 if wrong else 200, **context)


def _index(request: OperatorRequest, wrong: Sequence[str] = (), *, status: int = HTTPStatus.OK) -> HttpResponse:
    return render(request, "scripts/index.html", status, lines=scripts(), opens=openings.opens_in_words(), wrong=wrong)


def _difference_title(section: str, key: str, before: Version | None, after: Version) -> str:
    if section not in SECTIONS:
        return ""
    holder = after if key in after.content.get(section, {}) or before is None else before
    return designing.part_title(document_of(holder), section, key)


def _sent_openings(request: OperatorRequest) -> list[Opens]:
    """The rows in which something was chosen, as long as they are not to go; with `all` one that opens on every contact."""
    rows = zip(*(request.POST.getlist(name) for name in OPENS_ON_ALL), strict=False)
    named = [dict(zip(OPENS_ON_ALL, row, strict=True)) for row in rows]
    gone = set(request.POST.getlist("gone"))
    found = [_opens(row) for at, row in enumerate(named) if any(row.values()) and str(at) not in gone]
    return [*found, *([OPENS_ON_ALL] if request.POST.get("all") == "1" else [])]


def _opens(row: dict[str, str]) -> Opens:
    """Raises `Invalid` for what is not among the choices."""
    offered = openings.offered_choices()
    if any(value and value not in dict(offered[name]) for name, value in row.items()):
        raise Invalid(field="openings", reason=_("Choose one of the list."))
    terms = {"purpose": openings.term_chosen(Purpose, row["purpose"]), "brand": openings.term_chosen(Brand, row["brand"])}
    return cast("Opens", {**row, **terms})


def _sent_file(request: OperatorRequest) -> bytes:
    """What was chosen as a file, else what was pasted."""
    chosen = request.FILES.get("file")
    return chosen.read(LARGEST_FILE + 1) if chosen else request.POST.get("yaml", "").encode()
