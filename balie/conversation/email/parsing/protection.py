"""Whether a mail is signed or encrypted, by its form only: nothing is verified or decrypted here."""

from __future__ import annotations

from balie.conversation.email.parsing.cms import signed_content
from balie.conversation.email.parsing.headers import parameters
from balie.conversation.email.parsing.structure import Part, Reading, read

SIGNATURES = {"application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature"}
# A signature is small; something large that calls itself one is shown.
MAX_SIGNATURE_BYTES = 64 * 1024
# Signed, encrypted and signed again is three (RFC 2634); more is a game.
MAX_WRAPPED = 3
_PKCS7 = {"application/pkcs7-mime", "application/x-pkcs7-mime"}
_ARMOUR = (("-----BEGIN PGP MESSAGE-----", "pgp_encrypted"), ("-----BEGIN PGP SIGNED MESSAGE-----", "pgp_signed"))


def open_signed(part: Part, reading: Reading, *, deep: int = 0) -> None:
    """Give each S/MIME part that is only signed what it holds as its child. Raises `OverBudget`."""
    if part.content_type in _PKCS7 and deep < MAX_WRAPPED and (content := signed_content(part.content())):
        part.children = [read(content, reading)]
        deep += 1
    for child in part.children:
        open_signed(child, reading, deep=deep)


def protection_of(root: Part, text: str) -> str:
    """smime_signed, smime_closed, smime_encrypted, pgp_signed, pgp_encrypted, or an empty text; what is outermost counts."""
    return _of_part(root) or _of_text(text)


def signature_parts(root: Part) -> list[Part]:
    """The parts that only hold the signature over their sibling (RFC 1847 §2.1)."""
    found = [each for child in root.children for each in signature_parts(child)]
    if root.content_type == "multipart/signed":
        found += [each for each in root.children[1:] if each.content_type in SIGNATURES and each.end - each.start <= MAX_SIGNATURE_BYTES]
    return found


def _of_part(part: Part) -> str:
    if part.content_type == "multipart/encrypted":
        return "pgp_encrypted"
    if part.content_type == "multipart/signed" and len(part.children) > 1:
        return _of_part(part.children[0]) or ("pgp_signed" if "pgp" in _protocol(part) else "smime_signed")
    if part.content_type in _PKCS7:
        return _of_wrapper(part)
    return next((found for child in part.children if (found := _of_part(child))), "")


def _of_wrapper(part: Part) -> str:
    if part.children:
        return _of_part(part.children[0]) or "smime_signed"
    kind = parameters(part.raw_header("content-type")).values.get("smime-type", "").lower()
    return {"signed-data": "smime_closed", "certs-only": "smime_signed"}.get(kind, "smime_encrypted")


def _protocol(part: Part) -> str:
    return part.parameters.get("protocol", "").lower() or part.children[1].content_type


def _of_text(text: str) -> str:
    return next((kind for armour, kind in _ARMOUR if text.startswith(armour) or f"\n{armour}" in text), "")
