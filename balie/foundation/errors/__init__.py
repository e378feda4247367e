"""An expected "no" has a name and a sentence a person understands; one middleware shows it everywhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Way:
    """Where to go to lift a refusal: what the link says, and the key that follows it."""

    words: str | Promise
    url: str
    key: str = ""


class Refusal(Exception):
    """An expected "no". Subclasses set `code`, `status` and `sentence`; `{…}` in it is filled from the keywords.

    `more` is what programs are told beside it, `way` where a person can go on.
    """

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = HTTPStatus.CONFLICT
    sentence: ClassVar[str | Promise] = _("This cannot be done.")
    field: ClassVar[str] = ""

    def __init__(self, **facts: object) -> None:
        super().__init__(self.code)
        self.facts = facts
        self.more: Mapping[str, object] = {}
        self.way: Way | None = None

    def __str__(self) -> str:
        return str(self.sentence).format(**self.facts)


class NotAllowed(Refusal):
    """The viewer may see the subject, but not do this to it."""

    code = "not_allowed"
    status = HTTPStatus.FORBIDDEN
    sentence = _("You may not do this. Ask your supervisor for the right.")


class NotFound(Refusal):
    """There is no such subject, or the viewer may not know of it: both look the same."""

    code = "not_found"
    status = HTTPStatus.NOT_FOUND
    sentence = _("This does not exist, or you may not see it.")


class Invalid(Refusal):
    """A value cannot be right. `field` names it, `reason` says why."""

    code = "invalid"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    sentence = _("{reason}")

    def __init__(self, *, field: str, reason: str | Promise, **facts: object) -> None:
        super().__init__(field=field, reason=str(reason), **facts)
        self.field_name = field


class Outdated(Refusal):
    """Somebody else changed the subject since the form was made: its `version` is no longer the newest."""

    code = "outdated"
    sentence = _("Somebody changed this after you opened it. Nothing of yours was lost: look at both and choose.")


class Unreadable(Refusal):
    """The request itself cannot be read."""

    code = "unreadable"
    status = HTTPStatus.BAD_REQUEST
    sentence = _("The request cannot be read. Go back and try again.")


class BodyTooLarge(Refusal):
    """More was sent than a request may hold; `limit` in MB."""

    code = "too_large"
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    sentence = _("The file is larger than {limit} MB and was not stored. What you typed is kept.")
