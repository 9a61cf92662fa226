"""Where requests from outside come in: open once the bot can answer them."""

from dataclasses import dataclass

from slack_bolt.async_app import AsyncApp
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow


@dataclass(slots=True)
class Door:
    """What answers Slack's requests, and what installs us; None until it is there."""

    app: AsyncApp | None = None
    flow: AsyncOAuthFlow | None = None

    def close(self) -> None:
        """Answer nothing for now."""
        self.app = self.flow = None
