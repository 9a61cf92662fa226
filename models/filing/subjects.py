"""Subjects: what they are about without their prefixes, and whether that tells one thread from another."""

import hashlib
import re
from dataclasses import dataclass

from models.fulltext import fold

_REPLY_WORDS = (
    "re aw antw antwort sv r rif odp vá ynt yan yanıt rép rep res ref atb bls απ σχετ 回复 回覆 答复"
    " 答覆 返信"
    " 回信"
    " ha на отв отг відп svar vast réponse resp respuesta risposta تا رد השב תשובה"
    " 답장 회신 ตอบกลับ ตอบ balas bal"
    " ats vs"
)
_REPLY = frozenset(_REPLY_WORDS.split())
_FORWARD_WORDS = (
    "fwd fw wg tr rv i vl enc pd ilt továbbítás továbbítva tov přeposláno přep prepos doorst doorsturen"
    " doorgestuurd vb videresend vid vidarebefordrat välitetty edasi ed transf transféré reenviado reenv"
    " encaminhada encaminhado inoltro inoltrato inoltra prosl proslijeđeno posredovano redir trans пересл"
    " переслано перенаправлено пд препратено πρθ προωθ הועבר הע 转发 转寄 轉寄 轉發 轉 转 転送 전달 전달됨"
    " ส่งต่อ"
    " teruskan persiųsta pārsūtīts áfr bidali forward forwarded iletildi yönl weiterleitung weitergeleitet"
    " trs podaj"
)
_FORWARD = frozenset(_FORWARD_WORDS.split())
# "Re:", "AW[2]:", "Fwd (3):", and the full-width colon.
_PREFIX = re.compile(r"\s*([^\W\d_]{1,16})\.?\s?(?:\[\d{1,3}\]|\(\d{1,3}\)|\d{1,2})?\s?[:：]")
_MARK = re.compile(r"\s*\[(?:ext|external|extern|externe|secure|spam\??|e)\]:?", re.IGNORECASE)
_MOST_PREFIXES = 30
_WORD = re.compile(r"\w+")

# Words that say what kind of mail it is, not which: a subject of nothing else is anybody's.
_GENERIC_WORDS = (
    "a about account action again all am an and angebot anfrage answer any appointment april as asap at"
    " attached august auftrag aus bei bestellung bill bitte blank book booking by call catch cc chat"
    " check code coffee confirm confirmation contact contract contrat copy customer date day de deal december"
    " delivery der des details devis die do doc document documents draft du e email en ein eine et"
    " facture factura feedback few file files find follow following followup for forecast fra frage friday"
    " from für fattura fw"
    " fyi get good google great greetings hallo happy hello help here hey hi hola i images important"
    " in info information inquiry intro introduction invite invitation invoice invoices is issue it january"
    " july june just kick kickoff la le lead letter list looking lunch mail march may me meet meeting"
    " message minutes monday monthly more my need new news next no note notes november nov number october of"
    " offer offre offerte oferta on one open or order our out over paper papers payment pdf per phone"
    " plan please po presentation price prices pricing problem process product project proposal purchase"
    " question questions quick quote quotation re rechnung reminder reply report request review"
    " rfq saturday schedule scan see september session share sign signature soon status subject sunday"
    " support talk team test thank thanks the this thursday time to today tomorrow tuesday"
    " un une und up update updates urgent us very visit von we wednesday week weekly what when with"
    " work year yes yesterday you your zu zum zur"
)
_GENERIC = frozenset(_GENERIC_WORDS.split())


@dataclass(frozen=True, slots=True)
class Topic:
    """What a subject is about.

    `key` is the same for all prefixes and spellings of one subject. `reply` and `forward` are what its
    prefixes say. `telling` is false where strangers write the same: "Invoice", "Hello again".
    """

    key: str
    reply: bool
    forward: bool
    telling: bool


def topic_of(subject: str) -> Topic:
    """Read a subject."""
    rest, reply, forward = _read_prefixes(subject)
    folded = " ".join(fold(rest).split())
    key = hashlib.sha256(folded.encode("utf-8", "replace")).hexdigest()[:32] if folded else ""
    return Topic(key, reply, forward, _is_telling(folded))


def bare_subject(subject: str) -> str:
    """A subject without its prefixes, otherwise as it is written: what a record could be called."""
    return " ".join(_read_prefixes(subject)[0].split())


def _read_prefixes(subject: str) -> tuple[str, bool, bool]:
    """What stands after the prefixes, and whether one of them marks an answer or a forward."""
    reply = forward = False
    rest = subject[:2000]
    for _ in range(_MOST_PREFIXES):
        if mark := _MARK.match(rest):
            rest = rest[mark.end() :]
            continue
        found = _PREFIX.match(rest)
        word = found[1].casefold() if found else ""
        if found is None or word not in _REPLY | _FORWARD:
            break
        reply, forward = reply or word in _REPLY, forward or word in _FORWARD
        rest = rest[found.end() :]
    return rest, reply, forward


def _is_telling(folded: str) -> bool:
    """At least two words, or long numbers, that are not in every second subject."""
    words = set(_WORD.findall(folded))
    own = [word for word in words if word not in _GENERIC and (len(word) > 2 or not word.isascii())]
    own = [word for word in own if not word.isdigit() or len(word) > 2]
    # Chinese, Japanese and Thai set no spaces: six characters are more than a word.
    return len(own) > 1 or any(len(word) > 5 and ord(max(word)) >= 0xE00 for word in own)
