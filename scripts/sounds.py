"""Writes what callers hear of us, balie/conversation/telephony/sounds: greetings by espeak-ng in four languages, and music. What is there already stays. Needs espeak-ng and sox."""

from __future__ import annotations

import subprocess
import wave
from pathlib import Path

import numpy as np

FOLDER = Path(__file__).resolve().parent.parent / "balie" / "conversation" / "telephony" / "sounds"
RATE = 8000
SPOKEN = {
    "welcome-nl": ("nl", "Goeiedag, u belt met onze klantendienst. We verbinden u door met een medewerker. Blijf even aan de lijn."),
    "welcome-fr": (
        "fr-be",
        "Bonjour, vous êtes en ligne avec notre service clientèle. Un collaborateur vous répond dans un instant. Restez en ligne.",
    ),
    "welcome-en": ("en-gb", "Hello, you are calling our customer service. We are putting you through. Please hold the line."),
    "welcome-de": (
        "de",
        "Guten Tag, Sie sind mit unserem Kundendienst verbunden. Wir stellen Sie gleich durch. Bleiben Sie bitte am Apparat.",
    ),
    "closed-nl": ("nl", "Goeiedag. Onze klantendienst is nu gesloten. U hoeft niets te doen: we bellen u terug zodra we weer open zijn."),
    "closed-fr": (
        "fr-be",
        "Bonjour. Notre service clientèle est fermé pour le moment. Vous ne devez rien faire: nous vous rappelons dès que nous sommes ouverts.",
    ),
    "closed-en": ("en-gb", "Hello. Our customer service is closed now. You need not do anything: we call you back as soon as we are open."),
    "closed-de": (
        "de",
        "Guten Tag. Unser Kundendienst ist jetzt geschlossen. Sie brauchen nichts zu tun: Wir rufen Sie zurück, sobald wir wieder da sind.",
    ),
    "recorded-nl": ("nl", "Dit gesprek kan worden opgenomen."),
    "recorded-fr": ("fr-be", "Cette conversation peut être enregistrée."),
    "recorded-en": ("en-gb", "This call may be recorded."),
    "recorded-de": ("de", "Dieses Gespräch kann aufgezeichnet werden."),
    "recorded-refuse-nl": ("nl", "Dit gesprek kan worden opgenomen. Wilt u dat niet, druk dan op negen."),
    "recorded-refuse-fr": ("fr-be", "Cette conversation peut être enregistrée. Si vous ne le souhaitez pas, appuyez sur neuf."),
    "recorded-refuse-en": ("en-gb", "This call may be recorded. If you do not want that, press nine."),
    "recorded-refuse-de": ("de", "Dieses Gespräch kann aufgezeichnet werden. Wenn Sie das nicht möchten, drücken Sie die Neun."),
    "message-nl": ("nl", "Spreek na de toon uw boodschap in, met uw naam en waarover het gaat. We bellen u terug."),
    "message-fr": ("fr-be", "Laissez votre message après le signal, avec votre nom et le sujet. Nous vous rappelons."),
    "message-en": ("en-gb", "Leave your message after the tone, with your name and what it is about. We call you back."),
    "message-de": ("de", "Sprechen Sie nach dem Signalton Ihre Nachricht auf, mit Ihrem Namen und Ihrem Anliegen. Wir rufen Sie zurück."),
    "call-back-nl": ("nl", "We bellen u terug. U behoudt uw plaats in de rij. Tot straks."),
    "call-back-fr": ("fr-be", "Nous vous rappelons. Vous gardez votre place dans la file. À tout à l'heure."),
    "call-back-en": ("en-gb", "We will call you back. You keep your place in the queue. Goodbye for now."),
    "call-back-de": ("de", "Wir rufen Sie zurück. Sie behalten Ihren Platz in der Warteschlange. Bis gleich."),
    "goodbye-nl": ("nl", "Al onze medewerkers zijn in gesprek. Probeer het later nog eens. Tot ziens."),
    "goodbye-fr": ("fr-be", "Tous nos collaborateurs sont en ligne. Veuillez rappeler plus tard. Au revoir."),
    "goodbye-en": ("en-gb", "All our colleagues are on the line. Please try again later. Goodbye."),
    "goodbye-de": ("de", "Alle unsere Mitarbeiter sind im Gespräch. Bitte versuchen Sie es später noch einmal. Auf Wiederhören."),
}
VOICES = {"nl": "nl", "fr": "fr-be", "en": "en-gb", "de": "de"}
COUNTED = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 15, 20, 30, 45, 60)
# By name: in Dutch, French, English, German.
IN_FOUR = {
    "language": ("Voor Nederlands, druk op", "Pour le français, appuyez sur", "For English, press", "Für Deutsch drücken Sie die"),
    "no-choice": (
        "Die keuze kennen we niet.",
        "Ce choix n'existe pas.",
        "That is not one of the choices.",
        "Diese Auswahl gibt es nicht.",
    ),
    "customer-number": (
        "Geef uw klantnummer in, en daarna een hekje. Hebt u het niet bij de hand, druk dan meteen op hekje.",
        "Introduisez votre numéro de client, puis dièse. Si vous ne l'avez pas sous la main, appuyez tout de suite sur dièse.",
        "Key in your customer number, then hash. If you do not have it at hand, press hash straight away.",
        "Geben Sie Ihre Kundennummer ein und danach die Raute. Haben Sie sie nicht zur Hand, drücken Sie gleich die Raute.",
    ),
    "wrong-number": (
        "Dat nummer klopt niet.",
        "Ce numéro n'est pas correct.",
        "That number is not right.",
        "Diese Nummer stimmt nicht.",
    ),
    "place": ("U bent nummer", "Vous êtes le numéro", "You are number", "Sie sind Nummer"),
    "place-end": ("in de rij.", "dans la file.", "in the queue.", "in der Warteschlange."),
    "place-far": (
        "Er wachten meer dan tien bellers voor u.",
        "Plus de dix personnes attendent avant vous.",
        "More than ten callers are waiting before you.",
        "Vor Ihnen warten mehr als zehn Anrufer.",
    ),
    "wait-between": ("U wacht nog tussen", "Vous attendrez encore entre", "You will still wait between", "Sie warten noch zwischen"),
    "wait-and": ("en", "et", "and", "und"),
    "wait-less": (
        "U wacht nog minder dan",
        "Vous attendrez encore moins de",
        "You will still wait less than",
        "Sie warten noch weniger als",
    ),
    "wait-more": ("U wacht nog meer dan", "Vous attendrez encore plus de", "You will still wait more than", "Sie warten noch mehr als"),
    "minutes": ("minuten.", "minutes.", "minutes.", "Minuten."),
    "wait-changed": (
        "Het duurt langer dan we eerst zeiden, onze excuses.",
        "L'attente est plus longue qu'annoncé, veuillez nous excuser.",
        "It takes longer than we said before, we are sorry.",
        "Es dauert länger als angekündigt, bitte entschuldigen Sie.",
    ),
    "waiting-keys": (
        "Druk op één om uw plaats te behouden en teruggebeld te worden, of op twee om een boodschap na te laten.",
        "Appuyez sur un pour garder votre place et être rappelé, ou sur deux pour laisser un message.",
        "Press one to keep your place and be called back, or two to leave a message.",
        "Drücken Sie die Eins, um Ihren Platz zu behalten und zurückgerufen zu werden, oder die Zwei, um eine Nachricht zu hinterlassen.",
    ),
    "menu-demo-for-what": (
        "Voor een storing, druk op één. Voor een factuur, druk op twee. Om een boodschap na te laten, druk op drie. Om dit nog eens te horen, druk op sterretje.",
        "Pour une panne, appuyez sur un. Pour une facture, appuyez sur deux. Pour laisser un message, appuyez sur trois. Pour réécouter, appuyez sur étoile.",
        "For a fault, press one. For an invoice, press two. To leave a message, press three. To hear this again, press star.",
        "Bei einer Störung drücken Sie die Eins. Für eine Rechnung drücken Sie die Zwei. Um eine Nachricht zu hinterlassen, drücken Sie die Drei. Um dies noch einmal zu hören, drücken Sie die Sterntaste.",
    ),
}
SPOKEN |= {f"{name}-{code}": (VOICES[code], text) for name, texts in IN_FOUR.items() for code, text in zip(VOICES, texts, strict=True)}
SPOKEN |= {f"number-{count}-{code}": (voice, str(count)) for count in COUNTED for code, voice in VOICES.items()}
CHORDS = ((262, 330, 392), (220, 262, 330), (175, 220, 262), (196, 247, 294))  # C, a, F, G
SECONDS_A_CHORD = 2.0


def speak(name: str, voice: str, text: str) -> None:
    spoken = subprocess.run(["espeak-ng", "-v", voice, "-s", "145", "--stdout", text], capture_output=True, check=True).stdout
    target = FOLDER / f"{name}.wav"
    subprocess.run(
        ["sox", "-D", "-t", "wav", "-", "-r", str(RATE), "-c", "1", "-b", "16", str(target), "norm", "-6"],
        input=spoken,
        check=True,
        capture_output=True,
    )


def play() -> None:
    """Soft chords, one after another, each out of and into silence."""
    at = np.arange(int(SECONDS_A_CHORD * RATE)) / RATE
    envelope = np.minimum(1, at / 0.3) * np.minimum(1, (SECONDS_A_CHORD - at) / 0.6)
    chords = [sum(np.sin(2 * np.pi * hertz * at) for hertz in chord) * envelope for chord in CHORDS]
    write("music", np.concatenate(chords) * 1500)


def beep() -> None:
    """The tone after which a message is spoken."""
    at = np.arange(int(0.4 * RATE)) / RATE
    write("beep", np.sin(2 * np.pi * 880 * at) * np.minimum(1, np.minimum(at, 0.4 - at) / 0.02) * 6000)


def write(name: str, samples: np.ndarray) -> None:
    with wave.open(str(FOLDER / f"{name}.wav"), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.astype("<i2").tobytes())


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, (voice, text) in SPOKEN.items():
        if not (FOLDER / f"{name}.wav").exists():
            speak(name, voice, text)
    play()
    beep()
    write("quiet", np.zeros(5 * RATE))
