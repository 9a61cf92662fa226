"""The Bolt app: built anew on each call, nothing at import."""

from slack_bolt.async_app import AsyncApp
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow

from bot import listeners
from bot.config import BotConfig
from bot.services.cards import card_of
from bot.services.copies import copies_of
from bot.views.card import message_card
from bot.views.rendered import Rendered
from models import Scope


def build_app(config: BotConfig, flow: AsyncOAuthFlow | None = None) -> AsyncApp:
    """An app with every listener, for every workspace that `config.clients` have a token of.

    It takes what it is given for Slack's word. Socket Mode payloads come over our own authenticated
    connection and carry no signature (https://docs.slack.dev/apis/events-api/using-socket-mode);
    `bot.request_url` checks the signatures of the others. `flow` installs us in further workspaces.
    """
    app = AsyncApp(
        name="Smart Bcc",  # because Bolt would read the source of every caller to find a name
        client=config.clients.with_token(None),
        authorize=config.clients,
        oauth_flow=flow,  # because Bolt would make one that keeps tokens in files, were it not given
        request_verification_enabled=False,
    )
    listeners.register(app, config)
    return app


async def render_card(mail_domain: str, scope: Scope, message_id: int) -> Rendered | None:
    """A mail's card as it is now; None once the mail is gone."""
    card = await card_of(scope, message_id, mail_domain)
    return message_card(card, await copies_of(scope, message_id)) if card else None
