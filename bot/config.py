"""What listeners are given instead of looking it up."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from slack_sdk.web.async_client import AsyncWebClient

from models import User, Workspace

FindUser = Callable[[AsyncWebClient, Workspace, str], Awaitable[User | None]]


@dataclass(frozen=True, slots=True)
class BotConfig:
    """`find_user` asks Slack for a user our directory lacks; `wake` says that the outbox has news; `by_mail`
    says whether a code can be mailed to an address."""

    mail_domain: str
    clock: Callable[[], datetime]
    find_user: FindUser
    wake: Callable[[], None]
    by_mail: bool = False
