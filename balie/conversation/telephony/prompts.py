"""The sounds that come with Balie: greetings in four languages and music, WAV files as the mixer plays them."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent / "sounds"
MUSIC = FOLDER / "music.wav"


def sound(name: str, language: str) -> Path:
    """What is said under this name, in this language; "" for what is no speech."""
    return FOLDER / (f"{name}-{language}.wav" if language else f"{name}.wav")


def greeting(language: str, *, is_open: bool) -> Path:
    """Who we are, or that we are closed and will call back."""
    return sound("welcome" if is_open else "closed", language)
