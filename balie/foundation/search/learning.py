"""What of search runs beside the jobs in the worker: the lexicon follows what was indexed within a second."""

from __future__ import annotations

import threading

from django.db import close_old_connections

from balie.foundation.search.actions import learn_words

PAUSE_SECONDS = 0.5


def follow_index(stop: threading.Event) -> None:
    """Until told to stop: learn the words of what was indexed since."""
    while not stop.is_set():
        close_old_connections()
        while learn_words() and not stop.is_set():
            pass
        stop.wait(PAUSE_SECONDS)
