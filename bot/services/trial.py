"""Whether a member's mail arrives."""

from datetime import datetime

from bot.quiet import quiet_until
from bot.refused import Trial
from bot.services.addresses import universal_address
from bot.services.latest import latest_lines
from bot.services.refusals import refused_page
from models import Scope, User, Workspace


async def trial_of(scope: Scope, user: User, workspace: Workspace, mail_domain: str, now: datetime) -> Trial:
    """Where to send a test, and the latest that came and that was refused."""
    mails = await latest_lines(scope, 1)
    page = await refused_page(scope, user.tz)
    return Trial(
        address=universal_address(workspace, mail_domain),
        account=user.email or "",
        latest=mails[0] if mails else None,
        refused=page.lines[0] if page.lines else None,
        tz=user.tz,
        quiet_until=quiet_until(user, now),
    )
