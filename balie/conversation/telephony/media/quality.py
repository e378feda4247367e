"""How good a leg sounds: an estimate after the E-model (ITU-T G.107), from loss, jitter and delay."""

from __future__ import annotations

from dataclasses import dataclass

_BEST = 93.2  # R of a perfect narrow-band connection with G.107's default values
_ROBUST = 25.1  # Bpl of G.711 with concealment (G.113 appendix I); its Ie is 0
_PACKET_MS = 20.0


@dataclass(frozen=True, slots=True)
class Quality:
    """Of one leg, over its last seconds: what we received of it and, when it tells, what it received of us."""

    loss_percent: float
    jitter_ms: float
    delay_ms: float
    mos: float
    their_loss_percent: float | None = None
    their_jitter_ms: float | None = None
    round_trip_ms: float | None = None


def mos(*, loss_percent: float, delay_ms: float) -> float:
    """Mean opinion score, 1 to 4.41, of one direction; `delay_ms` from mouth to ear.

    R = 93.2 − Id − Ie,eff (G.107 §3.1). Id after Cole and Rosenbluth (2001): 0.024·d + 0.11·(d − 177.3)·[d > 177.3].
    Ie,eff = Ie + (95 − Ie)·Ppl / (Ppl + Bpl) for random loss. MOS = 1 + 0.035·R + R·(R − 60)·(100 − R)·7e-6 (annex B).
    """
    delayed = 0.024 * delay_ms + 0.11 * max(0.0, delay_ms - 177.3)
    r = _BEST - delayed - 95 * loss_percent / (loss_percent + _ROBUST)
    if r <= 0:
        return 1.0
    return max(1.0, 1 + 0.035 * r + r * (r - 60) * (100 - r) * 7e-6)


def delay_from_mouth_to_ear(*, buffered_ms: float, round_trip_ms: float | None) -> float:
    """Half the way there and back, a packet being filled, and what waits in the buffer."""
    return (round_trip_ms or 0.0) / 2 + _PACKET_MS + buffered_ms
