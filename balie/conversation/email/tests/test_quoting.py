"""Our own cases, in Dutch and Belgian French above all: the third-party ones are in `test_corpora`."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balie.conversation.email.quoting import split_reply

CASES = [
    ("Dag,\n\nDe meter staat op 4512.\n\nOp ma 3 nov. 2025 om 14:03 schreef Klantendienst <hulp@balie.example>:\n> Wat is de stand?\n",
     "Dag,\n\nDe meter staat op 4512."),
    ("Ja, dat klopt.\n\nVan: Klantendienst [mailto:hulp@balie.example]\nVerzonden: maandag 3 november 2025 14:03\nAan: Jan\nOnderwerp: RE: meter\n\nOud",
     "Ja, dat klopt."),
    ("Klopt.\n\n-------- Oorspronkelijk bericht --------\nVan: x <x@balie.example>\nDatum: 3-11-2025 14:03\nAan: z\nOnderwerp: q\n\nOud", "Klopt."),
    ("Bedankt.\n\nOp 3 nov. 2025 om 14:03 heeft Klantendienst <hulp@balie.example> het volgende geschreven:\n\nBeste,\nOud", "Bedankt."),
    ("Zie hieronder.\n\nOp maandag 3 november 2025 om 14:03:22 CET schreef Klantendienst <hulp@balie.example>: \n\n Oud", "Zie hieronder."),
    ("Mag volgende week ook?\n\nKlantendienst schreef op 3/11/2025 om 14:03:\n> Oud", "Mag volgende week ook?"),
    ("Goed zo.\n\nOp 3/11/2025 om 14:03 schreef Klantendienst:\n> Oud\n> > Ouder\n", "Goed zo."),
    ("Prima\n________________________________\nVan: Klantendienst <hulp@balie.example>\nVerzonden: maandag 3 november 2025 14:03\nAan: An\nOnderwerp: meter\n\nOud",
     "Prima"),
    ("Doorgestuurd ter info.\n\n---------- Doorgestuurd bericht ---------\nVan: A <a@b.example>\nDate: ma 3 nov 2025\nSubject: x\nTo: y\n\nOud",
     "Doorgestuurd ter info."),
    ("Op 3 november heb ik gebeld:\nniemand nam op.\nVan: dat weet ik niet.", "Op 3 november heb ik gebeld:\nniemand nam op.\nVan: dat weet ik niet."),
    ("Bonjour,\n\nLe compteur indique 4512.\n\nLe lun. 3 nov. 2025 à 14:03, Service clients <aide@balie.example> a écrit :\n\n> Bonjour",
     "Bonjour,\n\nLe compteur indique 4512."),
    ("Merci !\n\nDe : Service clients <aide@balie.example>\nEnvoyé : lundi 3 novembre 2025 14:03\nÀ : Luc\nObjet : RE: compteur\n\nVieux", "Merci !"),
    ("D'accord.\n\n-----Message d'origine-----\nDe : x\nEnvoyé : lundi 3 novembre 2025\nÀ : y\nObjet : z\n\nVieux", "D'accord."),
    ("Le 3 novembre j'ai appelé :\npersonne n'a répondu.", "Le 3 novembre j'ai appelé :\npersonne n'a répondu."),
    ("Es geht nicht.\n\nAm 03.11.25 um 14:03 schrieb Kundendienst:\n> Guten Tag", "Es geht nicht."),
    ("Danke.\n\nVon: Kundendienst <hilfe@balie.example>\nGesendet: Montag, 3. November 2025 14:03\nAn: Ute\nBetreff: AW: Zähler\n\nAlt", "Danke."),
    ("Thanks.\n\nOn Mon, 3 Nov 2025 at 14:03, Customer service\n<help@balie.example> wrote:\n\n> Old", "Thanks."),
]  # fmt: skip


@pytest.mark.parametrize(("text", "new"), CASES)
def test_new_text_is_told_from_history(text: str, new: str) -> None:
    assert split_reply(text).new == new


@pytest.mark.parametrize(
    ("text", "signature"),
    [
        ("Dag.\n\nMet vriendelijke groeten,\nAn Peeters", "Met vriendelijke groeten,\nAn Peeters"),
        ("Dag.\n\nMvg\nJan", "Mvg\nJan"),
        ("Dag.\n\nVerzonden vanaf mijn iPhone", "Verzonden vanaf mijn iPhone"),
        ("Dag.\n\nOutlook voor Android downloaden<https://aka.example/x>", "Outlook voor Android downloaden<https://aka.example/x>"),
        ("Bonjour.\n\nBien à vous,\nLuc", "Bien à vous,\nLuc"),
        ("Bonjour.\n\nEnvoyé de mon iPhone", "Envoyé de mon iPhone"),
        ("Hallo.\n\nMit freundlichen Grüßen\nUte", "Mit freundlichen Grüßen\nUte"),
        ("Hallo.\n\nVon meinem iPhone gesendet", "Von meinem iPhone gesendet"),
        ("Hello.\n\n-- \nAnn\n+32 2 000 00 00", "-- \nAnn\n+32 2 000 00 00"),
        ("Met vriendelijke groeten doe je alles.", ""),
        ("Groeten", ""),
    ],
)
def test_the_signature_is_told_from_the_text(text: str, signature: str) -> None:
    assert split_reply(text).signature == signature


def test_answers_between_quotes_keep_the_quotes() -> None:
    text = "Op 3/11/2025 schreef Hulp:\n> Wat is de stand?\n\n4512\n\n> En het adres?\n\nKerkstraat 1"

    reply = split_reply(text)

    assert (reply.new, reply.history) == (text, "")


def test_an_answer_below_the_quote_is_new() -> None:
    reply = split_reply("Op 3/11/2025 schreef Hulp:\n> Wat is de stand?\n\n4512")

    assert reply.new.strip() == "4512"
    assert reply.history.startswith("Op 3/11/2025")


_LINES = st.sampled_from(
    [
        "Dag",
        "",
        "> oud",
        "-- ",
        "Mvg",
        "Van: x",
        "Aan: y",
        "Onderwerp: z",
        "On 1 Jan 2025 x wrote:",
        "-----Original Message-----",
        "____",
        "-An",
    ]
)


@given(st.lists(_LINES, max_size=30))
def test_no_line_is_ever_lost(lines: list[str]) -> None:
    reply = split_reply("\n".join(lines))

    kept = f"{reply.new}\n{reply.history}\n{reply.signature}".split("\n")
    assert sorted(line.rstrip() for line in kept if line.strip()) == sorted(line.rstrip() for line in lines if line.strip())


@pytest.mark.parametrize("piece", ["On 1 ", "On 1\n", "> \n", "From:\n", "--\nx\n", "a", "> a\nb\n", "_" * 200 + "\n", "Op 1 schreef x\n"])
def test_it_takes_no_longer_than_the_text_is_long(piece: str) -> None:
    text = piece * (1_000_000 // len(piece))
    start = time.process_time()

    split_reply(text)

    assert time.process_time() - start < 3
