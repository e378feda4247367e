"""Doors of the customer file."""

from __future__ import annotations

from balie.records.customers.views import column, create, file, index, merging, parts

__all__ = ["column", "create", "file", "index", "merging", "parts"]
