"""What people can do in Slack: thin, one file a feature. They check, call a service, show the result."""

from slack_bolt.async_app import AsyncApp

from bot.config import BotConfig
from bot.errors import on_error
from bot.listeners import (
    admin,
    alias,
    ask,
    audit,
    command,
    create,
    directory,
    files,
    find,
    forget,
    home,
    inbox,
    leavers,
    link,
    mail,
    offers,
    old,
    post,
    record,
    record_channel,
    refusals,
    settings,
    share,
    shared,
    shared_link,
    stale,
    unlink,
    why,
    withdraw,
)
from bot.middleware import attach_member
from bot.retries import once_each

# In this order Bolt asks them; `command` answers what no other took.
_FEATURES = (
    link,
    unlink,
    offers,
    create,
    why,
    mail,
    files,
    find,
    record,
    inbox,
    forget,
    leavers,
    share,
    post,
    withdraw,
    shared,
    shared_link,
    record_channel,
    ask,
    old,
    alias,
    refusals,
    settings,
    admin,
    audit,
    command,
    home,
    directory,
)


def register(app: AsyncApp, config: BotConfig) -> None:
    """Give the app every listener, and the one place where their errors are told."""
    app.middleware(attach_member(config))
    app.middleware(once_each())
    for feature in _FEATURES:
        feature.register(app)
    stale.register(app)  # last: it takes whatever nobody else did
    app.error(on_error)
