"""A browser hears itself: the check of a headset."""

from __future__ import annotations

from collections import deque

from balie.conversation.telephony.media.rtp import NotRtp, read_packet

DELAY_FRAMES = 25  # half a second: long enough to tell one's own voice from its echo
_SSRC = slice(8, 12)


class Echo:
    """Packets come back as ours, half a second later."""

    def __init__(self, ssrc: int) -> None:
        self._ssrc = ssrc.to_bytes(4)
        self._waiting: deque[bytes] = deque()

    def turn(self, packet: bytes) -> bytes | None:
        """What goes back now that this packet came; nothing before the delay has passed, or when it is no audio."""
        try:
            read_packet(packet)
        except NotRtp:
            return None
        self._waiting.append(packet[: _SSRC.start] + self._ssrc + packet[_SSRC.stop :])
        return self._waiting.popleft() if len(self._waiting) > DELAY_FRAMES else None
