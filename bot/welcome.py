"""The first words after we were installed: to the one who did it, and to nobody else."""

from datetime import datetime

import aiohttp
import structlog

from bot.config import BotConfig
from bot.services.addresses import universal_address
from bot.services.home import greet_once
from bot.services.installing import appoint
from bot.views.help import greeting
from models import Scope, User, Workspace

log = structlog.get_logger()


async def welcome(config: BotConfig, workspace: Workspace, new: bool, installer: str | None) -> None:
    """Say hello to the installer; in a workspace that is new to us make them an admin."""
    user = await _installer(config, workspace, installer)
    if user is None:
        log.warning("install.by_nobody", team=workspace.team_id)
        return
    now: datetime = config.clock()
    if new:
        await appoint(workspace, user, now)
    hello = greeting(user.name, universal_address(workspace, config.mail_domain))
    await greet_once(Scope(workspace.id, user.id), {"text": hello.text, "blocks": hello.blocks}, now)


async def _installer(config: BotConfig, workspace: Workspace, installer: str | None) -> User | None:
    client = await config.clients.of(workspace)
    if client is None or not installer:
        return None
    try:
        return await config.find_user(client, workspace, installer)
    except (aiohttp.ClientError, TimeoutError, OSError):
        return None
