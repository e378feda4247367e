"""A certificate for a test's own servers; whoever is to trust it is given the file."""

from __future__ import annotations

import subprocess
from pathlib import Path


def self_signed(folder: Path, *, names: str = "IP:127.0.0.1,DNS:localhost") -> tuple[Path, Path]:
    """Certificate and key in `folder`, valid for two days."""
    certificate, key = folder / "cert.pem", folder / "key.pem"
    curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"]
    about = ["-days", "2", "-subj", "/CN=localhost", "-addext", f"subjectAltName={names}"]
    command = ["openssl", "req", "-x509", *curve, "-nodes", "-keyout", str(key), "-out", str(certificate), *about]
    subprocess.run(command, check=True, capture_output=True)
    return certificate, key
