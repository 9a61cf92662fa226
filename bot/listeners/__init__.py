"""What people can do in Slack: thin, one file a feature. They check, call a service, show the result."""

from slack_bolt.async_app import AsyncApp

from bot.config import BotConfig
from bot.errors import on_error
from bot.listeners import (
    command,
    create,
    directory,
    find,
    forget,
    home,
    inbox,
    leavers,
    link,
    mail,
    offers,
    record,
    stale,
    unlink,
    why,
)
from bot.middleware import attach_member


def register(app: AsyncApp, config: BotConfig) -> None:
    """Give the app every listener, and the one place where their errors are told."""
    app.middleware(attach_member(config))
    for feature in (
        link,
        unlink,
        offers,
        create,
        why,
        mail,
        find,
        record,
        inbox,
        forget,
        leavers,
        command,
        home,
        directory,
    ):
        feature.register(app)
    stale.register(app)  # last: it takes whatever nobody else did
    app.error(on_error)
