"""The company's settings: `/bcc admin`, and the button on an admin's home tab."""

import re
from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import UserError
from bot.ids import Action, Block, Command, View
from bot.listeners.admins import admin_of, admins_only
from bot.listeners.form import PICK_ONE, chosen, chosen_channels, chosen_users, one_of, ticked, typed
from bot.listeners.home import publish
from bot.listeners.show import asked_for, open_view, push_view, show_in
from bot.middleware import Member, ack_first, config_of
from bot.services.company import Set, company_of, set_admins, set_rules, set_slug
from bot.settled import Company, Section
from bot.views.admin import (
    EVERY_CHANNEL,
    NO_CHANNEL,
    ON,
    RECORD_CHANNELS,
    THESE_CHANNELS,
    admin_modal,
    form_modal,
    title_of,
)
from models import Workspace
from models.address import ascii_domain, is_slug
from models.filing.domains import is_public
from models.types import ContactCreation, OutsideGuard, Visibility

_SLUG_RULE = "Use two to 63 letters a to z, digits and dashes, with a letter or digit at both ends."
_TAKEN = "{} is another workspace's address, or one that mail systems need. Choose another."
_NO_DOMAIN = "“{}” is no domain. Write it as in example.com, one a line."
_PUBLIC = "Anybody can have an address at {}, so its people are not all colleagues. Take it out."
_DAYS = "Write a number of days, 1 to 36500, or leave it empty to keep them for ever."
_PICK_CHANNELS = "Pick at least one channel, or choose “No channel” above."
_NO_MEMBER = "Pick full, active members of this workspace: no guests, no apps."
_CHANNEL = re.compile(r"[CG][A-Z0-9]{2,30}")
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?")
_MOST_DOMAINS = 100
_MOST_DAYS = 36_500

Change = Callable[[Member, dict[str, Any], AsyncBoltContext], Awaitable[Set]]


def register(app: AsyncApp) -> None:
    app.command(Command.BCC, matchers=[asked_for("admin")], middleware=[ack_first])(open_admin)
    app.action(Action.ADMIN_OPEN, middleware=[ack_first])(open_admin)
    app.action(Action.ADMIN_CHANGE, middleware=[ack_first])(open_form)
    app.view(View.ADMIN_FORM)(submit)


async def open_admin(body: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient) -> None:
    await open_view(client, body, admin_modal(await _company(await admin_of(context), context)))


async def open_form(
    body: dict[str, Any], action: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient
) -> None:
    company = await _company(await admin_of(context), context)
    await push_view(client, body, form_modal(company, _section(action.get("value"))))


async def submit(
    ack: AsyncAck, view: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient
) -> None:
    member, part = await admin_of(context), _section(view.get("private_metadata"))
    if await _CHANGES[part](member, view, context) is Set.NOT_ADMIN:
        raise await admins_only(member)
    await ack()
    company = await _company(member, context)
    shown = admin_modal(company, f"Saved: {title_of(part)}.")
    await show_in(client, str(view.get("previous_view_id") or ""), shown)
    await publish(context, client)


async def _company(member: Member, context: AsyncBoltContext) -> Company:
    fresh = await Workspace.get(id=member.workspace.id)
    return await company_of(fresh, member.mail_domain, config_of(context).clock())


def _section(claimed: Any) -> Section:
    if claimed not in set(Section):
        raise UserError("I don't know that part of the settings. Open them anew with /bcc admin.")
    return Section(claimed)


async def _set_address(member: Member, view: dict[str, Any], context: AsyncBoltContext) -> Set:
    slug = typed(view, Block.SLUG).lower().partition("@")[0]
    if len(slug) < 2 or not is_slug(slug):
        raise UserError(_SLUG_RULE, field=Block.SLUG)
    done = await set_slug(member.scope, slug, config_of(context).clock())
    if done is Set.TAKEN:
        raise UserError(_TAKEN.format(f"{slug}@{member.mail_domain}"), field=Block.SLUG)
    return done


async def _set_mail(member: Member, view: dict[str, Any], context: AsyncBoltContext) -> Set:
    wanted = {
        "internal_domains": _domains(typed(view, Block.DOMAINS, lines=True)),
        "retention_days": _days(typed(view, Block.RETENTION)),
    }
    return await set_rules(member.scope, wanted, config_of(context).clock())


async def _set_posting(member: Member, view: dict[str, Any], context: AsyncBoltContext) -> Set:
    choice, channels = chosen(view, Block.CHANNEL_CHOICE), chosen_channels(view, Block.CHANNELS)
    if choice not in (EVERY_CHANNEL, THESE_CHANNELS, NO_CHANNEL):
        raise UserError(PICK_ONE, field=Block.CHANNEL_CHOICE)
    if choice == THESE_CHANNELS and (not channels or not all(map(_CHANNEL.fullmatch, channels))):
        raise UserError(_PICK_CHANNELS, field=Block.CHANNELS)
    wanted = {
        "share_channels": {EVERY_CHANNEL: None, THESE_CHANNELS: channels, NO_CHANNEL: []}[choice],
        "outside_guard": one_of(view, Block.GUARD, OutsideGuard),
        "post_to_record_channels": RECORD_CHANNELS in ticked(view, Block.RECORD_CHANNELS),
    }
    return await set_rules(member.scope, wanted, config_of(context).clock())


async def _set_members(member: Member, view: dict[str, Any], context: AsyncBoltContext) -> Set:
    wanted = {
        "default_auto_link": chosen(view, Block.HABITS) == ON,
        "default_visibility": one_of(view, Block.SHARING, Visibility),
        "contact_creation": one_of(view, Block.CONTACTS, ContactCreation),
    }
    return await set_rules(member.scope, wanted, config_of(context).clock())


async def _set_admins(member: Member, view: dict[str, Any], context: AsyncBoltContext) -> Set:
    done = await set_admins(member.scope, chosen_users(view, Block.ADMINS), config_of(context).clock())
    if done is Set.NO_MEMBER:
        raise UserError(_NO_MEMBER, field=Block.ADMINS)
    config_of(context).wake()  # those concerned are told
    return done


_CHANGES: dict[Section, Change] = {
    Section.ADDRESS: _set_address,
    Section.MAIL: _set_mail,
    Section.POSTING: _set_posting,
    Section.MEMBERS: _set_members,
    Section.ADMINS: _set_admins,
}


def _domains(text: str) -> list[str]:
    """The domains typed, in A-labels, each once."""
    found = []
    for word in re.split(r"[\s,;]+", text):
        if not (bare := word.strip().rpartition("@")[2].strip(".")):
            continue
        domain = ascii_domain(bare)
        if domain is None or domain.count(".") < 1 or not all(map(_LABEL.fullmatch, domain.split("."))):
            raise UserError(_NO_DOMAIN.format(bare[:60]), field=Block.DOMAINS)
        if is_public(domain):
            raise UserError(_PUBLIC.format(bare[:60]), field=Block.DOMAINS)
        found.append(domain)
    if len(found) > _MOST_DOMAINS:
        raise UserError(f"At most {_MOST_DOMAINS} domains.", field=Block.DOMAINS)
    return sorted(set(found))


def _days(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 5 and 1 <= int(text) <= _MOST_DAYS):
        raise UserError(_DAYS, field=Block.RETENTION)
    return int(text)
