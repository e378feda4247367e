"""`balie`: the one command. Exit codes: 0 done, 1 refused with a reason, 2 usage."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from balie.config.env import BadSetting, Env, read_env, terminal_language
from balie.config.secrets import read_secrets
from balie.config.start import AlreadyRunning, child_environment, run, telephone, web_command
from balie.foundation.postgres.account import NoAccount
from balie.foundation.postgres.cluster import Cluster, ClusterRefused
from balie.foundation.postgres.places import UnsafeFolder
from balie.foundation.postgres.programs import NoPrograms
from balie.foundation.postgres.server import ServerRefused
from balie.foundation.processes.ports import PortTaken, ensure_free
from balie.foundation.processes.supervisor import NotReady

DONE, REFUSED, USAGE, INTERRUPTED = 0, 1, 2, 130
WITHOUT_DATABASE = {("help",), ("version",), ("mail", "parse"), ("script", "check"), ("script", "walk"), ("sla", "due")}
PROCESSES = {
    "run": "Start everything: database, web and worker; stop with Ctrl-C.",
    "web": "Serve pages and streams only.",
    "telephony": "Run the telephone only: its media process and its engine; stop with Ctrl-C.",
    "prepare": "",
    "help": "This list.",
    "version": "The version.",
}
SERVING = {"prepare", "worker"}  # what they write is the organisation's, in its language
DJANGOS = {"migrate", "makemigrations", "shell", "dbshell", "collectstatic", "check"}
REFUSALS = (
    AlreadyRunning,
    BadSetting,
    ClusterRefused,
    NoAccount,
    NoPrograms,
    NotReady,
    PortTaken,
    ServerRefused,
    UnsafeFolder,
)


def main(arguments: Sequence[str] | None = None) -> None:
    """The console script."""
    sys.exit(balie(list(sys.argv[1:] if arguments is None else arguments)))


def balie(words: list[str]) -> int:
    """Run the command in `words`; its exit code."""
    name = words[0] if words else "help"
    try:
        return _command(name, words[1:])
    except REFUSALS as refusal:
        return _refused(str(refusal))
    except KeyboardInterrupt:
        return INTERRUPTED


def _command(name: str, rest: list[str]) -> int:
    if name in PROCESSES and rest:
        return _misused(f"`balie {name}` takes no more words; found {' '.join(rest)!r}.")
    if name == "run":
        run(read_env())
        return DONE
    if name == "web":
        return _web(read_env())
    if name == "telephony":
        return _telephony(read_env())
    if name in {"help", "--help", "-h"}:
        return _help()
    if name in {"version", "--version"}:
        return _version()
    return _manage(name, rest)


def _web(env: Env) -> int:
    ensure_free(env.bind, env.port)
    os.environ.update(child_environment())
    if not env.is_embedded or Cluster(env.home).is_ready():
        os.execv(web_command(env)[0], web_command(env))  # noqa: S606 - our own server, no shell wanted
    import subprocess

    with _database(env):
        return subprocess.call(web_command(env))


def _telephony(env: Env) -> int:
    if not env.sip_port:
        return _refused("The telephone is switched off: BALIE_SIP_PORT is 0.")
    read_secrets(env.home)
    with _database(env):
        telephone(env)
    return DONE


def _manage(name: str, rest: list[str]) -> int:
    """A command of Django's kind, with the embedded database running for as long as it takes."""
    env = read_env()
    _set_up_django()
    if name != "prepare" and name not in _commands():
        return _misused(f"There is no command `balie {name}`. `balie help` lists them.")
    asks_help = bool({"-h", "--help"} & set(rest))
    if asks_help or (name,) in WITHOUT_DATABASE or (name, *rest[:1]) in WITHOUT_DATABASE:
        return _dispatch(name, rest)
    with _database(env):
        return _dispatch(name, rest)


@contextmanager
def _database(env: Env) -> Iterator[None]:
    """The embedded database, started when nobody has, stopped when nobody else uses it."""
    if not env.is_embedded:
        yield
        return
    cluster = Cluster(env.home)
    cluster.start(die_with_parent=False)
    try:
        yield
    finally:
        cluster.release()


def _set_up_django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "balie.config.settings")
    import django

    django.setup()


def _dispatch(name: str, rest: list[str]) -> int:
    from django.utils import translation

    with translation.override(None if name in SERVING else terminal_language()):
        return _tried(name, rest)


def _tried(name: str, rest: list[str]) -> int:
    from django.core.management import CommandError
    from django.db import OperationalError, connections
    from django.utils.translation import gettext as _

    from balie.foundation.errors import Refusal

    try:
        return _prepare() if name == "prepare" else _run_django(name, rest)
    except CommandError as error:
        return _refused(str(error), code=error.returncode)
    except Refusal as refusal:
        return _refused(str(refusal))
    except OperationalError as error:
        return _refused(_("The database does not answer: {reason}").format(reason=str(error).strip().splitlines()[0]))
    finally:
        connections.close_all()


def _prepare() -> int:
    from django.utils import timezone

    from balie.config.prepare import prepare

    prepare(at=timezone.now())
    return DONE


def _run_django(name: str, rest: list[str]) -> int:
    from django.core.management import load_command_class

    command = load_command_class(_commands()[name], name)
    vars(command)["_called_from_command_line"] = True  # a wrong word then ends with usage, not with a trace
    options = vars(command.create_parser("balie", name).parse_args(rest))
    arguments = options.pop("args", ())
    command.execute(*arguments, **options)
    return DONE


def _commands() -> dict[str, str]:
    """Our commands and the few of Django's that we vouch for, with the app of each."""
    from django.core.management import get_commands

    return {name: app for name, app in get_commands().items() if str(app).startswith("balie.") or name in DJANGOS}


def _help() -> int:
    from django.core.management import load_command_class

    _set_up_django()
    ours = {name: app for name, app in _commands().items() if name not in DJANGOS - {"migrate"}}
    lines = PROCESSES | {name: str(load_command_class(app, name).help) for name, app in ours.items()}
    lines["migrate"] = "Bring the tables up to date."
    print("balie COMMAND …\n")  # noqa: T201
    for name, text in sorted(lines.items()):
        if text:
            print(f"  {name:<10} {text}")  # noqa: T201
    print("\n`balie COMMAND --help` says more. Exit codes: 0 done, 1 refused with a reason, 2 usage.")  # noqa: T201
    return DONE


def _version() -> int:
    from importlib.metadata import PackageNotFoundError, version

    try:
        print(version("balie"))  # noqa: T201
    except PackageNotFoundError:
        return _refused("Balie is not installed here; run `make run` once.")
    return DONE


def _refused(sentence: str, *, code: int = REFUSED) -> int:
    sys.stderr.write(f"balie: {sentence}\n")
    return code


def _misused(sentence: str) -> int:
    return _refused(sentence, code=USAGE)


if __name__ == "__main__":
    main()
