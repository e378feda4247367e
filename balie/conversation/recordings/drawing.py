"""A recording as one sees it: both sides over time, and where it was paused. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from balie.conversation.recordings.models import Pause, Recording

WIDTH, HALF = 400, 32


@dataclass(frozen=True)
class Drawing:
    """Points of two polygons, the customer's above the middle and the operator's below; pauses as (left, width)."""

    customer: str
    operator: str
    pauses: list[tuple[float, float]]
    width: int = WIDTH
    half: int = HALF


def drawing_of(recording: Recording, pauses: Iterable[Pause]) -> Drawing | None:
    """None before it was heard, and once it is erased."""
    peaks = bytes(recording.peaks)
    if not peaks or not recording.duration_ms:
        return None
    count = len(peaks) // 2
    gaps = [
        (_place(begin, recording), _place(end, recording) - _place(begin, recording))
        for begin, end in ((each.from_ms, each.until_ms if each.until_ms is not None else recording.duration_ms) for each in pauses)
        if begin is not None
    ]
    return Drawing(_points(peaks[:count], upwards=True), _points(peaks[count:], upwards=False), gaps)


def _points(peaks: bytes, *, upwards: bool) -> str:
    sign = -1 if upwards else 1
    tops = (f"{index * WIDTH / len(peaks):.1f},{HALF + sign * peak * HALF / 255:.1f}" for index, peak in enumerate(peaks))
    return " ".join([f"0,{HALF}", *tops, f"{WIDTH},{HALF}"])


def _place(ms: int, recording: Recording) -> float:
    return round(min(ms / recording.duration_ms, 1) * WIDTH, 1)
