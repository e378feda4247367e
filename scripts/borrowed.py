"""Words of Django and allauth on pages we show, which they leave in English in nl, fr or de: our catalogues say them."""

from __future__ import annotations

BORROWED: tuple[str, ...] = ()
