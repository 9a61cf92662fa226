"""What a mail is known again by, so that it is one mail however often and by whomever it is sent.

Whoever has a signed mail can send it again, with all changed that its signature does not cover. So a
Message-ID names a mail only on the word of whoever proved that mail: where the signature covers it, or the
author's own server brought it. Else the signature is its name. A mail may have several, since of two
signatures one can be taken away; two mails with one name in common are the same.
"""

from .auth.verdict import Check, Verdict


def names_of(verdict: Verdict, written: str, *, has_id: bool, redirected: bool = False) -> tuple[str, ...]:
    """The names of a mail, at least one. `written` is what it calls itself: its Message-ID where it `has_id`,
    else a digest. `redirected` says that its owner's own mailbox sent it on."""
    by_author = any(check.method == "spf" and check.speaks for check in verdict.checks)
    # A signature that failed names a mail too where the author's server says so: it may verify the next time.
    found = [
        _name(check, written, has_id=has_id)
        for check in verdict.checks
        if check.signature is not None and (check.speaks or (check.aligned and by_author))
    ]
    if by_author or redirected:
        found.insert(0, written)
    return tuple(dict.fromkeys(found)) or (written,)


def _name(check: Check, written: str, *, has_id: bool) -> str:
    signature = check.signature
    if signature is None or (has_id and "message-id" in signature.covers):
        return written
    return signature.name
