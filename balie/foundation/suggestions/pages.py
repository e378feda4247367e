"""Where the suggestions stand on screen."""

from __future__ import annotations

from typing import Any

from balie.foundation.ui.addresses import url
from balie.foundation.ui.extensions import Region


def beside_the_text(_user: Any) -> Region:
    return Region(url("suggestions:suggest"))
