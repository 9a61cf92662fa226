"""Which member a proved stranger probably is: somebody who writes from an address that we do not know.

A guess for a question and nothing more. DKIM and SPF prove a domain, never a person in it; so at a domain of
the workspace's own, where the real owner of an address is a colleague, only an address that looks like the
member's own is asked about, whatever the display name says.
"""

import re
import time
import unicodedata
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from models import Scope, User, Workspace
from models.address import domain_of
from models.filing.domains import is_public
from models.filing.mailboxes import is_desk, is_program
from models.fulltext import fold

_FRESH_SECONDS = 30.0
_MAX_CACHED = 100
_WORD = re.compile(r"[^\W_]+")
_SHORTEST = 3  # what tells anything of a person


@dataclass(frozen=True, slots=True)
class Face:
    """What a member's other addresses may look like. `forms` are local parts made of the whole name."""

    user_id: int
    name: tuple[str, ...]
    local: str
    forms: frozenset[str]


@dataclass(frozen=True, slots=True)
class Faces:
    """A workspace's members, its own domains, and the account e-mails of all who are or were there."""

    members: tuple[Face, ...]
    domains: frozenset[str]
    accounts: frozenset[str]


class Roster:
    """The faces of each workspace, read anew after half a minute: strangers may come by the thousand."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._cache: OrderedDict[int, tuple[float, Faces]] = OrderedDict()

    async def faces(self, workspace_id: int) -> Faces:
        """The workspace's."""
        now = self._clock()
        found = self._cache.get(workspace_id)
        if found is not None and now - found[0] < _FRESH_SECONDS:
            return found[1]
        faces = await _read(Scope(workspace_id))
        self._cache[workspace_id] = now, faces
        self._cache.move_to_end(workspace_id)
        if len(self._cache) > _MAX_CACHED:
            self._cache.popitem(last=False)
        return faces


async def _read(scope: Scope) -> Faces:
    workspace = await Workspace.get(id=scope.workspace_id)
    rows = await scope.of(User).values_list("id", "name", "email", "active", "guest")
    members = [(key, name, email) for key, name, email, active, guest in rows if active and not guest]
    return faces_of(
        members, workspace.internal_domains, frozenset(email for _, _, email, *_ in rows if email)
    )


def faces_of(
    members: Iterable[tuple[int, str, str | None]], internal: Iterable[str], accounts: frozenset[str]
) -> Faces:
    """Faces of members given as id, name and account e-mail."""
    known = tuple(members)
    domains = {domain_of(email) for _, _, email in known if email}
    own = {domain for domain in domains if not is_public(domain)} | {domain.lower() for domain in internal}
    return Faces(tuple(_face(*member) for member in known), frozenset(own), accounts)


def likeliest(faces: Faces, name: str, address: str) -> int | None:
    """The one member whom that name and canonical address fit best; None where several fit or none."""
    local = local_key(address)
    if _looks_like(address) in faces.accounts or is_desk(address) or is_program(address):
        return None
    domain, words = domain_of(address), name_key(name)
    own = any(domain == one or domain.endswith(f".{one}") for one in faces.domains)
    score = _at_home if own else _in_public if is_public(domain) else _elsewhere
    scores = [(score(face, words, local), face.user_id) for face in faces.members]
    best = max((points for points, _ in scores), default=0)
    fitting = [user_id for points, user_id in scores if points == best]
    return fitting[0] if best and len(fitting) == 1 else None


def _looks_like(address: str) -> str:
    """What a reader takes it for: wide letters, the Kelvin sign, and characters that do not show are gone.

    An address that looks like somebody's own could not be told from it in the question.
    """
    return "".join(filter(str.isprintable, unicodedata.normalize("NFKC", address))).lower()


def _at_home(face: Face, name: tuple[str, ...], local: str) -> int:
    if not _looks(face, local):
        return 0
    return 1 + (name == face.name)


def _in_public(face: Face, name: tuple[str, ...], local: str) -> int:
    """Anybody can be ana@ there, so a first name is nothing."""
    looks = _looks(face, local) and (local in face.forms or local not in face.name)
    return 2 * _named(face, name) + looks


def _elsewhere(face: Face, name: tuple[str, ...], local: str) -> int:
    return 2 * _named(face, name) + _looks(face, local)


def _looks(face: Face, local: str) -> bool:
    return len(local) >= _SHORTEST and (local in face.forms or local == face.local)


def _named(face: Face, name: tuple[str, ...]) -> bool:
    return len(name) > 1 and name == face.name


def _face(user_id: int, name: str, email: str | None) -> Face:
    words = [fold(word) for word in _WORD.findall(name)]
    forms: set[str] = set()
    if len(words) > 1:
        first, last = words[0], words[-1]
        forms = {
            first + last,
            last + first,
            first[0] + last,
            last + first[0],
            first + last[0],
            "".join(words),
        }
    return Face(user_id, name_key(name), local_key(email or ""), frozenset(f for f in forms if len(f) > 3))


def name_key(name: str) -> tuple[str, ...]:
    """A name's words whatever their order, case and accents: "Trujillo, Ana" is "Ana Trujillo"."""
    return tuple(sorted(fold(word) for word in _WORD.findall(name[:200])))


def local_key(address: str) -> str:
    """A local part without tag, punctuation, and digits at its end: "ana.trujillo7+x@" is "anatrujillo"."""
    local = address.rpartition("@")[0].split("+")[0]
    return fold("".join(_WORD.findall(local[:64]))).rstrip("0123456789")
