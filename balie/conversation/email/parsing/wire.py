"""A parsed mail over a pipe: JSON for what is text, plain bytes behind it for what is content. Nothing read here can run."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any, Final

from balie.conversation.email.cleaning import CleanHtml, clean
from balie.conversation.email.parsing.model import Address, Attachment, Invitation, NestedMail, OverBudget, ParsedMail, Unparsable
from balie.conversation.email.parsing.pictures import Picture

HEADER: Final = 8
PARSE: Final = b"p"
CLEAN: Final = b"c"
REDRAW: Final = b"r"


def mail_to_wire(mail: ParsedMail) -> bytes:
    """One answer: the size of the JSON, the JSON, then the content of each attachment, those of nested messages last."""
    held = [mail.attachments, *(each.attachments for each in mail.nested)]
    contents = [each.content for attachments in held for each in attachments]
    plain = asdict(replace(mail, attachments=_bare(mail.attachments), nested=tuple(_bare_nested(each) for each in mail.nested)))
    for part in (plain, *plain["nested"]):
        part["date"] = part["date"].isoformat() if part["date"] else None
        for each in part["attachments"]:
            del each["content"]
    return _framed({"mail": plain}, contents)


def _bare(attachments: tuple[Attachment, ...]) -> tuple[Attachment, ...]:
    return tuple(replace(each, content=b"") for each in attachments)


def _bare_nested(mail: NestedMail) -> NestedMail:
    return replace(mail, attachments=_bare(mail.attachments))


def refusal_to_wire(refusal: Unparsable | OverBudget) -> bytes:
    if isinstance(refusal, OverBudget):
        return _framed({"over": refusal.what}, [])
    return _framed({"unparsable": refusal.code, "kind": refusal.kind}, [])


def mail_from_wire(data: bytes) -> ParsedMail:
    """The mail in `data`. Raises the refusal that stands there instead."""
    answer, contents = _unframed(data)
    return _mail(answer["mail"], contents)


def clean_to_wire(html: str, pictures: Mapping[str, str], *, with_links: bool = True) -> bytes:
    return json.dumps([html, dict(pictures), with_links]).encode()


def clean_answer(asked: bytes) -> bytes:
    html, pictures, with_links = json.loads(asked)
    cleaned = clean(html, pictures, with_links=with_links)
    return _framed({"html": cleaned.html, "blocked": cleaned.blocked_images, "remote": cleaned.remote, "held": cleaned.held}, [])


def clean_from_wire(data: bytes) -> CleanHtml:
    answer, _ = _unframed(data)
    return CleanHtml(str(answer["html"]), int(answer["blocked"]), tuple(answer["remote"]), tuple(answer["held"]))


def picture_to_wire(picture: Picture) -> bytes:
    return _framed({"kind": picture.content_type}, [picture.content])


def picture_from_wire(data: bytes) -> Picture:
    answer, content = _unframed(data)
    return Picture(str(answer["kind"]), bytes(content))


def _unframed(data: bytes) -> tuple[dict[str, Any], memoryview]:
    size = int.from_bytes(data[:HEADER])
    answer: dict[str, Any] = json.loads(data[HEADER : HEADER + size])
    if "over" in answer:
        raise OverBudget(str(answer["over"]))
    if "unparsable" in answer:
        raise Unparsable(str(answer["unparsable"]), str(answer["kind"]))
    return answer, memoryview(data)[HEADER + size :]


def _framed(plain: dict[str, Any], contents: list[bytes]) -> bytes:
    head = json.dumps(plain, ensure_ascii=True).encode()
    return b"".join([len(head).to_bytes(HEADER), head, *contents])


def _mail(plain: dict[str, Any], contents: memoryview) -> ParsedMail:
    content = _cut(contents)
    rest = {
        **_common(plain, ("senders", "to", "cc", "reply_to"), content),
        "references": tuple(plain["references"]),
        "headers": tuple((name, value) for name, value in plain["headers"]),
        "defects": tuple(plain["defects"]),
        "invitation": Invitation(**plain["invitation"]) if plain["invitation"] else None,
        "nested": tuple(NestedMail(**{**each, **_common(each, ("senders", "to"), content)}) for each in plain["nested"]),
    }
    return ParsedMail(**{**plain, **rest})


def _common(plain: dict[str, Any], addresses: tuple[str, ...], content: Callable[[int], bytes]) -> dict[str, Any]:
    """What a mail and a message within it have in common."""
    return {
        **{name: tuple(Address(**each) for each in plain[name]) for name in addresses},
        "date": datetime.fromisoformat(plain["date"]) if plain["date"] else None,
        "attachments": tuple(Attachment(**each, content=content(each["size"])) for each in plain["attachments"]),
    }


def _cut(contents: memoryview) -> Callable[[int], bytes]:
    """The next so many bytes, at each call."""
    at = 0

    def cut(size: int) -> bytes:
        nonlocal at
        at += size
        return bytes(contents[at - size : at])

    return cut
