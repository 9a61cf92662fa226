"""Create a deal, lead, project or person: a card's menu, Link…'s buttons, `/bcc new …`, the form."""

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import UserError
from bot.ids import Action, Block, Command, Ref, View
from bot.listeners.files import bring_eml
from bot.listeners.form import chosen_refs, chosen_user, typed
from bot.listeners.record import record_view
from bot.listeners.show import GONE, asked_for, open_view, push_view
from bot.listeners.why import show_why
from bot.middleware import Member, ack_first, config_of, member_of
from bot.services.cards import own_mail
from bot.services.create import (
    NewPerson,
    NewRecord,
    create_person,
    create_record,
    first_of_ours,
    persons_with,
)
from bot.services.drafts import bare_draft, draft_of
from bot.services.links import Change, Changed
from bot.services.offers import known_persons, new_contacts
from bot.services.records import matches
from bot.services.search import search
from bot.shown import Target, TargetKind
from bot.views import words
from bot.views.create_modal import NO_MAIL, create_modal, people_options
from models import User
from models.address import canonical, domain_of
from models.types import RecordKind

_EMAIL = re.compile(r"[^\s@<>,;\"]{1,64}@[^\s@<>,;\"]{1,250}\.[^\s@<>,;\"]{2,}")
_BETWEEN = re.compile(r"[\s,;]+")
_AMOUNT = re.compile(r"\d{1,3}(?:[ '.,\u00a0\u202f]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,2})?")
_WHAT_KIND = (
    "Say what to create and its name, as in /bcc new deal Globex renewal: a deal, lead, project or person."
)
_MOST_EMAILS = 20
_MOST_DIGITS = 16


def register(app: AsyncApp) -> None:
    app.command(Command.BCC, matchers=[asked_for("new", "create")], middleware=[ack_first])(from_command)
    app.action(Action.MENU, middleware=[ack_first])(choose)
    for button in (Action.CREATE_DEAL, Action.CREATE_LEAD, Action.CREATE_PROJECT, Action.CREATE_PERSON):
        app.action(button, middleware=[ack_first])(from_link)
    app.options(Action.PEOPLE)(suggest_people)
    app.view(View.CREATE)(submit)


async def choose(
    body: dict[str, Any], action: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient
) -> None:
    chosen = Ref.parse((action.get("selected_option") or {}).get("value"))
    if chosen is not None and chosen.word == "why":
        await show_why(body, chosen.id, context, client)
        return
    if chosen is not None and chosen.word == "eml":
        await bring_eml(chosen.id, context, client)
        return
    await open_view(client, body, await form(member_of(context), chosen))


async def from_link(
    body: dict[str, Any], action: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient
) -> None:
    await push_view(client, body, await form(member_of(context), Ref.parse(action.get("value"))))


async def from_command(
    body: dict[str, Any], command: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient
) -> None:
    """`/bcc new deal NAME`: the same form without a mail."""
    member, (kind, name) = member_of(context), _kind_and_name(str(command.get("text") or ""))
    if kind is None:
        raise UserError(_WHAT_KIND)
    draft = await bare_draft(member.scope, kind, name)
    await open_view(client, body, create_modal(draft, member.user.slack_user_id))


def _kind_and_name(text: str) -> tuple[TargetKind | None, str]:
    """What follows the first word: "deal Globex renewal"."""
    word, _, rest = text.strip().partition(" ")[2].strip().partition(" ")
    kind = word.lower().rstrip(":")
    return (TargetKind(kind), rest.strip()) if kind in set(TargetKind) else (None, "")


async def form(member: Member, asked: Ref | None, title: str = "") -> dict[str, Any]:
    """The form for a new one of that kind from the viewer's mail; `title` is what they looked for."""
    message = await own_mail(member.scope, asked.id) if asked and asked.word in set(TargetKind) else None
    if message is None or asked is None:
        raise UserError(GONE)
    draft = await draft_of(member.scope, message, member.mail_domain, TargetKind(asked.word), title)
    return create_modal(draft, member.user.slack_user_id)


async def suggest_people(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
    """Persons by what is typed; before that, the mail's own, or without a mail the newest."""
    member, text = member_of(context), str(body.get("value") or "").strip()
    scope = member.scope
    about = Ref.parse((body.get("view") or {}).get("private_metadata"))
    if text:
        found = [one for one in await search(scope, f"person {text}") if one.kind is TargetKind.PERSON]
        await ack(options=[each.to_dict() for each in people_options(found)])
        return
    if about is not None and about.id == NO_MAIL:
        newest = people_options(await matches(scope, TargetKind.PERSON, ""))
        await ack(options=[each.to_dict() for each in newest])
        return
    message = await own_mail(scope, about.id) if about else None
    if message is None:
        await ack(options=[])
        return
    new = await new_contacts(scope, message, member.mail_domain)
    mine = people_options(await known_persons(scope, message), new)
    await ack(options=[each.to_dict() for each in mine])


async def submit(ack: AsyncAck, view: dict[str, Any], context: AsyncBoltContext) -> None:
    member, about = member_of(context), Ref.parse(view.get("private_metadata"))
    if about is None or about.word not in set(TargetKind):
        raise UserError(GONE)
    mail = None if about.id == NO_MAIL else about.id
    if about.word == TargetKind.PERSON:
        made = await _submit_person(member, mail, view, context)
    else:
        made = await _submit_record(member, RecordKind(about.word), mail, view, context)
    config_of(context).wake()
    if mail is None:
        await ack(response_action="update", view=await record_view(context, made.kind, made.id))
    else:
        await ack(response_action="clear")  # the mail's card shows it


async def _submit_person(
    member: Member, message_id: int | None, view: dict[str, Any], context: AsyncBoltContext
) -> Target:
    name = typed(view, Block.NAME)
    if not name:
        raise UserError("Give them a name.", field=Block.NAME)
    emails = _emails(typed(view, Block.EMAILS, lines=True))
    if (ours := await first_of_ours(member.scope, emails, member.mail_domain)) is not None:
        whose = "a Bcc address of mine" if domain_of(ours) == member.mail_domain else "a colleague's address"
        raise UserError(f"{ours} is {whose}, and no contact. Take it out here.", field=Block.EMAILS)
    for address, owner in (await persons_with(member.scope, emails)).items():
        raise UserError(
            f"{address} is {words.name_of(owner, 60)} already. Take it out here, or "
            + ("link the mail to them." if message_id else f"look at them: /bcc person {owner.number}"),
            field=Block.EMAILS,
        )
    wanted = NewPerson(name, tuple(emails), typed(view, Block.ORGANIZATION))
    changed = await create_person(member.scope, message_id, wanted, config_of(context).clock())
    return _made(changed)


async def _submit_record(
    member: Member, kind: RecordKind, message_id: int | None, view: dict[str, Any], context: AsyncBoltContext
) -> Target:
    title = typed(view, Block.TITLE)
    if not title:
        raise UserError("Give it a title.", field=Block.TITLE)
    people = chosen_refs(view, Block.PEOPLE, Action.PEOPLE)
    if any(one.word not in ("person", "contact") for one in people):
        raise UserError("Pick people from the list.", field=Block.PEOPLE)
    value = _amount(typed(view, Block.VALUE))
    wanted = NewRecord(
        kind=kind,
        title=title,
        organization=typed(view, Block.ORGANIZATION),
        persons=tuple(one.id for one in people if one.word == "person"),
        contacts=tuple(one.id for one in people if one.word == "contact"),
        value=value,
        currency=_currency(typed(view, Block.CURRENCY), needed=value is not None),
        owner_id=await _owner(member, chosen_user(view, Block.OWNER)),
    )
    now = config_of(context).clock()
    changed = await create_record(member.scope, message_id, member.mail_domain, wanted, now)
    if changed.change is Change.NO_TARGET:
        raise UserError("One of them is not there any more. Pick again.", field=Block.PEOPLE)
    return _made(changed)


def _made(changed: Changed) -> Target:
    if changed.change is not Change.DONE or changed.target is None:
        raise UserError(GONE)
    return changed.target


def _emails(text: str) -> list[str]:
    """The addresses typed, in canonical form."""
    found = [canonical(word.strip("<>")) for word in _BETWEEN.split(text) if word.strip("<>")]
    for address in found:
        if not _EMAIL.fullmatch(address) or len(address) > 320:
            raise UserError(f"“{address[:60]}” is no e-mail address.", field=Block.EMAILS)
    if len(found) > _MOST_EMAILS:
        raise UserError(f"At most {_MOST_EMAILS} addresses.", field=Block.EMAILS)
    return list(dict.fromkeys(found))


def _amount(text: str) -> Decimal | None:
    """Money as people type it: the last mark is a decimal one where at most two digits follow it."""
    if not text:
        return None
    wrong = UserError("Type an amount such as 12000 or 12,000.50, without the currency.", field=Block.VALUE)
    if not _AMOUNT.fullmatch(text):
        raise wrong
    whole, cents = text, ""
    if found := re.fullmatch(r"(.*)[.,](\d{1,2})", text):
        whole, cents = found[1], found[2]
    digits = re.sub(r"\D", "", whole)
    if len(digits) > _MOST_DIGITS:
        raise wrong
    try:
        return Decimal(f"{digits}.{cents or 0}")
    except InvalidOperation as error:
        raise wrong from error


def _currency(text: str, *, needed: bool) -> str | None:
    if not text:
        if needed:
            raise UserError("Of which currency? Three letters, as in EUR.", field=Block.CURRENCY)
        return None
    if not re.fullmatch(r"[A-Za-z]{3}", text):
        raise UserError("Three letters, as in EUR.", field=Block.CURRENCY)
    return text.upper()


async def _owner(member: Member, slack_id: str) -> int:
    owner = await member.scope.of(User).filter(slack_user_id=slack_id, active=True, guest=False).first()
    if owner is None:
        raise UserError("Pick a full member of this workspace.", field=Block.OWNER)
    return int(owner.id)
