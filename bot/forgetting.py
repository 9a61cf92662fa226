"""What erasing an address comes to, as a plain value."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Preview:
    """How much would be erased."""

    address: str
    spellings: int
    everywhere: bool
    mails: int
    attachments: int
    cards: int
    shares: int
    held: int
    refusals: int
    owners: int
    contacts: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.mails or self.held or self.refusals or self.contacts)
