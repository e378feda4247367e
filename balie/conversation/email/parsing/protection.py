"""Whether a mail is signed or encrypted, by its form only: nothing is verified or opened here."""

from __future__ import annotations

from balie.conversation.email.parsing.headers import parameters
from balie.conversation.email.parsing.structure import Part

SIGNATURES = {"application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature"}
# A signature is small; something large that calls itself one is shown.
MAX_SIGNATURE_BYTES = 64 * 1024
_PKCS7 = {"application/pkcs7-mime", "application/x-pkcs7-mime"}
_ARMOUR = (("-----BEGIN PGP MESSAGE-----", "pgp_encrypted"), ("-----BEGIN PGP SIGNED MESSAGE-----", "pgp_signed"))


def protection_of(root: Part, text: str) -> str:
    """smime_signed, smime_encrypted, pgp_signed, pgp_encrypted, or an empty text; what is outermost counts."""
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
        kind = parameters(part.raw_header("content-type")).values.get("smime-type", "").lower()
        return "smime_signed" if kind in {"signed-data", "certs-only"} else "smime_encrypted"
    return next((found for child in part.children if (found := _of_part(child))), "")


def _protocol(part: Part) -> str:
    return part.parameters.get("protocol", "").lower() or part.children[1].content_type


def _of_text(text: str) -> str:
    return next((kind for armour, kind in _ARMOUR if text.startswith(armour) or f"\n{armour}" in text), "")
