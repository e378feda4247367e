"""Suggestions while ten operators write: each sends what stands there after every few words, as the desk does."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from itertools import cycle, islice

from tests.performance.figures import Client, Times, quantile

WRITERS, ASKED_EACH = 10, 30
PAUSE_SECONDS = 1.0  # between two answers somebody goes on writing
NOTES = (
    "de klant zegt dat de meter sinds de verhuis geen stroom meer geeft en vraagt wanneer de ploeg komt",
    "mevrouw begrijpt haar afrekening niet, het voorschot is verdubbeld en zij wil een afbetalingsplan",
    "le client ne reçoit plus ses factures par mail depuis le changement de contrat",
    "der Zählerstand auf der Rechnung stimmt nicht mit dem Zähler überein",
)
STEP = 3  # words


def suggested_to_writers(port: int, cookie: str, about: Sequence[str]) -> Times:
    """Milliseconds of an answer, each writer at one of the places `about` (`ticket:<number>`)."""
    took: list[float] = []

    def write(at: int) -> None:
        client, note = Client(port, cookie), NOTES[at % len(NOTES)].split()
        for size in islice(cycle(range(STEP, len(note) + 1, STEP)), ASKED_EACH):
            began = time.perf_counter()
            status = client.post("/suggestions/", {"about": about[at % len(about)], "text": " ".join(note[:size])}, "a" * 32)
            took.append((time.perf_counter() - began) * 1000)
            if status != 200:
                raise RuntimeError(f"/suggestions/: {status}")
            time.sleep(PAUSE_SECONDS)

    writers = [threading.Thread(target=write, args=(at,)) for at in range(WRITERS)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    if len(took) != WRITERS * ASKED_EACH:
        raise RuntimeError(f"{len(took)} of {WRITERS * ASKED_EACH} answers")
    return Times(quantile(sorted(took), 0.5), quantile(sorted(took), 0.95))
