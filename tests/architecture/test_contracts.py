"""The contracts between rings, apps and layers hold, and catch what breaks them."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
LINT = Path(sys.executable).with_name("lint-imports")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The package and its contracts, to be spoiled."""
    unneeded = shutil.ignore_patterns("tests", "static", "staticroot", "locale", "__pycache__", "templates")
    shutil.copytree(ROOT / "balie", tmp_path / "balie", ignore=unneeded)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_contracts_hold(copy: Path) -> None:
    answer = _lint(copy)

    assert answer.returncode == 0, answer.stdout


@pytest.mark.parametrize(
    ("file", "line", "broken"),
    [
        ("balie/foundation/text/labels.py", "import balie.access.accounts.models", "A ring imports only rings below it"),
        ("balie/access/accounts/rules.py", "import balie.access.audit.models", "Order inside access"),
        ("balie/foundation/money/planted.py", "import balie.foundation.files.models", "Order inside foundation"),
        ("balie/access/accounts/models.py", "import balie.access.accounts.actions", "Inside an app"),
    ],
)
def test_a_planted_import_is_caught(copy: Path, file: str, line: str, broken: str) -> None:
    with (copy / file).open("a") as source:
        source.write(f"\n{line}\n")

    answer = _lint(copy)

    assert answer.returncode == 1
    assert _is_broken(answer.stdout, broken)


def test_an_app_that_no_contract_names_is_caught(copy: Path) -> None:
    (copy / "balie" / "records" / "misc").mkdir()
    (copy / "balie" / "records" / "misc" / "__init__.py").touch()

    answer = _lint(copy)

    assert answer.returncode == 1
    assert "balie.records.misc" in answer.stdout


def _lint(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [LINT, "--no-cache"], cwd=folder, capture_output=True, text=True, env={"PYTHONPATH": str(folder), "COLUMNS": "200"}
    )


def _is_broken(output: str, contract: str) -> bool:
    return any(line.startswith(contract) and "BROKEN" in line for line in output.splitlines())
