"""Pictures a mail keeps elsewhere: fetched by us when somebody asks for them, never by the browser."""

from __future__ import annotations

import time
from base64 import b64encode
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor

from balie.conversation.email.guard import redraw_guarded
from balie.conversation.email.parsing import OverBudget, Unparsable
from balie.foundation.exchange.outbound import Fetched, NotFetched, fetch

MOST_PICTURES = 20
MOST_BYTES = 2 * 1024 * 1024
AT_ONCE = 5
LONGEST_SECONDS = 8.0
type Fetch = Callable[..., Fetched]


def as_data(content: bytes) -> str | None:
    """The picture, drawn again, as an address that holds it; None when it is none."""
    try:
        picture = redraw_guarded(content)
    except (OverBudget, Unparsable):
        return None
    return f"data:{picture.content_type};base64,{b64encode(picture.content).decode()}"


def remote_pictures(addresses: Iterable[str], *, fetch: Fetch = fetch) -> dict[str, str]:
    """Address → the picture there, for as many as come in eight seconds; http is asked for by https."""
    until = time.monotonic() + LONGEST_SECONDS

    def one(address: str) -> str | None:
        left = until - time.monotonic()
        if left <= 0:
            return None
        try:
            found = fetch(_safe(address), seconds=min(5.0, left), most_bytes=MOST_BYTES)
        except NotFetched:
            return None
        return as_data(found.content)

    wanted = list(addresses)[:MOST_PICTURES]
    with ThreadPoolExecutor(max_workers=AT_ONCE, thread_name_prefix="remote-picture") as pool:
        drawn = dict(zip(wanted, pool.map(one, wanted), strict=True))
    return {address: data for address, data in drawn.items() if data}


def _safe(address: str) -> str:
    return f"https://{address[7:]}" if address[:7].lower() == "http://" else address
