"""The Bolt app: built anew on each call, nothing at import."""

from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot import listeners
from bot.config import BotConfig
from bot.errands.errand import Errand, ShowHome
from bot.outbound import Outgoing
from bot.services.cards import card_of
from bot.services.inbox import home_of
from bot.slack import outcome
from bot.views.card import message_card
from bot.views.home import home_view
from bot.views.rendered import Rendered
from models import Scope, User, Workspace


def build_app(client: AsyncWebClient, config: BotConfig) -> AsyncApp:
    """An app with every listener, for the one workspace whose token `client` holds, over Socket Mode.

    Socket Mode payloads come over our own authenticated connection and carry no signature
    (https://docs.slack.dev/apis/events-api/using-socket-mode).
    """
    app = AsyncApp(client=client, request_verification_enabled=False)
    listeners.register(app, config)
    return app


async def render_card(scope: Scope, message_id: int) -> Rendered | None:
    """A mail's card as it is now; None once the mail is gone."""
    card = await card_of(scope, message_id)
    return message_card(card) if card else None


def home_shower(outgoing: Outgoing) -> ShowHome:
    """Brings a member's home tab up to date after what happened outside of Slack."""

    async def show(errand: Errand, user_id: int) -> None:
        user = await errand.scope.of(User).get_or_none(id=user_id, active=True, guest=False)
        if user is None:
            return
        scope, workspace = Scope(user.workspace_id, user.id), await Workspace.get(id=user.workspace_id)
        by_mail = outgoing.send is not None
        data = await home_of(scope, user, workspace, outgoing.mail_domain, errand.clock(), by_mail=by_mail)
        # What does not arrive is made good when they open the tab.
        await outcome(errand.client.views_publish(user_id=user.slack_user_id, view=home_view(data)))

    return show
