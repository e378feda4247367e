"""The settings pages of rules: their order, one rule with its trial run, and what they did."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from balie.access.accounts.models import OperatorRequest
from balie.access.permissions.actions import ensure_may, may
from balie.foundation.errors import Invalid, Outdated, Refusal
from balie.foundation.text.numbers import group, whole
from balie.foundation.web.pages import redirect_after_post, render
from balie.operations.automations import actions, queries, words
from balie.operations.automations.actions.saving import draft_of as rule_of
from balie.operations.automations.forms import Draft, RuleForm, draft_of, typed
from balie.operations.automations.models import Rule, Run
from balie.operations.automations.policies import MANAGE, VIEW
from balie.operations.automations.queries import DryRun, Vocabulary


@require_safe
def index(request: OperatorRequest) -> HttpResponse:
    """Every rule as a sentence, in the order they run."""
    ensure_may(request.user, VIEW)
    vocabulary = queries.read_vocabulary()
    outcomes = dict(Run.Outcome.choices)
    rows = [(each, words.sentence(each, vocabulary), outcomes.get(vars(each)["last_outcome"], "")) for each in queries.all_rules()]
    return render(request, "automations/index.html", rows=rows, may_manage=may(request.user, MANAGE))


@require_http_methods(["GET", "POST"])
def create(request: OperatorRequest) -> HttpResponse:
    ensure_may(request.user, MANAGE)
    return _rule_page(request, Rule(position=0))


@require_http_methods(["GET", "POST"])
def rule(request: OperatorRequest, pk: int) -> HttpResponse:
    """One rule: what it says, `?days=` what it would have done, and who changed it."""
    ensure_may(request.user, MANAGE)
    return _rule_page(request, queries.find_rule(pk))


@require_POST
def switch(request: OperatorRequest, pk: int) -> HttpResponse:
    actions.switch(queries.find_rule(pk), is_on=request.POST.get("on") == "1", by=request.user, at=timezone.now())
    return redirect_after_post("automations:index")


@require_POST
def move(request: OperatorRequest, pk: int) -> HttpResponse:
    step = -1 if request.POST.get("step") == "-1" else 1
    actions.move_rule(queries.find_rule(pk), step, by=request.user, at=timezone.now())
    return redirect_after_post("automations:index")


@require_POST
def remove(request: OperatorRequest, pk: int) -> HttpResponse:
    actions.remove_rule(queries.find_rule(pk), by=request.user, at=timezone.now())
    return redirect_after_post("automations:index")


@require_safe
def log(request: OperatorRequest) -> HttpResponse:
    """What the rules did: `?rule=`, `?ticket=`, `?show=failed`; by key, `?before=`."""
    ensure_may(request.user, VIEW)
    chosen = {name: request.GET.get(name, "") for name in ("rule", "ticket", "show")}
    page = queries.runs_for(
        request.user,
        rule_id=_number(chosen["rule"]),
        ticket=_number(chosen["ticket"]),
        is_failed=chosen["show"] == "failed",
        before=_number(request.GET.get("before", "")),
    )
    vocabulary = queries.read_vocabulary()
    kinds, outcomes = dict(Rule.When.choices), dict(Run.Outcome.choices)
    lines = [
        (
            line,
            kinds.get(line.kind, line.kind),
            outcomes[line.outcome],
            words.changes_in_words(line.changed, vocabulary),
            group(line.ticket),
        )
        for line in page.lines
    ]
    kept = "&".join(f"{name}={value}" for name, value in chosen.items() if value)
    older = f"?{kept}&before={page.next}" if page.next else ""
    rules = [(str(each.pk), each.name) for each in queries.all_rules()]
    return render(
        request,
        "automations/log.html",
        lines=lines,
        older=older,
        newest=f"?{kept}" if request.GET.get("before") else "",
        rules=rules,
        chosen=chosen,
        may_manage=may(request.user, MANAGE),
    )


def _rule_page(request: OperatorRequest, found: Rule) -> HttpResponse:
    vocabulary = queries.read_vocabulary()
    edit = request.POST.get("edit", "") if request.method == "POST" else ""
    draft = _draft(request, found)
    draft.edited(edit)
    is_checked = edit in {"save", "try"}
    form = RuleForm(draft, vocabulary, is_checked=is_checked)
    form.fields["name"].required = edit != "try"
    tried: DryRun | None = None
    if is_checked and form.is_valid():
        if edit == "save" and (saved := _saved(request, found, form)):
            return redirect_after_post("automations:rule", saved.pk)
        if edit == "try":
            tried = _tried(request, form, request.POST.get("days", ""))
    elif found.pk and request.GET.get("days"):
        tried = queries.dry_run(request.user, found, days=_days(request.GET["days"]), now=timezone.now())
    return render(
        request,
        "automations/rule.html",
        422 if form.errors else 200,
        rule=found,
        form=form,
        sentence=words.sentence(found, vocabulary) if found.pk else "",
        versions=_versions(found, vocabulary) if found.pk else [],
        tried=tried,
        tried_lines=_dry_lines(tried, vocabulary),
        spans=[(str(days), _("the last %(count)s days") % {"count": days}) for days in queries.SPANS],
        edit=edit,
        version=request.POST.get("version", str(found.version)),
    )


def _draft(request: OperatorRequest, found: Rule) -> Draft:
    if request.method == "POST":
        return typed(request.POST)
    return draft_of(found)


def _saved(request: OperatorRequest, found: Rule, form: RuleForm) -> Rule | None:
    """The rule as saved; None with what is wrong in the form, where nothing typed is lost."""
    try:
        version = _number(request.POST.get("version", "")) if found.pk else None
        return actions.save_rule(found, form.content, by=request.user, at=timezone.now(), version=version)
    except Invalid as refusal:
        form.add_error(refusal.field_name if refusal.field_name in form.fields else None, str(refusal))
    except (actions.StartsItself, Outdated) as refusal:
        form.add_error(None, str(refusal))
    return None


def _tried(request: OperatorRequest, form: RuleForm, days: str) -> DryRun | None:
    try:
        return queries.dry_run(request.user, rule_of(form.content), days=_days(days), now=timezone.now())
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return None


def _dry_lines(tried: DryRun | None, vocabulary: Vocabulary) -> list[tuple[object, str, list[str]]]:
    if tried is None:
        return []
    return [(line, group(line.ticket), words.changes_in_words(line.changed, vocabulary)) for line in tried.lines]


def _versions(found: Rule, vocabulary: Vocabulary) -> list[tuple[int, datetime, str, str, str]]:
    """Number, when, who, its name and what it said."""
    told = []
    for each in queries.versions_of(found):
        kept = each.content
        calendar = int(kept["calendar"]) if kept["calendar"] else None
        was = Rule(
            name=kept["name"], when=kept["when"], hours=kept["hours"], calendar_id=calendar, conditions=kept["conditions"],
            deeds=kept["deeds"], position=0,
        )  # fmt: skip
        told.append((each.version, each.at, each.by.name if each.by else "Balie", was.name, words.sentence(was, vocabulary)))
    return told


def _number(text: str) -> int:
    return whole("".join(text.split()))


def _days(text: str) -> int:
    return int(text) if text in {str(each) for each in queries.SPANS} else queries.SPANS[0]
