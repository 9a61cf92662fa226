"""Text as it is searched: folded words, the same on every engine and on both sides of a search.

The databases only compare words that were made here, so that "Müller" is found by "muller", and no
character that anybody types or mails means anything to a query language.
"""

import re
import unicodedata

# What is looked through of one text: the first pages of a mail, never a pasted log file of megabytes.
_LONGEST_TEXT = 100_000
_LONGEST_WORD = 60
_WORD = re.compile(r"[^\W_]+")
# The same for ASCII, in a fifth of the time: this runs for every mail taken.
_ASCII = bytes(ord(chr(c).lower()) if c < 128 and chr(c).isalnum() else ord(" ") for c in range(256))
_SHAPE = bytes(ord("x") if c < 128 and chr(c).isalnum() else ord(" ") for c in range(256))
_TOO_LONG = b"x" * (_LONGEST_WORD + 1)
# Chinese and Japanese write no spaces: each sign is a word, and a word is a phrase of signs.
_SIGN = re.compile("([\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])")


def fold(text: str) -> str:
    """Without case and marks: "Müller" and "muller" are one."""
    if text.isascii():
        return text.lower()
    # Once more, because taking "℠" apart gives capitals, and folding "ΐ" gives marks.
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def split_words(text: str) -> list[str]:
    """The folded words of a text in order, however it is punctuated."""
    text = text[:_LONGEST_TEXT]
    if text.isascii():
        words = text.encode().translate(_ASCII).decode().split()
    else:
        words = _WORD.findall(_SIGN.sub(r" \1 ", fold(text)))
    if max(map(len, words), default=0) <= _LONGEST_WORD:
        return words
    return [word[:_LONGEST_WORD] for word in words]


def words_of(*texts: str | None) -> str:
    """The folded words of some texts as a column holds them, a space between each two."""
    return " ".join(filter(None, [_spaced(text) for text in texts if text]))


def _spaced(text: str) -> str:
    """The folded words of one text: `split_words` put together, without taking ASCII to pieces for it."""
    octets = text[:_LONGEST_TEXT].encode("utf-8", "surrogatepass")
    if not octets.isascii() or _TOO_LONG in octets.translate(_SHAPE):
        return " ".join(split_words(text))
    octets = octets.translate(_ASCII)
    while b"  " in octets:
        octets = octets.replace(b"  ", b" ")
    return octets.strip().decode()
