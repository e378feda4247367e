"""The words and lines by which mail programs mark what is quoted and how people end; data for `quoting`.

Every pattern is matched against one line of at most a few hundred characters.
"""

from __future__ import annotations

import re

_ORIGINAL = (
    r"original message|oorspronkelijk bericht|origineel bericht|message d['’]origine|message original|message initial"
    r"|urspr(?:ü|ue?)ngliche (?:nachricht|e?-?mail)|originalnachricht|forwarded message|begin forwarded message|doorgestuurd bericht"
    r"|doorgezonden bericht|message transf[ée]r[ée]|weitergeleitete nachricht|messaggio originale|messaggio inoltrato|mensaje original"
    r"|mensaje reenviado|mensagem original|oprindelig (?:meddelelse|besked)|opprinnelig melding|ursprungligt meddelande"
    r"|alkuper[äa]inen viesti|wiadomość oryginalna|oryginalna wiadomość|исходное сообщение|пересылаемое сообщение|original meddelelse"
    r"|reply above this line|antwoord boven deze lijn"
)
SEPARATOR = re.compile(
    rf"[>\s*]{{0,4}}[-_=*]{{2,30}}\s?(?:{_ORIGINAL})\s?[-_=*]{{0,30}}:?|(?:begin |début du )?(?:{_ORIGINAL})\s?:"
    r"|-{2,8}\s(?:on|op|le|am)\s.{8,200}(?:\s-{2,8}|(?:wrote|schreef|a écrit|schrieb)\s?:)",
    re.IGNORECASE,
)
RULE = re.compile(r"[_\-—–=*]{3,200}(?:\s[_\-—–]{3,200})?")

_FROM = r"from|van|de|von|da|fra|från|lähettäjä|od|от|desde|expéditeur|afzender"
_OTHER = (
    r"sent|date|message du|to|subject|cc|reply-to|importance|verzonden|verstuurd|datum|aan|onderwerp|envoyé(?: le)?|envoye(?: le)?|à|a|objet|sujet"
    r"|gesendet|an|betreff|inviato|oggetto|enviado(?: el)?|para|asunto|assunto|data|sendt|til|emne|dato|skickat|till|ämne"
    r"|lähetetty|vastaanottaja|aihe|päiväys|do|temat|wysłano|кому|тема|дата|отправлено|destinataire|geadresseerde"
)
_BEFORE = r"[>\s*_]{0,8}"
FIRST_LABEL = re.compile(
    rf"{_BEFORE}(?:{_FROM}|date|datum|subject|onderwerp|objet|betreff|sent|message du)\s?[*_]{{0,2}}\s?:", re.IGNORECASE
)
LABEL = re.compile(rf"{_BEFORE}({_FROM}|{_OTHER})\s?[*_]{{0,2}}\s?:", re.IGNORECASE)

# The verb of each language; where it stands at the end, and where a name follows it.
_LAST = (
    r"wrote|writes|a écrit|a ecrit|écrivait|schreef|heeft geschreven|schrieb|geschrieben|ha scritto|scrisse|escribió|escribio|escreveu"
    r"|skrev|kirjoitti|napisał|napisała|napisał\(a\)|napisal|napsal|napsal\(a\)|написал|написала|написал\(а\)|пишет|đã viết|yazdı|a scris|írta|ha escrit"
    r"|het volgende geschreven"
)
_ENDS = re.compile(rf"(?:{_LAST})(?: het volgende| le texte suivant| folgendes)?\s?(?::|：|$)\s?[*_]{{0,2}}$", re.IGNORECASE)
_NAME_FOLLOWS = re.compile(
    r"\b(?:schreef|schrieb|skrev|escribió|kirjoitti|написал[а]?|heeft|hat|wrote)\b.{0,300}:[*_]{0,2}$", re.IGNORECASE
)
_STARTS = re.compile(
    r"(?:>\s?)?[*_]{0,2}(?:on|op|le|am|il|el|em|den|dnia|w dniu|in data|at|vào|a la date du|en date du|in een bericht van|in a message dated|"
    r"[\w.]{2,12}[.,]?\s.{0,15}\d|[\"'<]|\d)",
    re.IGNORECASE,
)
# A name before the verb: believed only where quoted lines follow.
_NAME_FIRST = re.compile(r".{1,80}\b(?:schreef|schrieb|wrote|a écrit|skrev|escribió|ha scritto)\b.{0,100}:\s*$", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_DATE_AND_ADDRESS = re.compile(
    r"(?:.{0,40}\b\d{1,4}[./-]\d{1,2}[./-]\d{1,4}\b|.{0,60}\b(?:19|20)\d\d\b).{0,150}[<(\s][^\s<>()]{1,100}@[^\s<>()]{1,100}\s?[>)]*\s?:[*_]{0,2}",
    re.IGNORECASE,
)
_NAMED_DATE = re.compile(r"(?:\d{1,2}[:.]\d{2}|\b(?:19|20)\d\d\b)")
QUOTED_ATTRIBUTION = re.compile(r">\s?(?:on|op|le|am)\s.{0,300}\d", re.IGNORECASE)


def may_open(line: str) -> bool:
    """Whether history could begin at `line`: a cheap first look."""
    begins = line.lstrip()[:1]
    return bool(begins) and (
        begins in "-_=*>—–" or bool(FIRST_LABEL.match(line) or starts_attribution(line) or SEPARATOR.fullmatch(line.strip()))
    )


def starts_attribution(line: str) -> bool:
    said = line.lstrip()
    return bool(QUOTED_ATTRIBUTION.match(said) if said.startswith(">") else _STARTS.match(said) or _NAME_FIRST.match(said))


def ends_with_colon(said: str) -> bool:
    """Whether `said` could introduce quoted lines in a language unknown here: a date, and a colon at the end."""
    return said.endswith(":") and len(said) < 250 and bool(_NAMED_DATE.search(said))


def is_attribution(said: str) -> bool:
    """Whether `said` (lines joined) introduces a quote: who wrote, when."""
    if not _DIGIT.search(said) or not _STARTS.match(said):
        return False
    if _ENDS.search(said) or _NAME_FOLLOWS.search(said):
        return len(said) > 12
    return bool(_DATE_AND_ADDRESS.fullmatch(said)) and bool(_NAMED_DATE.search(said))


DASHES = re.compile(r"--|—|-{3,40}|—{2,40}|–{2,40}|_{2,60}|\*{3,40}|={3,40}")
DEVICE = re.compile(
    r"[*_(\[]{0,2}(?:(?:sent|verzonden|verstuurd|envoyé|envoye|gesendet|inviato|enviado|sendt|skickat|lähetetty|wysłane|wysłano)"
    r" (?:from|via|vanaf|vanuit|met|van|de|depuis|à partir de|à l['’]aide de|von|mit|aus|da|desde|fra|från|z)\s"
    r"(?:my|mijn|mon|ma|meinem|mio|mi|min|mojego|meu)?\s?[^,;!?<]{0,80}(?:<[^<>\s]{0,200}>)?"
    r"|von meinem .{1,40} gesendet|von .{1,40} gesendet|lähetetty .{1,30}|get outlook for .{1,80}|outlook voor .{1,80}"
    r"|télécharg\w{1,3} outlook pour .{1,80}|obtenir outlook pour .{1,80}|holen sie sich outlook .{0,80}|laden sie outlook .{0,80}"
    r"|enviado .{1,60}|отправлено (?:с|из) .{1,40})$",
    re.IGNORECASE,
)
_WORDS = (
    r"m\.?v\.?g\.?|mvrgr|met (?:de )?(?:vriendelijke|hartelijke|beste|warme|oprechte) groet(?:en|jes)?|vriendelijke groet(?:en|jes)?|(?:hartelijke )?groet(?:en|jes)?"
    r"|(?:veel )?groetjes|beste groeten|hoogachtend|met hoogachting|alvast (?:heel )?(?:hartelijk )?bedankt(?: en)? (?:vriendelijke )?groet(?:en|jes)?"
    r"|(?:bien |très )?cordialement(?: vôtre)?|(?:bien )?(?:à|a) (?:vous|toi)|sincères salutations|salutations(?: distinguées| cordiales)?|meilleures salutations"
    r"|(?:bien )?amicalement|respectueusement|veuillez agréer.{0,120}|recevez.{0,80}salutations.{0,30}|je vous prie.{0,120}salutations.{0,40}"
    r"|(?:with )?(?:best|kind|kindest|warm|warmest|many|friendly) (?:regards|wishes|thanks)|regards|best|cheers|yours (?:sincerely|faithfully|truly)"
    r"|sincerely(?: yours)?|cordially|br"
    r"|mit (?:freundlichen?|besten?|herzlichen?|lieben?) gr(?:ü|ue)(?:ß|ss)(?:en)?|(?:freundliche|beste|viele|liebe|herzliche) gr(?:ü|ue)(?:ß|ss)e|mfg|lg|vg|hochachtungsvoll"
    r"|gr(?:ü|ue)(?:ß|ss)e?|saludos(?: cordiales)?|cordiali saluti|distinti saluti|atenciosamente|med vänlig hälsning|med venlig hilsen|med vennlig hilsen"
)
CLOSING = re.compile(rf"[*_]{{0,2}}(?:{_WORDS})\s?[,.!]{{0,3}}[*_]{{0,2}}(?:\s?[^\w\s,.!]{{1,4}})?", re.IGNORECASE)
# Said within a mail too: they close it only where a name stands below.
FAREWELL = re.compile(
    r"[*_]{0,2}(?:(?:nog )?(?:een )?(?:fijne|prettige|mooie|goede) (?:dag|avond|namiddag|week|weekend)(?: nog| verder| toegewenst)?|fijn weekend"
    r"|(?:alvast|bij voorbaat) (?:heel )?(?:hartelijk )?(?:bedankt|dank)|(?:hartelijk )?dank bij voorbaat"
    r"|(?:très |une )?(?:bonne|belle|excellente) (?:fin de )?(?:journée|soirée|semaine|après-midi)(?: à vous)?|(?:bon|excellent) week-?end"
    r"|merci (?:beaucoup )?(?:d['’]avance|par avance)|(?:d['’]|par )avance(?: un grand)? merci"
    r"|(?:einen )?sch(?:ö|oe)nen (?:tag|abend)(?: noch)?|(?:vielen )?dank im voraus|thanks in advance|have a (?:nice|good|great) (?:day|weekend))"
    r"\s?[,.!]{0,3}[*_]{0,2}",
    re.IGNORECASE,
)
DASHED_NAME = re.compile(r"[-–—]\s?[A-ZÀ-Ý][\w.'’-]{0,30}(?:\s[A-ZÀ-Ý][\w.'’-]{0,30}){0,3}")
