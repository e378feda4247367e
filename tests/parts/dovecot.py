"""A real IMAP server for tests: a private Dovecot on free loopback ports, in a folder of its own, gone with the test.

`with Dovecot(users={"mailbox@example.org": "secret"}) as server:` then `server.port`, `server.tls_port`, `server.deliver(user, raw)`,
`server.mails(user)`. With `takes_mail` it also takes mail from a mail server at `server.lmtp_port` and checks its users' passwords.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.parts.needed import free_port, missing
from tests.parts.processes import start_server, stop_server

_PROGRAMS = ("/usr/sbin/dovecot", "/usr/local/sbin/dovecot", "/opt/homebrew/sbin/dovecot")
_SIEVE = ("/usr/lib/dovecot/modules/lib90_sieve_plugin.so", "/usr/libexec/dovecot/modules/lib90_sieve_plugin.so")
_LMTP = ("/usr/lib/dovecot/lmtp", "/usr/libexec/dovecot/lmtp", "/opt/homebrew/libexec/dovecot/lmtp")


def find_dovecot(*, takes_mail: bool = False) -> str:
    """The program; skips the test without it, fails under CI."""
    found = shutil.which("dovecot") or next((path for path in _PROGRAMS if Path(path).exists()), None)
    if found is None:
        missing("dovecot", "dovecot-core dovecot-imapd")
    if takes_mail and not any(Path(path).exists() for path in _LMTP):
        missing("dovecot's lmtp", "dovecot-lmtpd")
    return found


class Dovecot:
    """One server; `stop` and `start` keep mails and ports, so a test can take it away and bring it back."""

    def __init__(
        self,
        *,
        users: Mapping[str, str],
        tls: tuple[Path, Path] | None = None,
        takes_mail: bool = False,
        quota: str = "",
        introspection: str = "",
        away: Mapping[str, str] | None = None,
    ) -> None:
        """`users`: name → password. `tls`: certificate and key files, for STARTTLS on `port` and TLS on `tls_port`.

        `quota`: what a mailbox holds at most, such as "100k"; a mail more is refused.
        `away`: user → what a vacation answer of theirs says to every mail (RFC 5230), sent through the mail server at `answers_through`.
        `introspection`: where the server asks whether a token is right; people may then sign in with one (XOAUTH2).
        """
        self.program = find_dovecot(takes_mail=takes_mail)
        if away and not any(Path(path).exists() for path in _SIEVE):
            missing("dovecot's sieve", "dovecot-sieve")
        self.users = dict(users)
        self.port, self.tls_port, self.lmtp_port = free_port(), free_port(), free_port()
        self.tls, self.takes_mail, self.quota = tls, takes_mail, quota
        self.introspection, self.away, self.answers_through = introspection, dict(away or {}), 0
        self.home = Path(tempfile.mkdtemp(prefix="balie-dovecot-"))
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.prepare()
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()
        shutil.rmtree(self.home, ignore_errors=True)

    def prepare(self) -> None:
        (self.home / "mail").mkdir()
        self.set_passwords(self.users)
        (self.home / "dovecot.conf").write_text(self._configuration())
        self._write_vacations()
        if self.introspection:
            asking = f"introspection_mode = get\nintrospection_url = {self.introspection}\n"
            (self.home / "tokens.conf").write_text(
                f"{asking}username_attribute = username\nactive_attribute = active\nactive_value = true\n"
            )
        # The mail processes run as an ordinary user when we are root: the folder must be theirs.
        self.home.chmod(0o755)
        if os.geteuid() == 0:
            owner = pwd.getpwnam("nobody")
            for name in ("mail", "sieve"):
                os.chown(self.home / name, owner.pw_uid, owner.pw_gid)

    def _write_vacations(self) -> None:
        (self.home / "sieve").mkdir()
        for user, words in self.away.items():
            script = f'require ["vacation-seconds"];\nvacation :seconds 0 :subject "Ik ben er even niet" "{words}";\n'
            (self.home / "sieve" / f"{user}.sieve").write_text(script)

    def set_passwords(self, users: Mapping[str, str]) -> None:
        """Change who may sign in, known to a running server when this returns: it looks at the file once a second at most."""
        path = self.home / "users"
        path.write_text("".join(f"{name}:{{PLAIN}}{password}::::::\n" for name, password in users.items()))
        path.chmod(0o644)
        if self.process is not None:
            time.sleep(1.1)

    def start(self) -> None:
        command = [self.program, "-F", "-c", str(self.home / "dovecot.conf")]
        output = self.home / "start.log"
        self.process = start_server(command, port=self.port, greeting=b"* OK", output=output, log=self.log)

    def stop(self) -> None:
        if self.process is not None:
            stop_server(self.process, end=_end, kill=_kill)
        self.process = None

    def log(self) -> str:
        return "".join(path.read_text(errors="replace") for path in self.home.glob("*.log"))[-4000:]

    def deliver(self, user: str, raw: bytes, *, folder: str = "INBOX") -> None:
        """Put `raw` into the user's mailbox, by IMAP."""
        from imapclient import IMAPClient

        with IMAPClient("127.0.0.1", self.port, ssl=False) as client:
            client.login(user, self.users[user])
            client.append(folder, raw)

    def mails(self, user: str, *, folder: str = "INBOX") -> list[EmailMessage]:
        """What lies in the user's mailbox, oldest first, read as any mail program does: by IMAP."""
        from imapclient import IMAPClient

        with IMAPClient("127.0.0.1", self.port, ssl=False) as client:
            client.login(user, self.users[user])
            client.select_folder(folder, readonly=True)
            found = client.fetch(client.search(), ["BODY.PEEK[]"])
            return [message_from_bytes(found[uid][b"BODY[]"], policy=policy.default) for uid in sorted(found)]

    @property
    def sign_in_socket(self) -> Path:
        """Where a mail server asks whether a password is right."""
        return self.home / "run" / "sign-in"

    def _configuration(self) -> str:
        root = os.geteuid() == 0
        me = pwd.getpwuid(os.geteuid()).pw_name
        mail_user = "nobody" if root else me
        group = "nogroup" if root else str(os.getegid())
        tls = ""
        if self.tls:
            tls = f"ssl = yes\nssl_cert = <{self.tls[0]}\nssl_key = <{self.tls[1]}\n"
        inner = "dovecot" if root else me
        login = "dovenull" if root else me
        return f"""
base_dir = {self.home}/run
state_dir = {self.home}/state
log_path = {self.home}/dovecot.log
protocols = imap{" lmtp" if self.takes_mail else ""}
listen = 127.0.0.1
default_internal_user = {inner}
default_internal_group = {inner if root else group}
default_login_user = {login}
{"" if root else "service anvil { chroot = }" + chr(10) + "service stats { chroot = }"}
disable_plaintext_auth = no
auth_mechanisms = plain login{" xoauth2 oauthbearer" if self.introspection else ""}
# A wrong password is told at once, and the next try is not made to wait.
auth_failure_delay = 0
service anvil {{
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
# Not every machine that runs tests tells of changed files.
mailbox_idle_check_interval = 1 secs
mail_location = maildir:{self.home}/mail/%u
mail_max_userip_connections = 50
first_valid_uid = 1
first_valid_gid = 1
{tls or "ssl = no"}
{self._by_token() if self.introspection else ""}
passdb {{
  driver = passwd-file
  args = username_format=%u {self.home}/users
}}
userdb {{
  driver = static
  args = uid={mail_user} gid={group} home={self.home}/mail/%u
}}
service imap-login {{
  chroot =
  service_count = 0
  inet_listener imap {{
    port = {self.port}
  }}
  inet_listener imaps {{
    port = {self.tls_port if self.tls else 0}
    ssl = {"yes" if self.tls else "no"}
  }}
}}
namespace inbox {{
  inbox = yes
  mailbox Junk {{
    special_use = \\Junk
    auto = create
  }}
}}
{self._quota() if self.quota else ""}
{self._for_a_mail_server() if self.takes_mail else ""}
{self._vacations() if self.away else ""}
"""

    def _by_token(self) -> str:
        return f"""
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {self.home}/tokens.conf
}}
"""

    def _vacations(self) -> str:
        return f"""
submission_host = 127.0.0.1:{self.answers_through}
protocol lmtp {{
  mail_plugins = $mail_plugins sieve
}}
plugin {{
  sieve = file:{self.home}/sieve;active={self.home}/sieve/%u.sieve
  sieve_extensions = +vacation-seconds
  sieve_vacation_min_period = 0
}}
"""

    def _quota(self) -> str:
        return f"""
mail_plugins = quota
plugin {{
  quota = count:mailbox
  quota_vsizes = yes
  quota_rule = *:storage={self.quota}
  quota_grace = 0
}}
"""

    def _for_a_mail_server(self) -> str:
        return f"""
service lmtp {{
  chroot =
  inet_listener lmtp {{
    port = {self.lmtp_port}
  }}
}}
service auth {{
  unix_listener sign-in {{
    mode = 0666
  }}
}}
"""


def _end(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGTERM)


def _kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
