"""Whose a mail is: the member who wrote it or, for redirected mail, the one whose mailbox sent it on."""

import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from models import Scope, SenderAddress, User
from models.address import canonical, domain_of
from models.types import AddressState, Outcome

from . import reply
from .auth.verdict import Verdict
from .mailboxes import Mailbox
from .refused import Reason, Refused
from .reply import Reply

_FRESH_SECONDS = 1.0  # less than Slack takes to tell of a change
_MAX_CACHED = 10_000
# Gmail forwards as user+caf_=slug=domain@gmail.com, Microsoft 365 as user+SRS=hash=time=domain=author@theirs.
_FORWARDS = ("+caf_=", "+SRS=")


@dataclass(frozen=True, slots=True)
class Owner:
    """A member, and whether the mail is theirs because their mailbox redirected it."""

    user: User
    redirected: bool = False


class Members:
    """Finds members by address. Who is found is remembered for a second, who is not never is."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._cache: OrderedDict[tuple[int, str], tuple[float, User]] = OrderedDict()

    async def find(self, scope: Scope, address: str) -> User | None:
        """The active member with that address."""
        key, now = (scope.workspace_id, canonical(address)), self._clock()
        found = self._cache.get(key)
        if found is not None and now - found[0] < _FRESH_SECONDS:
            return found[1]
        self._cache.pop(key, None)
        user = await member_with(scope, address)
        if user is not None:
            self._cache[key] = now, user
            if len(self._cache) > _MAX_CACHED:
                self._cache.popitem(last=False)
        return user


async def find_owner(members: Members, mailbox: Mailbox, verdict: Verdict) -> Owner | Refused | Reply:
    """The mail's owner in that workspace, or why it is nobody's; a `Reply` where that cannot be known yet."""
    scope = Scope(mailbox.workspace_id)
    proved = verdict.outcome is Outcome.PASS and verdict.author is not None
    if proved and (user := await members.find(scope, verdict.author or "")):
        return Owner(user)
    for address in redirectors(verdict.spf_sender):
        if user := await members.find(scope, address):
            return Owner(user, redirected=True)
    if not mailbox.synced and (proved or verdict.spf_sender):
        return reply.TRY_LATER
    if verdict.outcome is Outcome.TEMPERROR:
        return reply.DNS_TROUBLE
    if not proved:
        return unproved(verdict)
    return Refused(Reason.UNKNOWN_SENDER, reply.unknown_sender(verdict.author or ""))


def unproved(verdict: Verdict) -> Refused:
    """A mail whose author neither DKIM nor SPF proves."""
    domain = domain_of(verdict.author or "") or "its author"
    return Refused(Reason.UNAUTHENTICATED, reply.not_authenticated(domain, verdict.reason))


async def member_with(scope: Scope, address: str) -> User | None:
    """The active member, no guest, whose account e-mail or verified alternate address that is."""
    address = canonical(address)
    members = scope.of(User).filter(active=True, guest=False)
    if user := await members.filter(email=address).order_by("id").first():
        return user
    alternate = await (
        scope.of(SenderAddress)
        .filter(address=address, state=AddressState.VERIFIED, user__active=True, user__guest=False)
        .select_related("user")
        .order_by("id")
        .first()
    )
    return alternate.user if alternate else None


def redirectors(spf_sender: str | None) -> Iterator[str]:
    """The addresses that a redirecting envelope sender may stand for."""
    if not spf_sender:
        return
    yield spf_sender
    local, _, domain = spf_sender.rpartition("@")
    for forward in _FORWARDS:
        user, mark, _ = local.partition(forward)
        if mark and user:
            yield f"{user}@{domain}"
