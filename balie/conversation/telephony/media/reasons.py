"""Why a leg ends; apart, since the engine knows it too and does without the rest."""

from __future__ import annotations

import enum


class Reason(enum.StrEnum):
    """Why a leg ended."""

    HUNG_UP = "hung_up"  # by the other party
    ENDED = "ended"  # by us, as we were told
    CANCELLED = "cancelled"  # the caller gave up before anybody answered
    BUSY = "busy"
    DECLINED = "declined"
    NO_ANSWER = "no_answer"
    NOT_FOUND = "not_found"
    UNREACHABLE = "unreachable"  # no reply at all, or none of use
    REFUSED = "refused"
    NO_CODEC = "no_codec"
    UNACKNOWLEDGED = "unacknowledged"  # our answer never reached them
    SILENT = "silent"  # no audio for 30 s
    NO_ENGINE = "no_engine"  # nobody was there to say what to do with the call
    NO_PORTS = "no_ports"
