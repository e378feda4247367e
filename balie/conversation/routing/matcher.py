"""The matcher's loop: take the lease when nobody has it, then decide whenever the log grows or a moment comes.

A standby asks for the lease each second; who stops as told gives it up, so the next begins at once.
"""

from __future__ import annotations

import os
import socket
import threading
import time

from django.db import close_old_connections, connection
from django.utils import timezone

from balie.conversation.routing.actions.log import CHANNEL
from balie.conversation.routing.actions.matching import TermOver, decide, forget_log, give_term_up, load_board, take_term
from balie.conversation.routing.actions.sweeping import sweep
from balie.conversation.routing.board.board import Board

STANDBY_SECONDS, LONGEST_SLEEP, SWEEP_SECONDS, FORGET_SECONDS = 1.0, 1.0, 0.5, 3600.0


def hand_out(stop: threading.Event) -> None:
    """Until told to stop: decide, or stand by for who does."""
    owner = f"{socket.gethostname()}:{os.getpid()}"
    while not stop.is_set():
        close_old_connections()
        term = take_term(owner)
        if term is None:
            stop.wait(STANDBY_SECONDS)
            continue
        try:
            _decide_until(stop, term)
        except TermOver:
            continue
        finally:
            give_term_up(term)


def _decide_until(stop: threading.Event, term: int) -> None:
    """Hold the lease and the board; whatever fails ends both, and the board is read from the log again."""
    with connection.cursor() as cursor:
        cursor.execute(f"LISTEN {CHANNEL}")
    board = load_board(term, at=timezone.now())
    swept = forgot = 0.0
    while not stop.is_set():
        now = time.monotonic()
        if now - swept >= SWEEP_SECONDS:
            sweep(at=timezone.now())
            swept = now
        if now - forgot >= FORGET_SECONDS:
            forget_log(at=timezone.now())
            forgot = now
        if not decide(board, term, at=timezone.now()):
            _sleep(board)


def _sleep(board: Board) -> None:
    """Until the log grows, a moment comes, or it is time to look at what is over."""
    due = board.next_due()
    until_due = due / 1000 - time.time() if due is not None else LONGEST_SLEEP
    seconds = max(0.01, min(until_due, SWEEP_SECONDS, LONGEST_SLEEP))
    connection.ensure_connection()
    for _told in connection.connection.notifies(timeout=seconds, stop_after=1):
        pass
