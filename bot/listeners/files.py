"""A mail's files, or the mail as it came, brought into the thread of its card, or into a reader's own DM."""

from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot import files
from bot.errors import UserError
from bot.ids import Action, Ref, row_id
from bot.listeners.mail import claimed_mail
from bot.listeners.show import GONE, update_view
from bot.middleware import ack_first, config_of, member_of
from bot.services.parcel import Lack, Parcel, pack_eml, pack_files
from bot.shown import MailData
from bot.slack import Posted, Retry
from bot.views.files import ERASED, FROM_MAIL, NO_FILE, bringing, brought, refused, unsure
from bot.views.mail_modal import mail_modal
from models.removal import note_files

_LACKS = {Lack.NO_MAIL: GONE, Lack.NO_FILE: NO_FILE, Lack.ERASED: ERASED}


def register(app: AsyncApp) -> None:
    app.action(Action.GET_FILE, middleware=[ack_first])(get_file)
    app.action(Action.GET_EML, middleware=[ack_first])(get_eml)


async def get_file(
    body: dict[str, Any], action: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient
) -> None:
    """One file of the mail that the modal shows, or all of them."""
    member, mail = member_of(context), await claimed_mail(context, body["view"].get("private_metadata"))
    wanted = Ref.parse((action.get("selected_option") or action).get("value"))
    if wanted is None or wanted.word not in ("file", "all"):
        raise UserError(NO_FILE)
    chosen = wanted.id if wanted.word == "file" else None
    packed = await pack_files(member.scope, mail.card.message_id, chosen)
    await _bring(context, client, body, mail, packed)


async def get_eml(
    body: dict[str, Any], action: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient
) -> None:
    member, mail = member_of(context), await claimed_mail(context, body["view"].get("private_metadata"))
    await _bring(context, client, body, mail, await pack_eml(member.scope, row_id(action.get("value"))))


async def bring_eml(message_id: int, context: AsyncBoltContext, client: AsyncWebClient) -> None:
    """The viewer's own mail as it came, into its card's thread: from the card's menu."""
    parcel = _had(await pack_eml(member_of(context).scope, message_id))
    done = await _send(context, client, parcel)
    if isinstance(done, str):
        raise UserError(done)


async def _bring(
    context: AsyncBoltContext,
    client: AsyncWebClient,
    body: dict[str, Any],
    mail: MailData,
    packed: Parcel | Lack,
) -> None:
    """Hand it out, and tell in the modal how that goes; where the modal is closed, only what failed."""
    parcel, now = _had(packed), body
    names = [file.name for file in parcel.files]
    done: Posted | str = Posted()
    if names:
        going = mail_modal(mail, told=bringing(names, threaded=parcel.thread is not None))
        now = await update_view(client, body, going) or {}
        done = await _send(context, client, parcel)
    if isinstance(done, str):
        told = done
    else:
        told = brought(names, parcel.missing, threaded=done.thread_ts is not None)
    seen = now and await update_view(client, now, mail_modal(mail, told=told))
    if isinstance(done, str) and not seen:
        raise UserError(done)


def _had(packed: Parcel | Lack) -> Parcel:
    if isinstance(packed, Lack):
        raise UserError(_LACKS[packed])
    return packed


async def _send(context: AsyncBoltContext, client: AsyncWebClient, parcel: Parcel) -> Posted | str:
    """Upload it; what went wrong is said in words."""
    member = member_of(context)
    channel = parcel.channel or member.user.dm_channel
    try:
        if channel is None:
            opened = await client.conversations_open(users=member.user.slack_user_id)
            channel = str(opened["channel"]["id"])
    except SlackApiError as error:
        return refused(str(error.response.get("error")))
    note = partial(note_files, member.scope, parcel.message_id, channel, config_of(context).clock())
    done = await files.upload(client, channel, parcel.thread, parcel.files, note, FROM_MAIL)
    if isinstance(done, Posted):
        return done
    return unsure() if isinstance(done, Retry) and done.unsure else refused(done.error)
