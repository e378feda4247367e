"""What the rules found, said to a person."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from balie.operations.scripts.documents import Fault
from balie.operations.scripts.rules.checks import Finding
from balie.operations.scripts.rules.runs import CannotGo
from balie.operations.scripts.rules.values import WrongAnswer

FINDINGS: Mapping[str, str | Promise] = {
    "bounds_crossed": gettext_lazy("the least is more than the most"),
    "bypassable": gettext_lazy("“{what}” can be reached without these legal words"),
    "dead_link": gettext_lazy("leads to “{what}”, which is not there"),
    "default_not_last": gettext_lazy("the way without a condition stands before others, which are never taken: put it last"),
    "endless": gettext_lazy("goes round and round without asking anything"),
    "html": gettext_lazy("holds HTML ({what}): words are plain text"),
    "language_missing": gettext_lazy("is missing in the language {what}"),
    "needless_choices": gettext_lazy("has choices, but its type asks for none"),
    "never_set": gettext_lazy("“{what}” is never filled in before"),
    "never_taken": gettext_lazy("no answer ever leads this way: {what}"),
    "no_choices": gettext_lazy("has no choices"),
    "no_default": gettext_lazy("has no way on for when no condition holds: add one without a condition"),
    "no_end": gettext_lazy("there is no end with a result"),
    "no_such_objection": gettext_lazy("names the objection “{what}”, which is not there"),
    "no_such_variable": gettext_lazy("names the variable “{what}”, which is not there"),
    "no_way_out": gettext_lazy("no end can be reached from here"),
    "other_type": gettext_lazy("the variable “{what}” has another type in the script that is run through here"),
    "runs_itself": gettext_lazy("runs through “{what}”, which leads back into itself"),
    "same_name": gettext_lazy("a variable and a step that runs another script have the same name: {what}"),
    "says_nothing": gettext_lazy("has no words"),
    "too_deep": gettext_lazy("scripts run through one another too deep: {what}"),
    "two_defaults": gettext_lazy("has several ways on without a condition"),
    "unknown_action": gettext_lazy("asks for the action “{what}”, which is not there"),
    "unknown_fact": gettext_lazy("nothing is known by the name “{what}”"),
    "unknown_placeholder": gettext_lazy("nothing can be filled in for {{{what}}}"),
    "unknown_result": gettext_lazy("ends with the result “{what}”, which is not in the list of results"),
    "unknown_script": gettext_lazy("runs through the script “{what}”, which is not there"),
    "unreachable": gettext_lazy("is never reached"),
    "wrong_condition": gettext_lazy("has a condition that cannot be read: {what}"),
    "wrong_pattern": gettext_lazy("has a pattern that cannot be read: {what}"),
}
FAULTS: Mapping[str, str | Promise] = {
    "anchor": gettext_lazy("anchors and aliases (& and *) are not read: write it out"),
    "double_key": gettext_lazy("stands there twice"),
    "empty": gettext_lazy("there is no script in the file"),
    "extra_forbidden": gettext_lazy("is not known here"),
    "literal_error": gettext_lazy("must be {expected}"),
    "missing": gettext_lazy("is missing"),
    "no_utf8": gettext_lazy("is no UTF-8"),
    "string_pattern_mismatch": gettext_lazy("may not be written so; it must match {pattern}"),
    "string_too_long": gettext_lazy("is longer than {max_length} characters"),
    "string_too_short": gettext_lazy("is empty"),
    "string_type": gettext_lazy("must be text"),
    "too_large": gettext_lazy("the file is larger than {most} MB"),
    "too_long": gettext_lazy("has more than {max_length} entries"),
    "too_many": gettext_lazy("there are too many documents in the file"),
    "too_deep": gettext_lazy("is nested too deep"),
    "too_short": gettext_lazy("has fewer than {min_length} entries"),
    "union_tag_invalid": gettext_lazy("has an unknown kind; it must be {expected_tags}"),
    "union_tag_not_found": gettext_lazy("has no kind"),
    "yaml": gettext_lazy("cannot be read as YAML: {problem}"),
}
ANSWERS: Mapping[str, str | Promise] = {
    "missing": gettext_lazy("Fill this in, or skip the step with a reason."),
    "no_choice": gettext_lazy("Choose one of the answers."),
    "no_date": gettext_lazy("This is no date. Write it as 31/12/2026."),
    "no_iban": gettext_lazy("This is no account number (IBAN)."),
    "no_mail": gettext_lazy("This is no mail address."),
    "no_number": gettext_lazy("This is no number."),
    "no_phone": gettext_lazy("This is no telephone number."),
    "no_text": gettext_lazy("This must be text."),
    "no_whole_number": gettext_lazy("This must be a whole number."),
    "other_form": gettext_lazy("This is not of the form that is asked."),
    "too_large": gettext_lazy("This is more than {bound}."),
    "too_long": gettext_lazy("This is longer than {bound} characters."),
    "too_small": gettext_lazy("This is less than {bound}."),
}
REFUSALS: Mapping[str, str | Promise] = {
    "asks_an_answer": gettext_lazy("This step asks for an answer."),
    "asks_nothing": gettext_lazy("This step asks nothing."),
    "at_the_start": gettext_lazy("This is where the script begins."),
    "elsewhere": gettext_lazy("The script went on meanwhile, on another screen. This is where it stands now."),
    "goes_round": gettext_lazy("The script goes round from here without asking anything."),
    "is_the_end": gettext_lazy("This is the end: finish the script, or go back."),
    "legal_not_read": gettext_lazy("The legal words of “{what}” must be read first."),
    "no_reason": gettext_lazy("Say why, in a few words."),
    "no_such_language": gettext_lazy("This script is not written in that language."),
    "no_such_step": gettext_lazy("There is no such step in this script."),
    "no_such_variable": gettext_lazy("This script does not ask “{what}”."),
    "no_such_words": gettext_lazy("There are no such words in this script."),
    "not_asked_later": gettext_lazy("That is not asked later in this script."),
    "not_at_the_end": gettext_lazy("The script is not at its end yet."),
    "not_done": gettext_lazy("Do this first, or skip the step with a reason."),
    "over": gettext_lazy("This script is over."),
    "paused": gettext_lazy("This script is paused: take it up again first."),
}
KINDS_IN_WORDS: Mapping[str, str | Promise] = {
    "say": gettext_lazy("Say"),
    "info": gettext_lazy("To know"),
    "ask": gettext_lazy("Ask"),
    "legal": gettext_lazy("Read out word for word"),
    "verify": gettext_lazy("Check the identity"),
    "action": gettext_lazy("Do"),
    "pause_recording": gettext_lazy("Pause the recording"),
    "resume_recording": gettext_lazy("Go on recording"),
    "script": gettext_lazy("Another script"),
    "end": gettext_lazy("End"),
}
NEXT_IN_WORDS: Mapping[str, str | Promise] = {
    "say": gettext_lazy("Next"),
    "info": gettext_lazy("Next"),
    "legal": gettext_lazy("I read it out"),
    "verify": gettext_lazy("It is checked"),
    "action": gettext_lazy("It is done"),
    "pause_recording": gettext_lazy("It is paused"),
    "resume_recording": gettext_lazy("It goes on"),
}
WHENCE_IN_WORDS: Mapping[str, str | Promise] = {
    "": "",
    "before": gettext_lazy("answered before"),
    "known": gettext_lazy("known already: ask whether it is right"),
}


SECTIONS_IN_WORDS: Mapping[str, str | Promise] = {
    "about": gettext_lazy("Name, languages and start"),
    "nodes": gettext_lazy("Steps"),
    "variables": gettext_lazy("What is asked"),
    "objections": gettext_lazy("Objections"),
    "calming": gettext_lazy("Calming"),
}
TYPES_IN_WORDS: Mapping[str, str | Promise] = {
    "text": gettext_lazy("text"),
    "number": gettext_lazy("whole number"),
    "decimal": gettext_lazy("number with decimals"),
    "date": gettext_lazy("date"),
    "yes_no": gettext_lazy("yes or no"),
    "choice": gettext_lazy("one of several"),
    "choices": gettext_lazy("several of several"),
    "outcome": gettext_lazy("whether a solution helped"),
    "phone": gettext_lazy("telephone number"),
    "mail": gettext_lazy("mail address"),
    "iban": gettext_lazy("account number (IBAN)"),
}
DIFFERENCES_IN_WORDS: Mapping[str, str | Promise] = {
    "added": gettext_lazy("added"),
    "removed": gettext_lazy("removed"),
    "changed": gettext_lazy("changed"),
}
PLACES_IN_WORDS: Mapping[str, str | Promise] = {
    "address": pgettext_lazy("script", "address"),
    "answer": pgettext_lazy("script", "answer to it"),
    "ask": pgettext_lazy("script", "what is asked"),
    "audience": pgettext_lazy("script", "for whom"),
    "choices": pgettext_lazy("script", "choices"),
    "customer_types": pgettext_lazy("script", "types of customers"),
    "diagnosis": pgettext_lazy("script", "diagnosis"),
    "do": pgettext_lazy("script", "what is done"),
    "expected_seconds": pgettext_lazy("script", "expected seconds"),
    "go": pgettext_lazy("script", "leads to"),
    "kind": pgettext_lazy("script", "kind"),
    "known_as": pgettext_lazy("script", "known from the file"),
    "label": pgettext_lazy("script", "question"),
    "languages": pgettext_lazy("script", "languages"),
    "least": pgettext_lazy("script", "at least"),
    "links": pgettext_lazy("script", "links"),
    "longest": pgettext_lazy("script", "at most so many characters"),
    "mandatory": pgettext_lazy("script", "mandatory"),
    "most": pgettext_lazy("script", "at most"),
    "name": pgettext_lazy("script", "name"),
    "objections": pgettext_lazy("script", "objections"),
    "pattern": pgettext_lazy("script", "form"),
    "personal": pgettext_lazy("script", "personal"),
    "required": pgettext_lazy("script", "must be answered"),
    "required_for": pgettext_lazy("script", "asked before"),
    "result": pgettext_lazy("script", "result"),
    "said": pgettext_lazy("script", "what the customer says"),
    "script": pgettext_lazy("script", "script"),
    "start": pgettext_lazy("script", "begins with"),
    "style": pgettext_lazy("script", "style"),
    "tier": pgettext_lazy("script", "how surely"),
    "title": pgettext_lazy("script", "title"),
    "to": pgettext_lazy("script", "ways on"),
    "type": pgettext_lazy("script", "type"),
    "variants": pgettext_lazy("script", "other words"),
    "when": pgettext_lazy("script", "condition"),
    "words": pgettext_lazy("script", "words"),
}


def finding_in_words(finding: Finding) -> str:
    """What is wrong, without where."""
    return str(FINDINGS[finding.code]).format(what=finding.what)


def fault_in_words(fault: Fault) -> str:
    """What cannot be read, with its line and where in the document."""
    place = f"{fault.at}: " if fault.at else ""
    return _("line {line}: {what}").format(line=fault.line, what=f"{place}{bare_fault(fault)}")


def bare_fault(fault: Fault) -> str:
    """What cannot be read, without where."""
    sentence = FAULTS.get(fault.code)
    return str(sentence).format(**fault.about) if sentence else str(fault.about.get("message", fault.code))


def answer_in_words(wrong: WrongAnswer) -> str:
    return str(ANSWERS[wrong.code]).format(bound=f"{wrong.bound:g}" if isinstance(wrong.bound, float) else wrong.bound)


def refusal_in_words(cannot: CannotGo, what: str = "") -> str:
    return str(REFUSALS[cannot.code]).format(what=what or cannot.what)


def kind_in_words(kind: str) -> str:
    return str(KINDS_IN_WORDS[kind])


def place_in_words(place: str) -> str:
    """Where within a part something stands: `to.1.when` is “ways on · 1 · condition”."""
    return " · ".join(str(PLACES_IN_WORDS.get(each, each)) for each in place.split("."))
