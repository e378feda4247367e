"""A real mail server for tests: a private Postfix on free loopback ports, in a folder of its own, gone with the test.

`with Postfix(mailboxes=dovecot) as server:` takes mail for the mailboxes' domains at `server.port` from anybody, and at
`server.submission_port` from who signs in with a mailbox's name and password. It hands mail over to the mailboxes by LMTP, keeps
trying while they are away, and sends nothing to another machine: every other address is refused.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.parts.dovecot import Dovecot
from tests.parts.needed import free_port, missing
from tests.parts.processes import start_server, stop_server

_DAEMONS = ("/usr/lib/postfix/sbin", "/usr/libexec/postfix", "/usr/lib/postfix")
# Folder of the queue → owner, group, mode, as Postfix insists.
_FOLDERS = {
    **dict.fromkeys(("active", "bounce", "corrupt", "defer", "deferred", "flush", "hold", "incoming", "private", "saved", "trace"), ("postfix", "root", "700")),
    "maildrop": ("postfix", "postdrop", "730"),
    "public": ("postfix", "postdrop", "710"),
    "pid": ("root", "root", "755"),
}  # fmt: skip
_SERVICES = """
pickup     unix        n - n 60  1   pickup
cleanup    unix        n - n -   0   cleanup
qmgr       unix        n - n 300 1   qmgr
tlsmgr     unix        - - n 1000? 1 tlsmgr
rewrite    unix        - - n -   -   trivial-rewrite
bounce     unix        - - n -   0   bounce
defer      unix        - - n -   0   bounce
trace      unix        - - n -   0   bounce
verify     unix        - - n -   1   verify
flush      unix        n - n 1000? 0 flush
proxymap   unix        - - n -   -   proxymap
smtp       unix        - - n -   -   smtp
showq      unix        n - n -   -   showq
error      unix        - - n -   -   error
retry      unix        - - n -   -   error
discard    unix        - - n -   -   discard
lmtp       unix        - - n -   -   lmtp
anvil      unix        - - n -   1   anvil
scache     unix        - - n -   1   scache
postlog    unix-dgram  n - n -   1   postlogd
"""


def find_master() -> Path:
    """The program that runs the others; skips the test without it, fails under CI."""
    found = next((Path(folder) for folder in _DAEMONS if (Path(folder) / "master").exists()), None)
    if found is None:
        missing("postfix", "postfix")
    if os.geteuid() != 0 and subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode != 0:
        missing("the right to start postfix (root, or sudo without a password)", "sudo")
    return found / "master"


class Postfix:
    """One server; `stop` and `start` keep its queue and ports, so a test can take it away and bring it back."""

    def __init__(
        self, *, mailboxes: Dovecot, tls: tuple[Path, Path] | None = None, aliases: Mapping[str, str] | None = None, lmtp_port: int = 0
    ) -> None:
        """`tls`: certificate and key files, for STARTTLS on both ports and TLS on `tls_port`. `aliases`: address → mailbox.

        `lmtp_port`: where mail is handed over, if not to the mailboxes. What follows a `+` in a local part is kept and plays no part in finding the mailbox.
        """
        self.master = find_master()
        self.lmtp_port = lmtp_port or mailboxes.lmtp_port
        self.mailboxes, self.tls, self.aliases = mailboxes, tls, dict(aliases or {})
        self.port, self.submission_port, self.tls_port = free_port(), free_port(), free_port()
        self.home = Path(tempfile.mkdtemp(prefix="balie-postfix-"))
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.prepare()
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()
        _as_root("rm", "-rf", str(self.home))

    def prepare(self) -> None:
        self.home.chmod(0o755)  # its processes run as a user of their own
        settings = self.home / "settings"
        settings.mkdir()
        (settings / "main.cf").write_text(self._main())
        (settings / "master.cf").write_text(_SERVICES + self._doors())
        (settings / "mailboxes").write_text("".join(f"{user} here\n" for user in self.mailboxes.users))
        (settings / "aliases").write_text("".join(f"{address} {mailbox}\n" for address, mailbox in self.aliases.items()))
        _as_root("install", "-d", "-m", "755", str(self.home / "queue"))
        _as_root("install", "-d", "-o", "postfix", "-m", "700", str(self.home / "data"))
        for name, (owner, group, mode) in _FOLDERS.items():
            _as_root("install", "-d", "-o", owner, "-g", group, "-m", mode, str(self.home / "queue" / name))

    def start(self) -> None:
        # A session of its own: the master ends everybody of its process group when it ends.
        command = [*_sudo(), str(self.master), "-d", "-c", str(self.home / "settings")]
        output = self.home / "start.log"
        self.process = start_server(command, port=self.port, greeting=b"220", output=output, log=self.log)

    def stop(self) -> None:
        if self.process is not None:
            stop_server(self.process, end=_end, kill=_kill)
        self.process = None

    def log(self) -> str:
        written = [self.home / "start.log", self.home / "postfix.log"]
        return "".join(path.read_text(errors="replace") for path in written if path.exists())[-6000:]

    def _main(self) -> str:
        domains = {user.rpartition("@")[2] for user in self.mailboxes.users}
        return f"""
compatibility_level = 3.6
myhostname = mail.test
queue_directory = {self.home}/queue
data_directory = {self.home}/data
daemon_directory = {self.master.parent}
maillog_file = {self.home}/postfix.log
maillog_file_prefixes = {self.home}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mydestination =
alias_maps =
mynetworks = 127.0.0.0/8
virtual_mailbox_domains = {" ".join(sorted(domains))}
virtual_mailbox_maps = texthash:{self.home}/settings/mailboxes
virtual_alias_maps = texthash:{self.home}/settings/aliases
virtual_transport = lmtp:inet:127.0.0.1:{self.lmtp_port}
recipient_delimiter = +
# Nothing leaves this machine, and no resolver is asked.
default_transport = error:5.1.2 this mail server knows its own domains only
smtpd_relay_restrictions = reject_unauth_destination
disable_dns_lookups = yes
smtpd_peername_lookup = no
# Tests do not wait for minutes.
queue_run_delay = 1s
minimal_backoff_time = 1s
maximal_backoff_time = 2s
transport_retry_time = 1s
smtpd_error_sleep_time = 0
smtpd_sasl_type = dovecot
smtpd_sasl_path = {self.mailboxes.sign_in_socket}
smtpd_sasl_security_options = noanonymous
{_tls(*self.tls) if self.tls else ""}
"""

    def _doors(self) -> str:
        """Mail from the world; mail from who signs in, also to other domains of ours."""
        signed_in = "-o smtpd_sasl_auth_enable=yes -o smtpd_client_restrictions=permit_sasl_authenticated,reject"
        doors = f"127.0.0.1:{self.port} inet n - n - - smtpd\n127.0.0.1:{self.submission_port} inet n - n - - smtpd {signed_in}\n"
        if self.tls:
            doors += f"127.0.0.1:{self.tls_port} inet n - n - - smtpd {signed_in} -o smtpd_tls_wrappermode=yes\n"
        return doors


def _tls(certificate: Path, key: Path) -> str:
    return f"""
smtpd_tls_security_level = may
smtpd_tls_auth_only = yes
smtpd_tls_cert_file = {certificate}
smtpd_tls_key_file = {key}
"""


def _sudo() -> list[str]:
    return [] if os.geteuid() == 0 else ["sudo", "-n"]


def _as_root(*command: str) -> None:
    subprocess.run([*_sudo(), *command], check=True, capture_output=True)


def _end(pid: int) -> None:
    _signal(pid, signal.SIGTERM)


def _kill(pid: int) -> None:
    _signal(pid, signal.SIGKILL)


def _signal(pid: int, number: signal.Signals) -> None:
    """Who runs as another user is signalled by `kill`."""
    with suppress(subprocess.CalledProcessError):
        _as_root(shutil.which("kill") or "/bin/kill", f"-{number.value}", str(pid))
