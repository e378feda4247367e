"""`balie run`: database, migrations, web and worker in one, without Django in this process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from balie.config.env import Env
from balie.config.secrets import read_secrets
from balie.conversation.telephony.places import control_socket, token_file
from balie.foundation.postgres import server
from balie.foundation.postgres.cluster import Cluster
from balie.foundation.postgres.schema import schema_hash
from balie.foundation.processes import children
from balie.foundation.processes.locks import FileLock, Taken
from balie.foundation.processes.ports import answers_http, ensure_free
from balie.foundation.processes.supervisor import Service, Supervisor, say

PACKAGE = Path(__file__).resolve().parent.parent
OTHERS_WAIT = 30.0  # how long a `balie backup` beside us may still use the database
ABOUT_US = "SELECT schema_hash, began_as FROM balie_postgres_instance"
DEMO_NAMES = "operator, operator2, lead, supervisor, knowledge, privacy, auditor, admin"


class AlreadyRunning(Exception):
    """This home is being served already; the message says by whom."""


def run(env: Env) -> None:
    """Serve until Ctrl-C. Raises the named refusals of its parts, each with a sentence."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    env.home.mkdir(parents=True, exist_ok=True)
    lock = _claim(env)
    cluster = Cluster(env.home) if env.is_embedded else None
    try:
        ensure_free(env.bind, env.port)
        read_secrets(env.home)
        _start_database(env, cluster)
        _prepare(env, cluster)
        _serve(env, cluster)
    finally:
        if cluster is not None:
            cluster.release(patience=OTHERS_WAIT)
        lock.release()


def web_command(env: Env) -> list[str]:
    """Granian's own command line. Backpressure counts open streams, so it is far above the default."""
    command = [
        *[str(Path(sys.executable).with_name("granian")), "--interface", "asgi", "--http", "1", "--runtime-mode", "st"],
        *["--no-ws", "--respawn-failed-workers", "--workers-kill-timeout", "10", "--backpressure", "2000"],
        *["--backlog", "2048", "--log-level", "warning", "--host", env.bind, "--port", str(env.port)],
        *["--workers", str(env.web_workers)],
    ]
    if env.tls_certificate:
        command += ["--ssl-certificate", env.tls_certificate, "--ssl-keyfile", env.tls_key]
    return [*command, "balie.config.asgi:application"]


def own_command(*words: str) -> list[str]:
    """`balie WORDS…` with this very interpreter."""
    return [sys.executable, "-m", "balie.config.cli", *words]


def child_environment() -> Mapping[str, str]:
    """The package is found from any folder, lines come out as they are written, compiled code is kept: a start takes half as long."""
    path = os.pathsep.join(filter(None, [str(PACKAGE.parent), os.environ.get("PYTHONPATH")]))
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"PYTHONPATH": path, "PYTHONUNBUFFERED": "1", "DJANGO_SETTINGS_MODULE": "balie.config.settings"}


def _claim(env: Env) -> FileLock:
    lock = FileLock(env.home / "run.lock")
    try:
        lock.take()
    except Taken as taken:
        raise AlreadyRunning(
            f"Balie already runs on {env.home} ({taken.note or 'just starting'}). Stop it first, or set BALIE_HOME to another folder."
        ) from taken
    lock.note(f"process {os.getpid()}, {env.public_url}")
    return lock


def _start_database(env: Env, cluster: Cluster | None) -> None:
    if cluster is None:
        server.ensure_usable(env.database_url)
        return
    if not cluster.places.data.exists():
        say("Making the database …")
    cluster.start()


def _prepare(env: Env, cluster: Cluster | None) -> None:
    """Migrate, and fill an empty database, in a process of its own: Django's memory goes with it."""
    known = cluster.ask(ABOUT_US) if cluster else server.ask(env.database_url, ABOUT_US)
    stored, _, beginning = (known or "").partition("\t")
    if stored == schema_hash(PACKAGE) and beginning == "demo" and not _is_held(env, cluster):
        return
    if stored == schema_hash(PACKAGE) and beginning == "empty" and _has_accounts(env, cluster):
        return
    child = _child(own_command("prepare"))
    try:
        status = child.wait()
    finally:
        children.stop(child, by=signal.SIGINT, seconds=10)
    if status != 0:
        raise SystemExit(1)


def _is_held(env: Env, cluster: Cluster | None) -> bool:
    return _ask(env, cluster, "SELECT 1 FROM balie_postgres_instance WHERE sending_held") == "1"


def _has_accounts(env: Env, cluster: Cluster | None) -> bool:
    return _ask(env, cluster, "SELECT 1 FROM accounts_user LIMIT 1") == "1"


def _ask(env: Env, cluster: Cluster | None, sql: str) -> str | None:
    return cluster.ask(sql) if cluster else server.ask(env.database_url, sql)


def _serve(env: Env, cluster: Cluster | None) -> None:
    supervisor = Supervisor([_web(env), _worker(), *_media(env)], say=say)
    supervisor.run(when_ready=lambda: _greet(env, cluster), tend=cluster.tend if cluster else lambda: None)


def _web(env: Env) -> Service:
    def is_ready() -> bool:
        return bool(env.tls_certificate) or answers_http(env.bind, env.port, "/account/login/") > 0

    # Asked politely it would serve on for seconds, beside the next start.
    return Service("web", start=lambda: _child(web_command(env), on_parent_death=signal.SIGKILL), is_ready=is_ready)


def _worker() -> Service:
    return Service("worker", start=lambda: _child(own_command("worker")))


def telephone(env: Env) -> None:
    """The telephone alone, until Ctrl-C: the media process and its engine."""
    engine = Service("telephone's engine", start=lambda: _child(own_command("engine")))
    Supervisor([*_media(env), engine], say=say).run(
        when_ready=lambda: say(f"The telephone listens on {env.sip_host}, port {env.sip_port}.")
    )


def _media(env: Env) -> list[Service]:
    """The telephone's media process; its engine runs in the worker. None where it is switched off. A port that is taken is told, and tried again; everything else goes on."""
    if not env.sip_port:
        return []
    return [Service("telephone's media", start=lambda: _child(media_command(env)))]


def media_command(env: Env) -> list[str]:
    """The media process: no Django, so that nothing else of ours runs beside the mixer."""
    command = [
        *[sys.executable, "-m", "balie.conversation.telephony.media"],
        *["--control", str(control_socket(env.home)), "--token-file", str(token_file(env.home))],
        *["--host", env.sip_host, "--public", env.sip_public, "--sip-port", str(env.sip_port), "--rtp-ports", env.rtp_ports],
    ]
    if env.tls_certificate:
        command += ["--sips-port", str(env.sips_port), "--certificate", env.tls_certificate, "--key", env.tls_key]
    return command


def _child(command: list[str], *, on_parent_death: signal.Signals = signal.SIGTERM) -> subprocess.Popen[bytes]:
    return children.spawn(command, on_parent_death=on_parent_death, env=child_environment())


def _greet(env: Env, cluster: Cluster | None) -> None:
    say(f"\nBalie is open on {env.public_url}   (stop: Ctrl-C)")
    if _ask(env, cluster, "SELECT 1 FROM balie_postgres_instance WHERE began_as = 'demo'") == "1":
        say(f"Sign in as {DEMO_NAMES}; password balie-demo.")
        say(f"Mail sent to {env.demo_smtp} by SMTP arrives on the screen.")
