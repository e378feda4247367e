"""What the environment says: every `BALIE_*` variable, typed, in one place (docs/reference/environment.md lists them)."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path


@dataclass(frozen=True)
class Env:
    """How the processes run. What the organisation decides lives in the database, under /settings/."""

    home: Path = field(metadata={"name": "BALIE_HOME", "help": "folder of data, secrets and files", "default": "./var"})
    database_url: str = field(
        default="",
        metadata={"name": "BALIE_DATABASE_URL", "help": "own PostgreSQL, ≥ 15; empty runs the embedded one"},
    )
    bind: str = field(default="127.0.0.1", metadata={"name": "BALIE_BIND", "help": "address to listen on"})
    port: int = field(default=8000, metadata={"name": "PORT", "help": "port to listen on"})
    url: str = field(default="", metadata={"name": "BALIE_URL", "help": "public address; default http://localhost:PORT"})
    files_url: str = field(
        default="",
        metadata={"name": "BALIE_FILES_URL", "help": "second host for what came from outside; default http://files.localhost:PORT"},
    )
    demo: bool = field(
        default=True, metadata={"name": "BALIE_DEMO", "help": "1 loads the demo organisation at first start; 0 starts empty"}
    )
    demo_smtp: str = field(default="127.0.0.1:8025", metadata={"name": "BALIE_DEMO_SMTP", "help": "where the demo takes mail"})
    lmtp: str = field(
        default="", metadata={"name": "BALIE_LMTP", "help": "address:port where a mail server delivers by LMTP; empty: nowhere"}
    )
    smtp: str = field(
        default="", metadata={"name": "BALIE_SMTP", "help": "address:port where a mail server delivers by SMTP; empty: nowhere"}
    )
    sip_host: str = field(
        default="127.0.0.1", metadata={"name": "BALIE_SIP_HOST", "help": "address the telephone listens on, for calls and audio"}
    )
    sip_public: str = field(
        default="", metadata={"name": "BALIE_SIP_PUBLIC", "help": "address that providers and telephones reach it by, when that is another"}
    )
    sip_port: int = field(default=5060, metadata={"name": "BALIE_SIP_PORT", "help": "port of SIP, by UDP and TCP; 0: no telephone"})
    sips_port: int = field(default=5061, metadata={"name": "BALIE_SIPS_PORT", "help": "port of SIP by TLS, with BALIE_TLS_CERTIFICATE"})
    rtp_ports: str = field(
        default="10000-10999", metadata={"name": "BALIE_RTP_PORTS", "help": "first and last port for the audio of calls"}
    )
    turn: str = field(
        default="",
        metadata={"name": "BALIE_TURN", "help": "TURN servers for browsers behind strict networks, by comma, as turn:turn.example.be:3478"},
    )
    turn_secret: str = field(
        default="", metadata={"name": "BALIE_TURN_SECRET", "help": "the secret shared with them (coturn: static-auth-secret)"}
    )
    web_workers: int = field(default=1, metadata={"name": "BALIE_WEB_WORKERS", "help": "web processes"})
    web_threads: int = field(default=6, metadata={"name": "BALIE_WEB_THREADS", "help": "Django threads per web process"})
    worker_threads: int = field(default=4, metadata={"name": "BALIE_WORKER_THREADS", "help": "jobs at the same time per worker"})
    trusted_proxies: str = field(
        default="", metadata={"name": "BALIE_TRUSTED_PROXIES", "help": "addresses whose X-Forwarded-* headers count, by comma"}
    )
    tls_certificate: str = field(
        default="", metadata={"name": "BALIE_TLS_CERTIFICATE", "help": "certificate file; with BALIE_TLS_KEY serves https"}
    )
    tls_key: str = field(default="", metadata={"name": "BALIE_TLS_KEY", "help": "private key file"})
    dns: str = field(
        default="", metadata={"name": "BALIE_DNS", "help": "name server (address or address:port) that senders of mail are checked with"}
    )
    rspamd: str = field(
        default="",
        metadata={
            "name": "BALIE_RSPAMD",
            "help": "address of an rspamd controller that learns from marked mail, as http://127.0.0.1:11334",
        },
    )
    rspamd_password: str = field(default="", metadata={"name": "BALIE_RSPAMD_PASSWORD", "help": "its password"})
    log_level: str = field(default="info", metadata={"name": "BALIE_LOG_LEVEL", "help": "debug, info, warning or error"})

    @property
    def public_url(self) -> str:
        scheme = "https" if self.tls_certificate else "http"
        return (self.url or f"{scheme}://localhost:{self.port}").rstrip("/")

    @property
    def public_files_url(self) -> str:
        return (self.files_url or f"http://files.localhost:{self.port}").rstrip("/")

    @property
    def is_embedded(self) -> bool:
        return not self.database_url


class BadSetting(Exception):
    """A `BALIE_*` variable cannot be read; the message names it and says what it takes."""


def terminal_language(environ: Mapping[str, str] = os.environ) -> str:
    """The language of the person at the terminal: as POSIX chooses it, among ours; English for any other."""
    named = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := environ.get(name, ""))), "")
    language = named.replace("-", "_").partition("_")[0].partition(".")[0].lower()
    return language if language in {"nl", "fr", "de"} else "en"


def read_env(environ: Mapping[str, str] = os.environ) -> Env:
    values = {each.name: _value(each.metadata["name"], environ, each) for each in fields(Env)}
    return Env(**{name: value for name, value in values.items() if value is not None})  # type: ignore[arg-type]


def _value(name: str, environ: Mapping[str, str], spec: object) -> object:
    raw = environ.get(name)
    kind = getattr(spec, "type", "str")
    if kind == "Path":
        return Path(raw or "./var").resolve()
    if raw is None:
        return None
    if kind == "int":
        if not raw.isdigit():
            raise BadSetting(f"{name} is {raw!r}; it takes a whole number.")
        return int(raw)
    if kind == "bool":
        if raw not in {"0", "1"}:
            raise BadSetting(f"{name} is {raw!r}; it takes 0 or 1.")
        return raw == "1"
    return raw
