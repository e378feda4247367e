"""A real spam filter for tests: a private rspamd on free loopback ports, in a folder of its own, gone with the test.

`with Rspamd() as filter:` then `filter.url`, `filter.password`, `filter.learned()`. It learns words alone: no rules, no other server.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.request
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.parts.needed import free_port, missing

STARTS_IN = 20.0


class Rspamd:
    """One filter with its controller at `url`."""

    password = "geheim"

    def __init__(self) -> None:
        found = shutil.which("rspamd")
        if found is None:
            missing("rspamd", "rspamd")
        self.program, self.port = found, free_port()
        self.home = Path(tempfile.mkdtemp(prefix="balie-rspamd-"))
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        (self.home / "suffixes").write_text("example\n")
        (self.home / "rspamd.conf").write_text(self._configuration())
        command = [self.program, "-f", "-i", "-c", str(self.home / "rspamd.conf")]
        with (self.home / "start.log").open("wb") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
        self._wait()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        shutil.rmtree(self.home, ignore_errors=True)

    def learned(self) -> dict[str, int]:
        """How many mails it learned: as spam and as ham."""
        told = {each["symbol"]: each["revision"] for each in self._ask("stat")["statfiles"]}
        return {"spam": told["BAYES_SPAM"], "ham": told["BAYES_HAM"]}

    def _ask(self, what: str) -> Any:
        request = urllib.request.Request(f"{self.url}/{what}", headers={"Password": self.password})
        with urllib.request.urlopen(request, timeout=5) as answer:
            return json.loads(answer.read())

    def _wait(self) -> None:
        until = time.monotonic() + STARTS_IN
        while True:
            try:
                self.learned()
            except (OSError, KeyError):
                if time.monotonic() > until:
                    log = "".join(path.read_text(errors="replace") for path in self.home.glob("*.log"))
                    raise AssertionError(f"rspamd did not start:\n{log[-2000:]}") from None
                time.sleep(0.1)
            else:
                return

    def _configuration(self) -> str:
        home = self.home
        return f"""
options {{
  pidfile = "{home}/pid";
  filters = "";
  dns {{ nameserver = ["127.0.0.1"]; }}
  url_tld = "{home}/suffixes";
  disable_hyperscan = true;
  control_socket = "{home}/control.sock mode=0600";
}}
logging {{ type = "file"; filename = "{home}/rspamd.log"; }}
worker "controller" {{
  bind_socket = "127.0.0.1:{self.port}";
  count = 1;
  password = "{self.password}";
  enable_password = "{self.password}";
  secure_ip = [];
}}
classifier "bayes" {{
  tokenizer {{ name = "osb"; }}
  backend = "sqlite3";
  min_tokens = 1;
  statfile {{ symbol = "BAYES_HAM"; path = "{home}/ham.sqlite"; spam = false; }}
  statfile {{ symbol = "BAYES_SPAM"; path = "{home}/spam.sqlite"; spam = true; }}
}}
"""
