"""Builders of what was asked for tests."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from balie.access.accounts.models import User
from balie.access.accounts.testing import MONDAY_9AM
from balie.conversation.contacts.actions import finish_contact
from balie.conversation.contacts.models import Contact
from balie.conversation.contacts.testing import a_contact, a_question, a_result


def an_asked(by: User, *, result: str = "answered", at: datetime = MONDAY_9AM, **question: Any) -> Contact:
    """A contact with one question, ended."""
    contact = a_contact(operator=by)
    a_question(contact, **question)
    return finish_contact(contact, result=a_result(result), sentence="Explained", by=by, at=at, version=contact.version)
