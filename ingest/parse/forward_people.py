"""People as the header lines of a forward name them: like a header, but rendered for human eyes."""

from ingest.parse.mail import Mailbox

_ENDS = frozenset(" \t\n<>[]()\"',;:|，；、（）＜＞【】«»“”„")
_NAME_MARKS = " \t\n<>[](){}\"'`,;:|*«»“”„‘’，；、（）＜＞【】"
_MAX_ADDRESS = 320
_BEHALF = (
    "on behalf of", "im auftrag von", "de la part de", "en nombre de", "per conto di", "namens", "em nome de",
    "w imieniu", "på vegne af", "på vegne av",
)  # fmt: skip


def people_in(value: str) -> tuple[Mailbox, ...]:
    """Everybody a header line names, in order; who has only a name has an empty address."""
    boxes = (_mailbox(piece) for piece in _pieces(value))
    return tuple(box for box in boxes if (box.name or box.address) and not _is_nobody(box))


def _is_nobody(box: Mailbox) -> bool:
    """RFC 5322 appendix A.1.3: "undisclosed-recipients:;" is a group of nobody."""
    return not box.address and box.name.lower().startswith(("undisclosed", "unlisted-recipients"))


def author_in(value: str) -> Mailbox | None:
    """The one whom a From line names: of "A on behalf of B", B."""
    value = value.strip()
    lower = value[:2_000].lower()
    for words in _BEHALF:
        at = lower.find(f" {words} ")
        if at >= 0:
            behind = author_in(value[at + len(words) + 2 :])
            if behind is not None:
                address = behind.address or _mailbox(value[:at]).address
                return Mailbox(behind.name, address)
    found = people_in(value[:5_000])
    if len(found) > 1 and not found[0].address and found[1].address:
        return Mailbox(f"{found[0].name}, {found[1].name}".strip(", "), found[1].address)  # "Doe, John <…>"
    return found[0] if found else None


def _pieces(value: str) -> list[str]:
    """The list cut at its separators: semicolons where there are any, since Outlook's names hold commas."""
    marks = _separators(value)
    semicolons = any(value[at] in ";；" for at in marks)
    pieces: list[str] = []
    start, address = 0, value.find("@")
    for at in marks:
        # Among semicolons, a comma behind an address ends a person too: "a@a.example, b@b.example;".
        if semicolons and value[at] not in ";；" and not 0 <= address < at:
            continue
        pieces.append(value[start:at])
        start = at + 1
        if 0 <= address < at:
            address = value.find("@", start)
    pieces.append(value[start:])
    return [piece for piece in pieces if piece.strip()] if semicolons else _rejoined(pieces)


def _separators(value: str) -> list[int]:
    marks: list[int] = []
    quoted = False
    depth = 0
    balanced = value.count('"') % 2 == 0
    for at, char in enumerate(value):
        if char == '"' and balanced:
            quoted = not quoted
        elif quoted:
            continue
        elif char in "<[(":
            depth += 1
        elif char in ">])":
            depth = max(0, depth - 1)
        elif char in ",;，；、" and (depth == 0 or char in ";；"):
            marks.append(at)
            depth = 0
    return marks


def _rejoined(pieces: list[str]) -> list[str]:
    """ "Doe, John <john@acme.com>": a piece without an address belongs to the one behind it that has one."""
    if not any("@" in piece for piece in pieces):
        return pieces
    out: list[str] = []
    pending = ""
    for piece in pieces:
        if not piece.strip():
            continue
        if "@" in piece:
            named = bool(pending) and not piece.lstrip().startswith(("<", "[")) and not _is_bare(piece)
            if pending and not named and not piece.lstrip().startswith(("<", "[")):
                out.append(pending)
                pending = ""
            out.append(f"{pending},{piece}" if pending else piece)
            pending = ""
        else:
            if pending:
                out.append(pending)
            pending = piece
    if pending:
        out.append(pending)
    return out


def _is_bare(piece: str) -> bool:
    """An address without a name: "Landers<…>" has one, "jane@b.example<mailto:…>" has none."""
    name = piece.strip().partition("<")[0]
    return " " not in name and ("@" in name or "<" not in piece)


def _mailbox(piece: str) -> Mailbox:
    piece = piece.strip()[:5_000]
    at = piece.find("@")
    while at >= 0:
        start, end = _span(piece, at)
        if at > start and end > at + 1:
            return _with_address(piece, start, end)
        at = piece.find("@", at + 1)
    # No address: Outlook's inner directory names, "John Doe </O=ACME/…>", are not for people.
    name = piece.partition("</")[0].partition("[/")[0] if "/o=" in piece.lower() else piece
    return Mailbox(_name(name), "")


def _span(piece: str, at: int) -> tuple[int, int]:
    start = at
    while start > max(0, at - _MAX_ADDRESS) and piece[start - 1] not in _ENDS:
        start -= 1
    end = at + 1
    while end < min(len(piece), at + _MAX_ADDRESS) and piece[end] not in _ENDS:
        end += 1
    return start, end


def _with_address(piece: str, start: int, end: int) -> Mailbox:
    address = piece[start:end].strip(".*_")
    before = piece[:start].rstrip(" \t\n<[(\"'（＜【")
    if before.lower().endswith("mailto:"):
        before = before[:-7].rstrip(" \t\n<[(\"'")
    name = _name(before)
    if not name:
        behind = piece[end:].lstrip(" \t\n>]\"'")
        if behind.startswith("("):
            name = _name(behind[1:].partition(")")[0])
    if name.lower() == address.lower() or ("@" in name and " " not in name):
        name = ""
    return Mailbox(name, address)


def _name(text: str) -> str:
    name = " ".join(text.split())
    if "\\" in name:
        name = name.replace('\\"', '"')  # RFC 5322 section 3.2.4
    if name.count("*") > 1:
        name = name.replace("*", "")  # bold that became plain text: "*John Doe* via Acme"
    kept = name.strip(_NAME_MARKS)
    start = name.find(kept)
    end = start + len(kept)
    for quote in "'\"":
        # "'John Doe' via Sales" keeps its quotes: they are not around the whole of it.
        opened, closed = name[start - 1 : start] == quote, name[end : end + 1] == quote
        if kept.count(quote) % 2 and opened != closed:
            start, end = start - opened, end + closed
    for opening, closing in ("()", "[]", "{}"):
        # "John Doe (Acme)" and "[External] John" are all name.
        if name[end : end + 1] == closing and kept.count(opening) > kept.count(closing):
            end += 1
        elif start > 0 and name[start - 1] == opening and kept.count(closing) > kept.count(opening):
            start -= 1
    return name[start:end]
