"""Builders of scripts for tests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from balie.access.accounts.testing import MONDAY_9AM
from balie.conversation.contacts.testing import a_result
from balie.operations.scripts.actions import import_script, publish
from balie.operations.scripts.models import Version
from balie.operations.scripts.rules.document import Document

FOUR = ("nl", "fr", "en", "de")


def said(words: str) -> dict[str, str]:
    return dict.fromkeys(FOUR, words)


def a_say(words: str = "Good morning", *, to: Any = "end", **more: Any) -> dict[str, Any]:
    return {"kind": "say", "words": said(words), "to": to, **more}


def an_ask(*names: str, to: Any = "end", words: str = "And then?", **more: Any) -> dict[str, Any]:
    return {"kind": "ask", "words": said(words), "ask": list(names), "to": to, **more}


def an_end(result: str = "answered", **more: Any) -> dict[str, Any]:
    return {"kind": "end", "result": result, "title": said("The end"), **more}


def a_variable(kind: str = "text", **more: Any) -> dict[str, Any]:
    return {"type": kind, "label": said(kind), **more}


def a_choice(*keys: str, **more: Any) -> dict[str, Any]:
    return a_variable("choice", choices={key: said(key) for key in keys}, **more)


def a_document(nodes: Mapping[str, Any] | None = None, *, variables: Mapping[str, Any] | None = None, **more: Any) -> Document:
    """A document that is right unless said otherwise: a greeting and an end, or these nodes, of which the first is the start."""
    nodes = nodes or {"greet": a_say(), "end": an_end()}
    given = {"balie_script": 1, "key": "talk", "name": said("Talk"), "start": next(iter(nodes)), "nodes": dict(nodes)}
    return Document.model_validate(given | {"variables": dict(variables or {})} | more)


def a_fault() -> Document:
    """A tree of two questions, a solution and two ends; legal words stand before one of them."""
    return a_document(
        {
            "greet": a_say(to="what"),
            "what": an_ask("fault", to=[{"when": 'fault == "light"', "go": "lamp"}, {"go": "story"}]),
            "lamp": an_ask("helped", to=[{"when": 'helped == "solved"', "go": "done"}, {"go": "story"}]),
            "story": an_ask("story", "since", to="terms"),
            "terms": {"kind": "legal", "words": said("So it is."), "to": "ticket", "required_for": ["ticket"]},
            "ticket": {"kind": "action", "do": "ticket", "to": "end"},
            "done": an_end(diagnosis=said("The lamp")),
            "end": an_end(),
        },
        variables={
            "fault": a_choice("light", "heat", "water"),
            "helped": a_variable("outcome"),
            "story": a_variable(longest=40),
            "since": a_variable("date", required=False),
        },
        key="fault",
    )


def a_published(document: Document | None = None) -> Version:
    """The document, in use."""
    document = document or a_document()
    a_result()
    import_script(document, by=None, at=MONDAY_9AM)
    return publish(document.key, by=None, at=MONDAY_9AM)
