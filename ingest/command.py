"""What the arguments of MAIL and RCPT say. Linear in their length; anything unreadable is a `Reply`."""

from dataclasses import dataclass

from . import reply
from .reply import Reply

MAX_PATH = 320  # 64 for the local part, 255 for the domain (RFC 5321 section 4.5.3.1)
_BLANKS = " \t"  # another space may belong to the mailbox's name (RFC 6531)


@dataclass(frozen=True, slots=True)
class Path:
    """A reverse-path or forward-path and the parameters behind it; `address` is "" for `<>`."""

    address: str
    parameters: dict[str, str]


def read_path(keyword: str, argument: str | None, syntax: Reply) -> Path | Reply:
    """Read `FROM:<address> KEY=VALUE…`. Missing brackets and spaces after the colon are forgiven."""
    argument = (argument or "").strip(_BLANKS)
    if argument[: len(keyword)].upper() != keyword:
        return syntax
    rest = argument[len(keyword) :].lstrip(_BLANKS)
    if not rest:
        return syntax
    split = _bracketed(rest) if rest.startswith("<") else rest.partition(" ")[::2]
    if split is None:
        return syntax
    written, trailing = split
    address = _without_route(written.strip(_BLANKS))
    if address is None or not _is_address(address):
        return reply.BAD_ADDRESS
    parameters: dict[str, str] = {}
    for word in trailing.split():
        key, equals, value = word.partition("=")
        if not key.replace("-", "").isalnum() or (equals and not value) or key.upper() in parameters:
            return syntax
        parameters[key.upper()] = value
    return Path(address, parameters)


def _bracketed(rest: str) -> tuple[str, str] | None:
    """What stands between the brackets, where a quoted `>` does not count, and what follows."""
    quoted = escaped = False
    for at, char in enumerate(rest):
        if escaped:
            escaped = False
        elif char == "\\" and quoted:
            escaped = True
        elif char == '"':
            quoted = not quoted
        elif char == ">" and not quoted:
            after = rest[at + 1 :]
            return (rest[1:at], after) if not after or after[0] == " " else None
    return None


def _without_route(address: str) -> str | None:
    """The address without its source route, which RFC 5321 section 4.1.1.3 says to ignore."""
    if not address.startswith("@"):
        return address
    _, colon, rest = address.partition(":")
    return rest if colon else None


def _is_address(address: str) -> bool:
    """`local@domain` with nothing in it that could end a line or a bracket; the null path counts."""
    if not address:
        return True
    local, at, domain = address.rpartition("@")
    if len(address) > MAX_PATH or not at or not local or not domain:
        return False
    if not (local.startswith('"') and local.endswith('"') and len(local) > 1) and any(
        char in ' "<>()[],;:\\@' for char in local
    ):
        return False
    if any(char in ' "<>(),;\\@' for char in domain):
        return False
    return address.isprintable() and not any("\ud800" <= char <= "\udfff" for char in address)
