"""What listeners are given instead of looking it up."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from slack_sdk.web.async_client import AsyncWebClient

from bot.clients import Clients
from bot.homes import Homes
from models import User, Workspace

FindUser = Callable[[AsyncWebClient, Workspace, str], Awaitable[User | None]]


@dataclass(frozen=True, slots=True)
class BotConfig:
    """`find_user` asks Slack for a user our directory lacks; `wake` says that the outbox has news.

    `homes` are the home tabs that somebody may be looking at; `by_mail` says whether a code can be mailed to
    an address; `clients` have the tokens.
    """

    mail_domain: str
    clock: Callable[[], datetime]
    find_user: FindUser
    wake: Callable[[], None]
    homes: Homes
    clients: Clients
    by_mail: bool = False
