"""`/bcc alias`, and the alternate addresses on the home tab: add, verify, remove, and back again."""

from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.context.respond.async_respond import AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import UserError
from bot.ids import Action, Block, Command, Ref, View, row_id
from bot.listeners.form import typed
from bot.listeners.home import publish
from bot.listeners.show import asked_for, open_view
from bot.middleware import ack_first, config_of, member_of
from bot.senders import Added, Sender
from bot.services import alias
from bot.services.alias import Addition, Holder
from bot.services.alias_list import senders_of
from bot.views import alias as view_of
from bot.views import alias_words as say
from bot.views.note import note_modal
from bot.views.rendered import Rendered
from models.address import canonical
from models.verification import Proof

_WORDS = {
    "add": "add", "new": "add", "remove": "remove", "delete": "remove", "rm": "remove", "code": "code",
    "verify": "code", "": "list", "list": "list",
}  # fmt: skip


def register(app: AsyncApp) -> None:
    app.command(Command.BCC, matchers=[asked_for("alias", "aliases")])(answer)
    app.action(Action.ADDRESS_ADD, middleware=[ack_first])(ask_for_address)
    app.action(Action.ADDRESS_SURE, middleware=[ack_first])(add_all_the_same)
    app.action(Action.ADDRESS_MENU, middleware=[ack_first])(choose)
    app.action(Action.ADDRESS_CODE, middleware=[ack_first])(choose)
    app.action(Action.ADDRESS_SEND, middleware=[ack_first])(choose)
    app.action(Action.ADDRESS_RESEND, middleware=[ack_first])(choose)
    app.action(Action.ADDRESS_UNDO, middleware=[ack_first])(undo)
    app.view(View.ADDRESS_ADD)(submit_address)
    app.view(View.ADDRESS_CODE)(submit_code)


async def answer(
    ack: AsyncAck, command: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient
) -> None:
    asked = str(command.get("text") or "").split(maxsplit=2)[1:]
    word, rest = (asked[0] if asked else ""), (asked[1].strip() if len(asked) > 1 else "")
    match _WORDS.get(word.lower()):
        case "list":
            reply = await _list(context)
        case "add" if rest:
            reply = await _add(context, rest)
        case "remove" if rest:
            reply = await _remove(context, rest)
        case "code" if rest:
            reply = await _code(context, rest)
        case _:
            reply = await _list(context, say.usage(word))
    await ack(text=reply.text, blocks=reply.blocks, response_type="ephemeral")
    await publish(context, client)


async def _list(context: AsyncBoltContext, told: str = "") -> Rendered:
    holder = _holder(context)
    now = config_of(context).clock()
    return view_of.list_reply(await senders_of(holder.scope, holder.user, now, by_mail=holder.by_mail), told)


async def _add(context: AsyncBoltContext, text: str, *, sure: bool = False) -> Rendered:
    holder, config = _holder(context), config_of(context)
    added = await alias.add(holder, text, config.clock(), sure=sure)
    config.wake()
    if doubt := say.doubt(added.outcome, added.address):
        return view_of.ask_reply(doubt, added.address)
    if added.outcome is not Added.DONE:
        # An address that is already there is shown as it stands, with what can be done.
        row = added.sender if added.outcome in (Added.VERIFIED, Added.PENDING) else None
        return view_of.told_reply(_refusal(added), row, holder.user.tz, by_mail=holder.by_mail)
    if added.send_to is not None:
        return view_of.send_reply(added.send_to, holder.user.tz)
    return view_of.mailed_reply(_there(added.sender))


async def _remove(context: AsyncBoltContext, text: str) -> Rendered:
    holder = _holder(context)
    row = await alias.find_own(holder, text)
    removed = await alias.remove(holder.scope, row.id, config_of(context).clock()) if row else None
    if removed is None:
        return await _list(context, say.not_there(text))
    return view_of.told_reply(say.removed(removed), removed, holder.user.tz, by_mail=holder.by_mail)


async def _code(context: AsyncBoltContext, code: str) -> Rendered:
    holder, config = _holder(context), config_of(context)
    entry = await alias.enter_code(holder, code, config.clock())
    config.wake()
    verified = entry.proof is Proof.VERIFIED and entry.sender is not None
    if verified and entry.sender:
        return view_of.verified_notice(entry.sender.address)
    told = say.wrong_code(entry.proof, entry.sender, entry.left)
    return view_of.told_reply(told, entry.sender, holder.user.tz, by_mail=holder.by_mail)


async def ask_for_address(body: dict[str, Any], client: AsyncWebClient) -> None:
    await open_view(client, body, view_of.add_modal())


async def add_all_the_same(
    action: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient, respond: AsyncRespond
) -> None:
    reply = await _add(context, str(action.get("value") or ""), sure=True)
    await respond(text=reply.text, blocks=reply.blocks, replace_original=True, response_type="ephemeral")
    await publish(context, client)


async def choose(
    body: dict[str, Any],
    action: dict[str, Any],
    context: AsyncBoltContext,
    client: AsyncWebClient,
    respond: AsyncRespond,
) -> None:
    """What the menu of an address, or one of the buttons below an answer, asks for."""
    chosen = Ref.parse((action.get("selected_option") or {}).get("value"))
    if chosen is None and (key := row_id(action.get("value"))) is not None:
        chosen = Ref(str(action["action_id"]).rpartition(".")[2], key)
    if chosen is None:
        raise UserError(say.NOT_YOURS)
    holder, now = _holder(context), config_of(context).clock()
    match chosen.word:
        case "code":
            await open_view(
                client, body, view_of.code_modal(_there(await alias.one_of(holder, chosen.id, now)))
            )
            return
        case "send":
            await _show_sending(body, chosen.id, context, client)
            return
        case "resend":
            await _resend(body, chosen.id, context, client, respond)
            return
        case "remove":
            removed = _there(await alias.remove(holder.scope, chosen.id, now))
            await _show(say.removed(removed), body, context, client, respond)
            return
    raise UserError(say.NOT_YOURS)


async def _show_sending(
    body: dict[str, Any], address_id: int, context: AsyncBoltContext, client: AsyncWebClient
) -> None:
    holder = _holder(context)
    send = await alias.sending(holder, address_id, config_of(context).clock())
    if send is None:
        raise UserError(say.NOT_YOURS)
    await open_view(client, body, view_of.send_modal(send, holder.user.tz))
    await publish(context, client)


async def _resend(
    body: dict[str, Any],
    address_id: int,
    context: AsyncBoltContext,
    client: AsyncWebClient,
    respond: AsyncRespond,
) -> None:
    holder, config = _holder(context), config_of(context)
    sent = await alias.resend(holder, address_id, config.clock())
    if sent.outcome is not Added.DONE:
        raise UserError(_refusal(sent))
    if sent.send_to is not None:
        await open_view(client, body, view_of.send_modal(sent.send_to, holder.user.tz))
        return
    config.wake()
    told = say.RESENT.format(view_of.name_of(sent.address))
    if body.get("view"):
        await open_view(client, body, view_of.code_modal(_there(sent.sender), told))
    await _show(told, body, context, client, respond)


async def undo(
    body: dict[str, Any],
    action: dict[str, Any],
    context: AsyncBoltContext,
    client: AsyncWebClient,
    respond: AsyncRespond,
) -> None:
    key = row_id(action.get("value"))
    if key is None:
        raise UserError(say.NO_UNDO)
    back = await alias.undo_removal(_holder(context), key, config_of(context).clock())
    if back.outcome is not Added.DONE:
        raise UserError(say.NO_UNDO if back.outcome is Added.GONE else _refusal(back))
    await _show(say.RESTORED.format(view_of.name_of(back.address)), body, context, client, respond)


async def submit_address(
    ack: AsyncAck, view: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient
) -> None:
    holder, config = _holder(context), config_of(context)
    text, asked = typed(view, Block.ADDRESS), view.get("private_metadata") or ""
    sure = bool(asked) and canonical(asked) == canonical(text)
    added = await alias.add(holder, text, config.clock(), sure=sure)
    if doubt := say.doubt(added.outcome, added.address):
        await ack(response_action="update", view=view_of.add_modal(doubt, added.address))
        return
    if added.outcome is not Added.DONE:
        raise UserError(_refusal(added), field=Block.ADDRESS)
    config.wake()
    if added.send_to is not None:
        await ack(response_action="update", view=view_of.send_modal(added.send_to, holder.user.tz))
    else:
        sender = _there(added.sender)
        after = view_of.code_modal(sender, view_of.mailed_text(sender))
        await ack(response_action="update", view=after)
    await publish(context, client)


async def submit_code(
    ack: AsyncAck, view: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient
) -> None:
    holder, config = _holder(context), config_of(context)
    key = row_id(view.get("private_metadata"))
    if key is None:
        raise UserError(say.NOT_YOURS)
    entry = await alias.enter_code(holder, typed(view, Block.CODE), config.clock(), key)
    if entry.proof is not Proof.VERIFIED or entry.sender is None:
        raise UserError(say.wrong_code(entry.proof, entry.sender, entry.left), field=Block.CODE)
    config.wake()
    told = view_of.verified_notice(entry.sender.address).text
    await ack(response_action="update", view=note_modal("Verified", told))
    await publish(context, client)


async def _show(
    told: str, body: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient, respond: AsyncRespond
) -> None:
    """Show how things stand now: in our answer where the click was there, and on the home tab in any case."""
    if not body.get("view"):
        reply = await _list(context, told)
        await respond(text=reply.text, blocks=reply.blocks, replace_original=True, response_type="ephemeral")
    await publish(context, client)


def _holder(context: AsyncBoltContext) -> Holder:
    member = member_of(context)
    return Holder(member.scope, member.user, member.workspace, member.mail_domain, config_of(context).by_mail)


def _there(sender: Sender | None) -> Sender:
    if sender is None:
        raise UserError(say.NOT_YOURS)
    return sender


def _refusal(added: Addition) -> str:
    return say.refusal(added.outcome, added.address, most=alias.MOST_ADDRESSES, resends=alias.RESENDS_A_DAY)
