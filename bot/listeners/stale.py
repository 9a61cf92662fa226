"""Buttons and modals of an older version, still standing in somebody's history."""

import re

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck

from bot.errors import UserError
from bot.middleware import ack_first

_ANYTHING = re.compile(".*", re.DOTALL)


def register(app: AsyncApp) -> None:
    app.action(_ANYTHING, middleware=[ack_first])(old_button)
    app.view(_ANYTHING)(old_modal)


async def old_button() -> None:
    raise UserError(
        "This button is from an older version of me and does nothing now. Open the mail's card anew."
    )


async def old_modal(ack: AsyncAck) -> None:
    await ack()
