"""The embedded cluster: made once, adopted, recovered, closed to others, gone when stopped."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from balie.foundation.postgres.cluster import Cluster, ClusterRefused
from balie.foundation.postgres.configuration import SERVING, THROW_AWAY
from balie.foundation.postgres.places import places_in, socket_folder
from balie.foundation.postgres.programs import forget_older, version_in_wheel

pytestmark = pytest.mark.skipif("BALIE_TEST_POSTGRES" in os.environ, reason="about the embedded server's own programs")


def a_cluster(home: Path) -> Cluster:
    """With the programs of the run's own cluster: copying them for every test would cost seconds."""
    return Cluster(home, settings=THROW_AWAY, programs=Cluster(Path(os.environ["BALIE_HOME"]))._newest_programs())


@pytest.fixture
def cluster(home: Path) -> Iterator[Cluster]:
    cluster = a_cluster(home)
    cluster.start()
    yield cluster
    cluster.release()


def test_a_new_cluster_holds_our_database_in_utf8(cluster: Cluster) -> None:
    answer = cluster.ask("SELECT current_database(), lower('É'), pg_encoding_to_char(encoding) FROM pg_database WHERE datname = 'balie'")

    assert answer == "balie\té\tUTF8"


def test_a_second_start_adopts_the_running_server(cluster: Cluster) -> None:
    other = a_cluster(cluster.home)

    other.start()

    assert other.child is None
    other.release()
    assert cluster.is_ready()


def test_the_last_who_uses_it_stops_it(cluster: Cluster) -> None:
    other = a_cluster(cluster.home)
    other.start()
    assert cluster.child is not None
    server = psutil.Process(cluster.child.pid)

    cluster._dies_with_us = False
    cluster.release()
    was_left_running = other.is_ready()
    _reaped_in_background(cluster)
    other.release()

    assert was_left_running
    assert not server.is_running() or server.status() == psutil.STATUS_ZOMBIE


def test_stop_leaves_no_process(cluster: Cluster) -> None:
    assert cluster.child is not None
    tree = [psutil.Process(cluster.child.pid), *psutil.Process(cluster.child.pid).children(recursive=True)]

    cluster.release()

    assert [each for each in tree if each.is_running()] == []


def test_a_killed_server_recovers_without_losing_a_row(home: Path) -> None:
    cluster = Cluster(home, settings=SERVING)
    cluster.start()
    cluster.ask("CREATE TABLE kept (n int)")
    with psycopg.connect(cluster.url, autocommit=True) as connection:
        connection.execute("INSERT INTO kept SELECT generate_series(1, 1000)")
    assert cluster.child is not None
    os.kill(cluster.child.pid, signal.SIGKILL)
    cluster.child.wait()

    cluster.tend()

    assert cluster.ask("SELECT count(*) FROM kept") == "1000"
    cluster.release()


def test_a_server_whose_starter_was_killed_is_gone_and_starts_again(home: Path) -> None:
    script = (
        "import sys, time; from pathlib import Path; from balie.foundation.postgres.cluster import Cluster;"
        "c = Cluster(Path(sys.argv[1])); c.start(); print(c.child.pid, flush=True); time.sleep(60)"
    )
    starter = subprocess.Popen([sys.executable, "-c", script, str(home)], stdout=subprocess.PIPE, cwd=Path.cwd())
    assert starter.stdout is not None
    server = int(starter.stdout.readline())
    starter.kill()
    starter.wait()
    starter.stdout.close()

    cluster = Cluster(home)
    cluster.start()

    assert cluster.ask("SELECT 1") == "1"
    assert cluster.child is None or cluster.child.pid != server
    cluster.release()
    assert not cluster.is_ready()


@pytest.mark.skipif(os.geteuid() != 0, reason="takes another user's name, which only root may")
def test_another_local_user_is_refused(cluster: Cluster) -> None:
    command = [cluster._running_programs() / "psql", "-XAtq", "-d", cluster.url, "-c", "SELECT 1"]

    answer = subprocess.run(command, user="nobody", group="nogroup", extra_groups=[], capture_output=True, text=True, cwd="/")

    assert answer.returncode != 0
    assert "authentication failed" in answer.stderr


def test_data_of_a_version_without_programs_are_refused_with_what_to_do(home: Path) -> None:
    cluster = Cluster(home, settings=THROW_AWAY)
    cluster.places.data.mkdir(parents=True)
    (cluster.places.data / "PG_VERSION").write_text("14\n")

    with pytest.raises(ClusterRefused, match=r"PostgreSQL 14.*balie restore"):
        cluster.start()

    cluster.release()


def test_a_half_made_cluster_is_made_again(home: Path) -> None:
    (home / "postgres" / "data.new").mkdir(parents=True)
    (home / "postgres" / "data.new" / "rubbish").touch()
    cluster = a_cluster(home)

    cluster.start()

    assert cluster.ask("SELECT 1") == "1"
    cluster.release()


def test_a_start_removes_programs_that_newer_ones_replace_and_keeps_those_of_other_data(home: Path) -> None:
    cluster = Cluster(home, settings=THROW_AWAY)
    newest = version_in_wheel()
    major = int(newest.split(".")[0])
    for kept in (f"{major}.0.0", f"{major - 1}.2.0"):
        (cluster.places.programs / kept).mkdir(parents=True)

    cluster.start()

    assert {each.name for each in cluster.places.programs.iterdir()} == {newest, f"{major - 1}.2.0"}
    cluster.release()


def test_a_start_on_an_older_wheel_keeps_its_programs_beside_the_newer(tmp_path: Path) -> None:
    newest = version_in_wheel()
    for kept in (newest, f"{newest}.1"):
        (tmp_path / kept).mkdir()

    forget_older(tmp_path)

    assert {each.name for each in tmp_path.iterdir()} == {newest, f"{newest}.1"}


def test_a_home_with_a_long_path_has_a_short_socket_path() -> None:
    deep = Path("/home") / ("x" * 90)

    assert len(str(socket_folder(deep))) < 90
    assert places_in(deep).socket == socket_folder(deep)


@pytest.mark.skipif(os.geteuid() != 0, reason="root alone gives the server another user")
def test_under_a_private_folder_the_server_still_reaches_its_data(home: Path) -> None:
    home.chmod(0o700)
    cluster = Cluster(home / "var", settings=THROW_AWAY)

    cluster.start()

    real = cluster.places.root
    assert cluster.ask("SELECT 1") == "1"
    assert (home / "var" / "postgres").is_symlink()
    cluster.release()
    subprocess.run(["rm", "-r", str(real)], check=True)


def _reaped_in_background(cluster: Cluster) -> None:
    """Only this test has starter and stopper in one process: reap, so that the pid does not stay a zombie."""
    child = cluster.child
    if child is not None:
        threading.Thread(target=child.wait, daemon=True).start()
