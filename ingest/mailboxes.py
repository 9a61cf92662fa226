"""Whose an address of ours is."""

import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from models.address import BccAddress
from models.slugs import workspace_at
from models.types import Visibility

_FRESH_SECONDS = 5.0
_MAX_CACHED = 10_000


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A workspace as the accept path needs it. `synced` is false until its members are known."""

    workspace_id: int
    default_visibility: Visibility
    synced: bool


@dataclass(frozen=True, slots=True)
class Addressed:
    """What of an envelope is meant for one workspace: our addresses, and the same as they were written."""

    mailbox: Mailbox
    addresses: tuple[BccAddress, ...]
    rcpt_to: tuple[str, ...]


class Mailboxes:
    """Finds workspaces by their slug, present or former. What is found is remembered for seconds, what is not
    never is."""

    def __init__(
        self,
        mail_domain: str,
        clock: Callable[[], float] = time.monotonic,
        today: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._mail_domain = mail_domain
        self._clock = clock
        self._today = today
        self._cache: OrderedDict[str, tuple[float, Mailbox]] = OrderedDict()

    def parse(self, address: str) -> BccAddress | None:
        """The address, if it is at our mail domain."""
        return BccAddress.parse(address, self._mail_domain)

    def is_ours(self, address: str) -> bool:
        """Whether the address is at our mail domain, of whatever local part."""
        return self.parse(f"a@{address.rpartition('@')[2]}") is not None

    async def find(self, slug: str) -> Mailbox | None:
        """The workspace of that slug, None where there is none (any more)."""
        now = self._clock()
        found = self._cache.get(slug)
        if found is not None and now - found[0] < _FRESH_SECONDS:
            return found[1]
        self._cache.pop(slug, None)
        row = await workspace_at(slug, self._today())
        if row is None or row.uninstalled_at is not None:
            return None
        mailbox = Mailbox(row.id, row.default_visibility, row.directory_at is not None)
        if mailbox.synced:
            self._cache[slug] = now, mailbox
            if len(self._cache) > _MAX_CACHED:
                self._cache.popitem(last=False)
        return mailbox

    async def is_gone(self, slug: str) -> bool:
        """Whether that workspace was here, and has taken us out of its Slack."""
        row = await workspace_at(slug, self._today())
        return row is not None and row.uninstalled_at is not None

    async def addressed(self, rcpt_to: Iterable[str]) -> list[Addressed]:
        """The workspaces that an envelope names, each once, with the addresses that name it."""
        found: dict[int, Addressed] = {}
        for written in rcpt_to:
            address = self.parse(written)
            mailbox = await self.find(address.slug) if address else None
            if address is None or mailbox is None:
                continue
            so_far = found.get(mailbox.workspace_id) or Addressed(mailbox, (), ())
            found[mailbox.workspace_id] = Addressed(
                mailbox, (*so_far.addresses, address), (*so_far.rcpt_to, written)
            )
        return list(found.values())
