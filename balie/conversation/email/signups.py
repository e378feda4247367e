"""Mails of another service that prove an address: a sign-up code, a link to confirm, an invitation to join (R-M5).

Who asks such a service to write to our reply address would own an account in our name once he reads the answer in his ticket. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

LONGEST_READ = 4_000
# What is asked for: to prove an address or a sign-in. Never a word that stands in an ordinary question by itself.
_ASKS = re.compile(
    r"\b((verif(y|ying)|confirm(ing)?|validate) (your|this|the) (new )?(e-?mail|account|address|identity|sign-?(up|in)|log-?in|registration)"
    r"|(verification|confirmation|security|activation|authentication|one[- ]time|log-?in|sign-?(in|up)|access) (code|pin|link|passcode|password)"
    r"|(activate|finish setting up|complete) your (new )?(account|registration|sign-?up)|reset your password|password reset"
    r"|(bevestig|verifieer|valideer|activeer) (je|jouw|uw|dit|het) (nieuwe )?(e-?mail(adres)?|mailadres|account|registratie|identiteit)"
    r"|(verificatie|bevestigings|beveiligings|activerings|activatie|toegangs|inlog|aanmeld)-?(code|link)"
    r"|eenmalige? (code|wachtwoord)|wachtwoord (opnieuw instellen|herstellen|resetten)"
    r"|(confirme[rz]|v[ée]rifie[rz]|valide[rz]|active[rz]) (votre|ton|cette|l[’'])\s?(nouvelle )?(adresse|e-?mail|compte|inscription|identit[ée])"
    r"|(code|lien) (de|d[’'])\s?(v[ée]rification|confirmation|s[ée]curit[ée]|activation|connexion)|r[ée]initialise[rz] votre mot de passe"
    r"|(best[äa]tigen?|verifizieren|aktivieren) sie (ihre?|diese) (neue )?(e-?mail(-adresse)?|mailadresse|konto|registrierung|anmeldung)"
    r"|(best[äa]tigungs|verifizierungs|sicherheits|aktivierungs|anmelde)-?(code|link)|einmal(code|passwort|kennwort)|passwort zur[üu]cksetzen)",
    re.IGNORECASE,
)
_CODE = re.compile(
    r"(?<![\w.,+/-])(?:\d{4,8}|\d{3}[ -]\d{3}|[A-Z0-9]{3,4}-[A-Z0-9]{3,4}|(?=[A-Z]*\d)(?=\d*[A-Z])[A-Z0-9]{6,8})(?![\w.,/-]*\w)"
)
_KEYED_LINK = re.compile(
    r"https?://[^\s<>\"]*(verif|confirm|activat|validat|signup|sign-up|register|invit|magic|reset|token=|code=)[^\s<>\"]*", re.IGNORECASE
)
_ANSWER = re.compile(r"\s*(re|fwd?|antw|aw|wg|tr|doorst|sv)\s*:", re.IGNORECASE)


def sign_up_words(*, subject: str, text: str, references: Sequence[str], is_machine: bool) -> str:
    """The words by which the mail shows itself as one that proves an address; empty for any other.

    It takes both: the subject or the text asks for it, and a code or a link with a key in it stands there. In a mail that may be a
    person's a number beside the words is no code: it must stand alone. An answer or a forwarded mail is a person's.
    """
    if references or _ANSWER.match(subject):
        return ""
    read = text[:LONGEST_READ]
    is_proof = _stands_alone(read)
    if not is_proof and not is_machine:  # most mails: what costs more is not looked for
        return ""
    asks = _ASKS.search(subject) or _ASKS.search(read)
    if asks is None or not (is_proof or _stands_near(asks.group(), subject, read)):
        return ""
    return " ".join(asks.group().split())


def _stands_alone(text: str) -> bool:
    return _KEYED_LINK.search(text) is not None or any(_CODE.fullmatch(line.strip()) for line in text.splitlines())


def _stands_near(asked: str, subject: str, text: str) -> bool:
    lines = text.splitlines()
    near = next((at for at, line in enumerate(lines) if asked in line), 0)
    return any(_CODE.search(line) for line in (subject, *lines[max(near - 1, 0) : near + 4]))
