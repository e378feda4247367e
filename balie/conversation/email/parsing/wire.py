"""A parsed mail over a pipe: JSON for what is text, plain bytes behind it for what is content. Nothing read here can run."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any, Final

from balie.conversation.email.cleaning import CleanHtml, clean
from balie.conversation.email.parsing.model import Address, Attachment, Invitation, OverBudget, ParsedMail, Unparsable
from balie.conversation.email.parsing.pictures import Picture

HEADER: Final = 8
PARSE: Final = b"p"
CLEAN: Final = b"c"
REDRAW: Final = b"r"


def mail_to_wire(mail: ParsedMail) -> bytes:
    """One answer: the size of the JSON, the JSON, then the content of each attachment."""
    contents = [each.content for each in mail.attachments]
    plain = asdict(replace(mail, attachments=tuple(replace(each, content=b"") for each in mail.attachments)))
    for each in plain["attachments"]:
        del each["content"]
    plain["date"] = mail.date.isoformat() if mail.date else None
    return _framed({"mail": plain}, contents)


def refusal_to_wire(refusal: Unparsable | OverBudget) -> bytes:
    if isinstance(refusal, OverBudget):
        return _framed({"over": refusal.what}, [])
    return _framed({"unparsable": refusal.code, "kind": refusal.kind}, [])


def mail_from_wire(data: bytes) -> ParsedMail:
    """The mail in `data`. Raises the refusal that stands there instead."""
    answer, contents = _unframed(data)
    return _mail(answer["mail"], contents)


def clean_to_wire(html: str, pictures: Mapping[str, str]) -> bytes:
    return json.dumps([html, dict(pictures)]).encode()


def clean_answer(asked: bytes) -> bytes:
    html, pictures = json.loads(asked)
    cleaned = clean(html, pictures)
    return _framed({"html": cleaned.html, "blocked": cleaned.blocked_images, "remote": cleaned.remote}, [])


def clean_from_wire(data: bytes) -> CleanHtml:
    answer, _ = _unframed(data)
    return CleanHtml(str(answer["html"]), int(answer["blocked"]), tuple(answer["remote"]))


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
    attachments, at = [], 0
    for each in plain["attachments"]:
        attachments.append(Attachment(**each, content=bytes(contents[at : at + each["size"]])))
        at += each["size"]
    addresses = {name: tuple(Address(**each) for each in plain[name]) for name in ("senders", "to", "cc", "reply_to")}
    rest = {
        "date": datetime.fromisoformat(plain["date"]) if plain["date"] else None,
        "references": tuple(plain["references"]),
        "headers": tuple((name, value) for name, value in plain["headers"]),
        "defects": tuple(plain["defects"]),
        "attachments": tuple(attachments),
        "invitation": Invitation(**plain["invitation"]) if plain["invitation"] else None,
    }
    return ParsedMail(**{**plain, **addresses, **rest})
