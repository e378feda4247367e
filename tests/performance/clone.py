"""What a newcomer waits for: from `git clone` to the first page, on this machine, with its network."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from balie.foundation.processes.ports import answers_http
from tests.performance.installation import PORT, ROOT, SMTP_PORT

LONGEST_SECONDS = 900.0


def cloned() -> float:
    """Seconds from `git clone` of this checkout's last commit until `make run` answers that every part is well."""
    folder = Path(tempfile.mkdtemp(prefix="balie-clone-"))
    folder.chmod(0o755)
    kept = {"PATH", "HOME", "LANG", "UV_DEFAULT_INDEX", "UV_INDEX_URL", "PIP_INDEX_URL", "PIP_CONFIG_FILE", "SSL_CERT_FILE"}
    own = {"PORT": str(PORT), "BALIE_DEMO_SMTP": f"127.0.0.1:{SMTP_PORT}", "BALIE_SIP_PORT": "0"}
    env = {name: value for name, value in os.environ.items() if name in kept} | own
    began = time.perf_counter()
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(folder / "balie")], check=True)
    run = subprocess.Popen(["make", "run"], cwd=folder / "balie", env=env, stdout=subprocess.DEVNULL, start_new_session=True)
    try:
        while answers_http("127.0.0.1", PORT, "/healthz") != 200:
            if run.poll() is not None or time.perf_counter() - began > LONGEST_SECONDS:
                raise SystemExit("make run in a fresh clone did not come up")
            time.sleep(0.1)
        return time.perf_counter() - began
    finally:
        os.killpg(run.pid, signal.SIGTERM)
        run.wait(60)
        shutil.rmtree(folder, ignore_errors=True)
