"""The page behind a verification link. Fetching it changes nothing, since mail scanners fetch every link; its
button does.

The token stands in the address of the page, the one secret that ever does: it serves once, for a day, and we
keep only its hash. The page fetches nothing, names no referrer, is kept nowhere, and no request is logged.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

import structlog
from aiohttp import web
from tortoise.exceptions import BaseORMException

from bot.letter import harmless
from bot.mailtexts import language_of
from bot.pagetexts import PAGE_TEXTS
from bot.templating import filled
from bot.webpage import HEADERS, Page
from models import Scope, SenderAddress, User, Workspace, across_workspaces
from models.address import readable
from models.types import AddressState
from models.verification import Proof, is_token, prove_by_token

log = structlog.get_logger()

_Handler = Callable[[web.Request], Awaitable[web.Response]]

_PATH = r"/verify/{address:\d{1,18}}/{token:[A-Za-z0-9_-]{16,128}}"
_RESULTS = {Proof.VERIFIED: "verified", Proof.EXPIRED: "expired", Proof.TAKEN: "taken", Proof.GONE: "already"}
_STATUS = {"invalid": 404, "expired": 410, "taken": 409, "later": 503}


def verify_routes(clock: Callable[[], datetime], wake: Callable[[], None]) -> Sequence[web.RouteDef]:
    """`GET` and `POST /verify/ADDRESS/TOKEN`. `wake` is told when something is to be said in Slack."""

    async def ask(request: web.Request) -> web.Response:
        row = await _row(request)
        if row is None:
            return _page(request, "invalid")
        if row.state is AddressState.VERIFIED:
            return await _about(request, row, "already")
        if row.expires_at is None or row.expires_at <= clock():
            return await _about(request, row, "expired")
        return await _about(request, row, "question")

    async def verify(request: web.Request) -> web.Response:
        row = await _row(request)
        if row is None:
            return _page(request, "invalid")
        token = request.match_info["token"]
        proof = await prove_by_token(row.workspace_id, row.id, token, clock(), {"by": "link"})
        wake()
        fresh = await _row(request)
        if fresh is None:  # removed, or a newer link was mailed, while we looked
            return _page(request, "invalid")
        return await _about(request, fresh, _RESULTS.get(proof, "invalid"))

    return [web.get(_PATH, _kept(ask)), web.post(_PATH, _kept(verify))]


def _kept(handler: _Handler) -> _Handler:
    """Answers even where the database does not, and lets nothing of the request into a log."""

    async def answer(request: web.Request) -> web.Response:
        try:
            return await handler(request)
        except (BaseORMException, OSError) as error:
            log.error("verify_page.failed", error=type(error).__name__)
            return _page(request, "later")

    return answer


async def _row(request: web.Request) -> SenderAddress | None:
    """The address whose latest link this is. Whoever asks has no workspace yet: the token alone speaks."""
    row = await across_workspaces(SenderAddress).get_or_none(id=int(request.match_info["address"]))
    alive = (AddressState.PENDING, AddressState.VERIFIED)
    if row is None or row.state not in alive or not is_token(row, request.match_info["token"]):
        return None
    members = Scope(row.workspace_id).of(User).filter(id=row.user_id, active=True, guest=False)
    return row if await members.exists() else None


async def _about(request: web.Request, row: SenderAddress, what: str) -> web.Response:
    user = await Scope(row.workspace_id).of(User).get(id=row.user_id)
    workspace = await Workspace.get(id=row.workspace_id)
    values = {
        "who": harmless(user.name, "Somebody"),
        "team": harmless(workspace.name, "Slack"),
        "address": readable(row.address),
    }
    return _page(request, what, values, language_of(user.language, user.locale))


def _page(
    request: web.Request, what: str, values: dict[str, str] | None = None, language: str | None = None
) -> web.Response:
    """One of the texts; for somebody whom no token made known, in their browser's language."""
    language = language or language_of(*_accepted(request.headers.get("Accept-Language", "")))
    texts = PAGE_TEXTS[language]
    title, text = getattr(texts, what)
    asks = what == "question"
    page = Page(
        title,
        filled(text, values or {}),
        button=texts.button if asks else "",
        note=filled(texts.not_you, values or {}) if asks else "",
        language=language,
    )
    status = _STATUS.get(what, 200)
    return web.Response(text=page.html(), content_type="text/html", status=status, headers=HEADERS)


def _accepted(header: str) -> list[str]:
    """The languages of an Accept-Language header as it lists them, which is by preference."""
    return [part.partition(";")[0].strip() for part in header[:200].split(",")]
