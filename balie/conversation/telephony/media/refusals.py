"""The expected "no" of the media process: a code for programs, a sentence for the log; no Django to translate it here."""

from __future__ import annotations

from typing import ClassVar


class Refused(Exception):
    """A command cannot be done; nothing was changed."""

    code: ClassVar[str] = "refused"


class UnknownCommand(Refused):
    """There is no such command."""

    code = "unknown_command"


class UnknownEvent(Refused):
    """There is no such event: the other side is of another version."""

    code = "unknown_event"


class BadField(Refused):
    """A field of the command is missing, unknown or of another kind."""

    code = "bad_field"


class UnknownLeg(Refused):
    """There is no such leg, or it has ended."""

    code = "unknown_leg"


class UnknownBrowser(Refused):
    """There is no such browser, or it is gone."""

    code = "unknown_browser"


class UnknownPlayer(Refused):
    """There is no such player, or it has ended."""

    code = "unknown_player"


class UnknownRecording(Refused):
    """There is no such recording, or it has ended."""

    code = "unknown_recording"


class NameTaken(Refused):
    """A leg, player or recording of this name is there already."""

    code = "name_taken"


class WrongMoment(Refused):
    """What is asked cannot be done with the leg as it is now: answered already, not ringing, without a request to answer."""

    code = "wrong_moment"


class Unplayable(Refused):
    """The file is no WAV of 8 kHz, mono, 16 bits."""

    code = "unplayable"

    def __init__(self, path: object, reason: str) -> None:
        super().__init__(f"{path}: {reason}")


class NoPorts(Refused):
    """All ports for audio are taken."""

    code = "no_ports"


class UnknownPhone(Refused):
    """No telephone of this name is registered."""

    code = "unknown_phone"


class UnknownTrunk(Refused):
    """There is no trunk of this name."""

    code = "unknown_trunk"


class WeakSecret(Refused):
    """The secret of a telephone has less than 128 bits."""

    code = "weak_secret"
