"""Filing mail that was held, once its sender's address is proved to be its owner's."""

import asyncio
import zlib
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

import msgspec

from models import HeldMail, Scope, User, Workspace, across_workspaces
from models.address import canonical
from models.held import FOR_ADDRESS

from . import maillog
from .auth.verdict import Verdict
from .envelope import Envelope
from .examine import Examined
from .headers import Unsafe, split_headers
from .incoming import Incoming, Settled
from .mailboxes import Addressed, Mailbox, Mailboxes
from .old import ask_first
from .owner import Owner
from .pipeline import head_of
from .store import NotStored, Store
from .workers import Crashed

LOOK_SECONDS = 1.0  # who released it may be another process
RETRY_SECONDS = 15.0  # after a failure: it was not the mail's
_AT_ONCE = 100

Read = Callable[[Envelope, Verdict], Awaitable[Examined | Crashed]]


class Releaser:
    """Files what was released, oldest first. Whoever sets `released` has it look at once.

    A mail is stored first and its held row deleted then, so that a crash between the two files it again: for
    the store that is the same message. So it is where two processes file one mail.
    """

    def __init__(
        self,
        store: Store,
        read: Read,
        mailboxes: Mailboxes,
        clock: Callable[[], datetime],
        released: asyncio.Event,
    ) -> None:
        self._store = store
        self._read = read
        self._mailboxes = mailboxes
        self._clock = clock
        self._released = released

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            self._released.clear()
            try:
                wait = LOOK_SECONDS if await self.file_released() else RETRY_SECONDS
            except Exception as error:  # the database is away: what is released waits for it
                maillog.failed(error)
                wait = RETRY_SECONDS
            with suppress(TimeoutError):
                async with asyncio.timeout(wait):
                    await self._released.wait()

    async def file_released(self) -> bool:
        """File what is released by now; whether all of it could be."""
        rows = across_workspaces(HeldMail).filter(released_at__isnull=False).order_by("id").limit(_AT_ONCE)
        all_done, last = True, 0
        while ids := [int(row[0]) for row in await rows.filter(id__gt=last).values_list("id")]:
            for last in ids:  # whatever has to wait keeps nothing else waiting
                all_done &= await self._try(last)
        return all_done

    async def _try(self, number: int) -> bool:
        try:
            return await self._file(number)
        except Exception as error:
            maillog.failed(error)
            return False

    async def _file(self, number: int) -> bool:
        held = across_workspaces(HeldMail).filter(id=number)
        row = await held.first()
        if row is None:  # another process was first
            return True
        incoming = await self._incoming(row)
        if incoming is None:
            return False
        workspace = await Workspace.get(id=row.workspace_id)
        user = await Scope(workspace.id).of(User).get(id=row.user_id)
        to = self._addressed(row, workspace)
        owner = Owner(user, redirected=row.address != canonical(incoming.verdict.author or ""))
        if row.held_for in FOR_ADDRESS:
            # The word was about whose address it is: an old mail from there waits for one of its own.
            asked = await ask_first(owner, incoming, to, instead_of=row.id)
            if isinstance(asked, Settled):
                await held.delete()
            if not isinstance(asked, Owner):
                return isinstance(asked, Settled)
        stored = await self._store.put(incoming.letter(to, owner, await incoming.sealed()))
        if isinstance(stored, NotStored):
            return False
        await held.delete()
        return True

    async def _incoming(self, row: HeldMail) -> Incoming | None:
        """The mail as it came, with the proof it came with; None where nobody can read it now."""
        raw = zlib.decompress(row.content)
        headers = split_headers(head_of(raw), smtputf8=row.smtputf8)
        if isinstance(headers, Unsafe):
            raise TypeError("what was held was safe to read when it came")
        envelope = Envelope(row.peer_ip, row.helo, row.mail_from, tuple(row.rcpt_to), raw, row.smtputf8)
        examined = await self._read(envelope, msgspec.convert(row.verdict, Verdict))
        if isinstance(examined, Crashed):
            maillog.crashed(examined.why)
            return None
        return Incoming(envelope, headers, examined, self._clock())

    def _addressed(self, row: HeldMail, workspace: Workspace) -> Addressed:
        # Whoever has a signed mail may have sent it, and chose where to. Its owner's word shares nothing.
        parsed = (self._mailboxes.parse(address) for address in row.rcpt_to)
        private = tuple(replace(address, share=False) for address in parsed if address)
        mailbox = Mailbox(workspace.id, workspace.default_visibility, synced=True)
        return Addressed(mailbox, private, tuple(row.rcpt_to))
