"""What only an admin may ask for."""

from slack_bolt.context.async_context import AsyncBoltContext

from bot.errors import UserError
from bot.middleware import Member, member_of
from bot.services.company import admins_of
from bot.views.text import isolate

SETTINGS = "see and change the company's settings"


async def admin_of(context: AsyncBoltContext, what: str = SETTINGS) -> Member:
    """The member, who is an admin; tells others whom to ask."""
    member = member_of(context)
    if not member.user.is_admin:
        raise await admins_only(member, what)
    return member


async def admins_only(member: Member, what: str = SETTINGS, instead: str = "") -> UserError:
    """What somebody is told who is no admin (any more); `instead`: what they can do themselves."""
    names = [isolate(name) for name in await admins_of(member.scope)]
    whom = f"Ask {' or '.join(names)}." if names else "Ask an admin of this Slack workspace."
    return UserError(f"Only admins can {what}. {whom} {instead}".rstrip())
