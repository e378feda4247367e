"""Whether the tables fit the code: the names of all migrations, hashed, without starting Django."""

from __future__ import annotations

import hashlib
from importlib.metadata import version
from pathlib import Path

OTHERS = ("Django", "django-allauth", "procrastinate")  # they bring migrations of their own


def schema_hash(package: Path) -> str:
    """Changes whenever a migration of ours comes, goes or is renamed, or another package with migrations changes."""
    ours = sorted(path.relative_to(package).as_posix() for path in package.glob("*/*/migrations/[0-9]*.py"))
    theirs = [f"{name} {version(name)}" for name in OTHERS]
    return hashlib.sha256("\n".join([*ours, *theirs]).encode()).hexdigest()
