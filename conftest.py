"""Every test run gets one throw-away PostgreSQL, started by the controller and found by the workers through the environment.

This file is imported before any other of ours, so the settings read what is set here. `BALIE_TEST_POSTGRES` names the
folder of another server's programs (`make test-pg15`).
"""

from __future__ import annotations

import atexit
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from pytest_django import DjangoDbBlocker

from balie.foundation.postgres.cluster import Cluster
from balie.foundation.postgres.configuration import THROW_AWAY

MARK = "BALIE_TEST_HOME"
KEPT = {"BALIE_TEST_POSTGRES", "BALIE_PICTURES"}  # said to the tests, not to the processes
PREFIX = "balie-tests-"


def _start_everything() -> None:
    """Once a run: an empty home with its own cluster; both go when this process ends, however it ends."""
    _sweep()
    home = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-"))
    home.chmod(0o755)  # the server's user passes through
    programs = os.environ.get("BALIE_TEST_POSTGRES")
    cluster = Cluster(home, settings=THROW_AWAY, programs=Path(programs) if programs else None)
    cluster.start()
    atexit.register(_stop_everything, cluster)
    for name in [name for name in os.environ if name.startswith("BALIE_") and name not in KEPT]:
        del os.environ[name]
    os.environ |= {MARK: str(home), "BALIE_HOME": str(home), "BALIE_DATABASE_URL": cluster.url, "BALIE_SIP_PORT": "0"}


def _stop_everything(cluster: Cluster) -> None:
    cluster.release()
    shutil.rmtree(cluster.home, ignore_errors=True)


def _sweep() -> None:
    """Remove what killed runs left behind."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        pid = folder.name.removeprefix(PREFIX).split("-")[0]
        if pid.isdigit() and not Path(f"/proc/{pid}").exists():
            shutil.rmtree(folder, ignore_errors=True)


def _set_up_django() -> None:
    """Before the other conftest files, which may import models."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "balie.config.settings"
    import django
    from django.conf import settings

    if not (settings.STATIC_ROOT / "staticfiles.json").exists():
        plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
        settings.STORAGES = settings.STORAGES | {"staticfiles": plain}
    django.setup()


# How long an example takes says more of the machine than of the code.
hypothesis.settings.register_profile("balie", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("balie")

if MARK not in os.environ:
    _start_everything()
_set_up_django()


# Files that start whole installations and real servers, the longest first: what begins last should be short.
LONGEST_FIRST = (
    "tests/kills",
    "tests/commands",
    *(f"balie/conversation/email/tests/test_{name}.py" for name in ("real_servers", "faults", "smtp", "mutants", "signin", "scripted")),
    "balie/foundation/postgres",
    "balie/foundation/processes",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files to the front; with `--no-loadscope-reorder` workers take them in this order."""

    def turn(item: pytest.Item) -> int:
        return next((at for at, begin in enumerate(LONGEST_FIRST) if item.nodeid.startswith(begin)), len(LONGEST_FIRST))

    items.sort(key=turn)


def pytest_report_header() -> str:
    return f"home: {os.environ['BALIE_HOME']}, Python {sys.version.split()[0]}"


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder for an installation of its own: short enough for a socket, open to the server's user."""
    folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(autouse=True)
def _in_the_language_of_the_organisation() -> Iterator[None]:
    """What one test's request spoke is not left to the next."""
    from django.utils import translation

    translation.deactivate()
    yield
    translation.deactivate()


@pytest.fixture
def in_english() -> Iterator[None]:
    """For a test that reads words no request asked for: outside a request the organisation's language speaks, Dutch."""
    from django.utils import translation

    with translation.override("en"):
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Tests with real transactions empty every table afterwards; the audit log would refuse, so there it gives way."""
    from django.db import connection

    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_auditline DISABLE TRIGGER audit_no_truncate")


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    """What a process keeps in memory of the organisation is not left to the next test, whose organisation is another."""
    from django.core.cache import cache

    cache.clear()
