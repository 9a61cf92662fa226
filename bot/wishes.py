"""What Link… carries in its metadata and options: claims, to be checked in scope like all of `bot.ids`."""

import re
from dataclasses import dataclass

_ASKED = re.compile(r"([0-9]{1,18})(?:/([0-9]{1,18}))?(?:!((?:[a-z]{1,16}:[0-9]{1,18},?){1,30}))?")


@dataclass(frozen=True, slots=True)
class Asked:
    """What Link… is asking about: a mail, perhaps the link that the answer replaces, and the answers that
    looked wrong to us and that we asked about once already."""

    message_id: int
    instead: int | None = None
    doubted: frozenset[str] = frozenset()

    def __str__(self) -> str:
        instead = "" if self.instead is None else f"/{self.instead}"
        return f"{self.message_id}{instead}" + (f"!{','.join(sorted(self.doubted))}" if self.doubted else "")

    @classmethod
    def parse(cls, value: str | None) -> "Asked | None":
        """Read back a modal's metadata; None for what we never wrote."""
        found = _ASKED.fullmatch(value or "")
        if not found:
            return None
        doubted = frozenset(filter(None, (found[3] or "").split(",")))
        return cls(int(found[1]), int(found[2]) if found[2] else None, doubted)


@dataclass(frozen=True, slots=True)
class Wish:
    """An option of Link… that finds nothing but makes it: a kind, and what was typed."""

    kind: str
    typed: str

    def __str__(self) -> str:
        return f"new/{self.kind}/{self.typed}"

    @classmethod
    def parse(cls, value: str | None) -> "Wish | None":
        """Read back a value; None for what we never wrote."""
        word, _, rest = (value or "").partition("/")
        kind, _, typed = rest.partition("/")
        return cls(kind, typed) if word == "new" and kind and typed else None
