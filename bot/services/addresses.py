"""The addresses to put in Bcc."""

from bot.services.query import read_query
from bot.services.search import search
from bot.shown import MATCHES, RecordAddress
from models import Scope, Workspace
from models.address import address_for


def universal_address(workspace: Workspace, mail_domain: str) -> str:
    """Where any mail may go."""
    return address_for(workspace.slug, mail_domain)


async def record_addresses(
    scope: Scope, workspace: Workspace, mail_domain: str, text: str
) -> tuple[RecordAddress, ...]:
    """The addresses of what `text` may mean, best first; only one where a kind and number name it.

    One more than is shown where there are more.
    """
    found = await search(scope, text, MATCHES + 1)
    query = read_query(text)
    if query.number is not None:
        exact = tuple(target for target in found if target.number == query.number)
        found = exact or found
    return tuple(
        RecordAddress(target, address_for(workspace.slug, mail_domain, target.tag)) for target in found
    )
