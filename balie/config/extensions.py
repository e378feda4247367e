"""Who fills which extension point, in this order. The one table of extensions."""

from __future__ import annotations

from balie.foundation.extensions import Extensions

EXTENSIONS: Extensions = {}
