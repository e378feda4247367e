"""The parts of a draft, one page each: a step, a question, an objection, a calming step; and all words side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from balie.access.accounts.models import OperatorRequest
from balie.access.permissions.actions import ensure_may
from balie.foundation.errors import Invalid, NotFound
from balie.foundation.text.labels import LANGUAGES
from balie.foundation.text.numbers import whole
from balie.foundation.ui.filters import language_name
from balie.foundation.web.pages import is_partial, redirect_after_post, render, render_block
from balie.operations.scripts import actions
from balie.operations.scripts.documents import Fault
from balie.operations.scripts.forms import key_in, part_in
from balie.operations.scripts.models import Version
from balie.operations.scripts.policies import WRITE
from balie.operations.scripts.queries import designing
from balie.operations.scripts.queries.written import document_of, newest_version
from balie.operations.scripts.rules import editing
from balie.operations.scripts.rules.differences import differences
from balie.operations.scripts.rules.document import Document
from balie.operations.scripts.rules.editing import NODES, SECTIONS, VARIABLES, Change, Data
from balie.operations.scripts.views.outline import PAGE, done, outline_context
from balie.operations.scripts.words import KINDS_IN_WORDS, SECTIONS_IN_WORDS, TYPES_IN_WORDS, bare_fault, place_in_words

PART = "scripts/part.html"
EMPTY_CHOICES = 3


@require_http_methods(["GET", "POST"])
def about(request: OperatorRequest, key: str) -> HttpResponse:
    """Name, languages and the step it begins with."""
    ensure_may(request.user, WRITE)
    version = newest_version(key)
    wrong: dict[str, str] = {}
    now, typed = editing.about_of(version.content), None
    if request.method == "POST":
        typed = part_in(request.POST, "about")
        try:
            actions.change_about(key, typed, seen=request.POST.get("seen", ""), by=request.user, at=timezone.now())
            return redirect_after_post("scripts:script", key)
        except actions.WrongPart as refusal:
            wrong = _wrong(refusal.faults, "")
        except actions.PartOutdated as refusal:
            now, wrong = dict(refusal.now), {"": str(refusal)}  # type: ignore[call-overload]
        except Invalid as refusal:
            wrong = {"name": str(refusal)}
    context = _part_context(version, typed or now, wrong, seen=editing.mark_of(now))
    return render(request, "scripts/about.html", 422 if wrong else 200, **context)


@require_http_methods(["GET", "POST"])
def part(request: OperatorRequest, key: str, section: str, part: str = "") -> HttpResponse:
    """One node, variable, objection or calming step of the draft, or a new one; `after` puts a new node on another's way on."""
    ensure_may(request.user, WRITE)
    version = newest_version(key)
    now = editing.part_of(version.content, section, part) if part else None
    if section not in SECTIONS or (part and now is None):
        raise NotFound()
    if request.method == "POST":
        return _part_sent(request, version, section, part, now)
    begun = now if now is not None else _begun(request, section)
    return _part(request, version, section, part, begun, seen=editing.mark_of(now))


@require_POST
def remove(request: OperatorRequest, key: str, section: str, part: str) -> HttpResponse:
    """Take a part out; what led to it is told by the checks."""
    change = Change(section, part, None, seen=request.POST.get("seen", ""))
    if section not in SECTIONS:
        raise NotFound()
    return done(request, key, lambda: actions.change_part(key, change, by=request.user, at=timezone.now()))


@require_POST
def move(request: OperatorRequest, key: str, part: str) -> HttpResponse:
    """One place earlier with `step=-1`, else later."""
    places = -1 if request.POST.get("step") == "-1" else 1
    actions.move_node(key, part, places, by=request.user, at=timezone.now())
    if not is_partial(request):
        return redirect_after_post("scripts:script", key)
    return render_block(request, PAGE, "steps", **outline_context(newest_version(key)), moved=part)


@require_http_methods(["GET", "POST"])
def words(request: OperatorRequest, key: str) -> HttpResponse:
    """The texts with all languages side by side, each with its state; `unready` shows only those that miss or may be outdated."""
    ensure_may(request.user, WRITE)
    version, asked = newest_version(key), request.POST if request.method == "POST" else request.GET
    start, only_unready = whole(asked.get("start", "")), asked.get("unready") == "1"
    wrong = ""
    if request.method == "POST":
        try:
            actions.change_words(key, _sent_words(request), by=request.user, at=timezone.now())
            return redirect_after_post(f"{request.path}?start={start}" + ("&unready=1" if only_unready else ""))
        except (actions.WrongPart, actions.PartOutdated, actions.NoDraft) as refusal:
            wrong = str(refusal)
    page = designing.words_of_version(version, start=start, only_unready=only_unready)
    document = document_of(version)
    shown = {"script": version.script, "version": version, "page": page, "languages": document.languages, "only_unready": only_unready}
    typed = {name: request.POST[name] for name in request.POST if "|" in name} if wrong else {}
    is_draft = version.state in Version.WRITTEN
    context: dict[str, Any] = {**shown, "wrong": wrong, "typed": typed, "is_draft": is_draft, "place_words": place_in_words}
    return render(request, "scripts/words.html", 422 if wrong else 200, **context)


def _part_sent(request: OperatorRequest, version: Version, section: str, part: str, now: Data | None) -> HttpResponse:
    key, sent = version.script.key, request.POST
    typed = part_in(sent, section)
    if section == NODES and now and "place" in now:
        typed["place"] = now["place"]
    known = version.content.get(section, {})
    made = part or key_in(sent, section, typed, known)
    if not part and made in known:
        return _part(request, version, section, part, typed, wrong={"key": _("This key is used already.")}, seen="")
    change = Change(section, made, typed, seen=sent.get("seen", ""), after=sent.get("after", ""))
    try:
        actions.change_part(key, change, by=request.user, at=timezone.now())
    except actions.WrongPart as refusal:
        return _part(request, version, section, part, typed, wrong=_wrong(refusal.faults, f"{section}.{made}"), seen=change.seen)
    except actions.PartOutdated as refusal:
        mark = editing.mark_of(refusal.now)
        return _part(request, version, section, part, typed, wrong={"": str(refusal)}, seen=mark, theirs=refusal.now)
    except (Invalid, actions.NoDraft) as refusal:
        return _part(request, version, section, part, typed, wrong={"": str(refusal)}, seen=change.seen)
    stays = "more" in sent or "earlier" in sent
    return redirect_after_post("scripts:part", key, section, made) if stays else redirect_after_post("scripts:script", key)


def _part(
    request: OperatorRequest,
    version: Version,
    section: str,
    part: str,
    shown: Data,
    *,
    seen: str,
    wrong: dict[str, str] | None = None,
    theirs: object = None,
) -> HttpResponse:
    """`shown` is what was typed, or what the part is; `theirs` what somebody else made of it meanwhile."""
    context = _part_context(version, shown, wrong or {}, seen=seen)
    document = document_of(version)
    title = designing.part_title(document, section, part) if part else ""
    about: dict[str, Any] = {
        "section": section,
        "part": part,
        "title": title,
        "after": (request.POST or request.GET).get("after", ""),
        "theirs": _told_part(theirs),
        "problems": [each for each in designing.outline_of(version).problems if (each.section, each.key) == (section, part)],
        "SECTIONS": SECTIONS_IN_WORDS,
    }
    return render(request, PART, 422 if wrong else 200, **context, **about)


def _part_context(version: Version, shown: Data, wrong: dict[str, str], *, seen: str) -> dict[str, Any]:
    document: Document = document_of(version)
    shown = {**shown, "to": editing.ways_of(shown)} if "to" in shown else shown

    def value(place: str) -> Any:
        found: Any = shown
        for step in place.split("."):
            found = found.get(step, "") if isinstance(found, dict) else found[whole(step)] if _is_row(found, step) else ""
        return found

    return {
        "script": version.script,
        "version": version,
        "is_draft": version.state in Version.WRITTEN,
        "languages": [code for code in LANGUAGES if code in document.languages],
        "all_languages": LANGUAGES,
        "language_names": [(code, language_name(code)) for code in LANGUAGES],
        "choice_rows": [*shown.get("choices", {}).items(), *[("", {})] * EMPTY_CHOICES],
        "value": value,
        "ways": shown.get("to", []),
        "wrong": wrong,
        "seen": seen,
        "choices": designing.choices_for(document),
        "names": designing.names_for(document),
        "KINDS": KINDS_IN_WORDS,
        "TYPES": TYPES_IN_WORDS,
    }


def _is_row(found: Any, step: str) -> bool:
    return isinstance(found, list | tuple) and step.isdecimal() and whole(step) < len(found)


def _begun(request: OperatorRequest, section: str) -> Data:
    """What a new part begins as: of the kind or type that was chosen."""
    if section == NODES:
        kind = request.GET.get("kind", "")
        return {"kind": kind if kind in KINDS_IN_WORDS else "say"}
    if section == VARIABLES:
        kind = request.GET.get("type", "")
        return {"type": kind if kind in TYPES_IN_WORDS else "text"}
    return {}


def _told_part(part: object) -> list[tuple[str, str]]:
    """What somebody else made of the part, place by place."""
    if not isinstance(part, dict):
        return []
    told = differences({NODES: {}}, {NODES: {"theirs": part}})
    return [(place_in_words(leaf.place), leaf.new or "") for each in told for leaf in each.leaves]


def _wrong(faults: Sequence[Fault], part: str) -> dict[str, str]:
    """Place within the part → what is wrong there; what is wrong elsewhere stands above the form."""
    found: dict[str, str] = {}
    for fault in faults:
        place = fault.at.removeprefix(f"{part}.") if part else fault.at
        found[place if place != fault.at or not part else ""] = bare_fault(fault)
    return found


def _sent_words(request: OperatorRequest) -> dict[str, tuple[dict[Any, str], str]]:
    """Place → (the texts as they are now, the mark of what was seen), of rows where something changed."""
    found: dict[str, tuple[dict[Any, str], str]] = {}
    for place in request.POST.getlist("place"):
        texts = {code: text for code in LANGUAGES if (text := request.POST.get(f"{place}|{code}", "").replace("\r\n", "\n").strip())}
        seen = request.POST.get(f"{place}|seen", "")
        if editing.mark_of(texts) != seen:
            found[place] = texts, seen
    return found
