"""Words spoken by the machine, where espeak-ng is installed on it: better than nothing until somebody has recorded them."""

from __future__ import annotations

import shutil
import subprocess

VOICES = {"nl": "nl", "fr": "fr-be", "en": "en-gb", "de": "de"}
WITHIN_S = 20


def is_able() -> bool:
    return shutil.which("espeak-ng") is not None


def speak(words: str, language: str) -> bytes:
    """A WAV file of what is said."""
    command = ["espeak-ng", "-v", VOICES[language], "-s", "145", "--stdin", "--stdout"]
    return subprocess.run(command, input=words.encode(), capture_output=True, check=True, timeout=WITHIN_S).stdout
