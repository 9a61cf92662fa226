"""Bytes to text, whatever a mail claims about them."""

from encodings.aliases import aliases

# Names that mail uses and Python's table does not have, and labels whose real meaning is wider than
# the standard they name (WHATWG Encoding, section 4.2).
_MEANT = {
    "ascii": "cp1252",
    "latin_1": "cp1252",
    "iso8859_1": "cp1252",
    "iso8859_9": "cp1254",
    "iso8859_11": "cp874",
    "tis_620": "cp874",
    "windows_874": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x_gbk": "gb18030",
    "gb_2312_80": "gb18030",
    "euc_kr": "cp949",
    "ks_c_5601": "cp949",
    "shift_jis": "cp932",
    "x_sjis": "cp932",
    "sjis": "cp932",
    "iso2022_jp": "iso2022_jp_ext",
    "big5": "big5hkscs",
    "x_big5": "big5hkscs",
    "iso_8859_8_i": "iso8859_8",
    "iso_8859_8_e": "iso8859_8",
    "x_mac_roman": "mac_roman",
    "macintosh": "mac_roman",
    "x_mac_cyrillic": "mac_cyrillic",
    "x_cp1250": "cp1250",
    "x_cp1251": "cp1251",
    "x_cp1252": "cp1252",
    "ansi": "cp1252",
    "utf8mb4": "utf_8",
    "unicode_1_1_utf_8": "utf_8",
    "koi8_ru": "koi8_u",
    "x_euc_jp": "euc_jp",
}
_CODECS = frozenset(aliases.values()) | frozenset(_MEANT.values())
# Codecs that are no charset of mail: quadratic (punycode), executable-looking or not text at all.
_REFUSED = frozenset({"punycode", "idna", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"})
_MULTIBYTE = ("utf", "gb", "big5", "cp932", "cp949", "euc", "iso2022", "hz", "johab", "shift")


def codec_for(label: str) -> str | None:
    """The Python codec for a charset label, or None where no charset has that name."""
    if len(label) > 40 or not label.isascii():
        return None
    # RFC 2231 section 5 lets a language stand behind the charset: "utf-8*en".
    name = label.strip(" \t\"'").partition("*")[0].lower().replace("-", "_").replace(" ", "_")
    name = name.replace(":", "_").replace(".", "_").removeprefix("cs")
    name = aliases.get(name, name)
    name = _MEANT.get(name, name)
    return name if name in _CODECS and name not in _REFUSED else None


def decode(data: bytes, label: str = "") -> str:
    """The text that `data` most likely is; `label` is believed only where the bytes allow it."""
    codec = codec_for(label) if label else None
    if data.isascii():
        if codec is None and b"\x1b$" in data:
            codec = "iso2022_jp_ext"  # nobody else's text holds its escape sequences
        plain = codec is None or not codec.startswith(("utf_16", "utf_32", "utf_7", "iso2022", "hz"))
        return data.decode("ascii") if plain else _lenient(data, codec or "ascii")
    if codec is None or not codec.startswith(_MULTIBYTE):
        # UTF-8 under another name: text in a one-byte charset is never valid UTF-8 by chance.
        try:
            return data.decode("utf_8_sig")
        except UnicodeDecodeError:
            return _utf8_or_latin(data) if codec is None else _lenient(data, codec)
    return _utf8_or_latin(data) if codec.startswith("utf_8") else _lenient(data, codec)


def _lenient(data: bytes, codec: str) -> str:
    try:
        return data.decode(codec, "replace")
    except (LookupError, ValueError):
        return data.decode("latin_1")


def _utf8_or_latin(data: bytes) -> str:
    text = data.decode("utf_8_sig", "replace")
    broken = text.count("\ufffd")
    if not broken:
        return text
    readable = sum(char > "\x7f" for char in text[:20_000]) - text.count("\ufffd", 0, 20_000)
    # One cut character in good UTF-8 is damage; nothing but broken ones is another charset.
    return text if readable > broken or "\ufffd" not in text[:20_000] else _lenient(data, "cp1252")
