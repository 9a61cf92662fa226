"""The company's settings: what they are, and a form for each part of them."""

from typing import Any

from slack_sdk.models.blocks import Block as SlackBlock

from bot.ids import Action, Block, View
from bot.settled import Company, Section
from bot.views.blocks import button, context, modal, option, section, to_dicts
from bot.views.inputs import channels_field, choice, members_field, text_field, ticks
from bot.views.rendered import Rendered
from bot.views.settings import contact_options, sharing_options
from bot.views.text import cut, isolate, one_line, spoken
from models.types import ContactCreation, OutsideGuard, Visibility

EVERY_CHANNEL, THESE_CHANNELS, NO_CHANNEL = "every", "these", "none"
RECORD_CHANNELS = "record_channels"
ON, OFF = "on", "off"
_TITLES = {
    Section.ADDRESS: "Address",
    Section.MAIL: "Domains and retention",
    Section.POSTING: "Posting to channels",
    Section.MEMBERS: "Member defaults",
    Section.ADMINS: "Admins",
}
_CONTACTS = {
    ContactCreation.ASK: "offered as contacts",
    ContactCreation.ALWAYS: "made contacts",
    ContactCreation.NEVER: "not made contacts",
}
_POST_DEALS = option(
    "Deals to their channels",
    RECORD_CHANNELS,
    "What is shared of a deal's mail from now on goes to its channel too.",
)


def admin_modal(company: Company, told: str = "") -> dict[str, Any]:
    """Every part with its state and the way to change it; `told` is what was just changed."""
    rows: list[SlackBlock] = [section(told)] if told else []
    said = {
        Section.ADDRESS: _address(company),
        Section.MAIL: _mail(company),
        Section.POSTING: _posting(company),
        Section.MEMBERS: _members(company),
        Section.ADMINS: _admins(company),
    }
    for part, text in said.items():
        change = button("Change", Action.ADMIN_CHANGE, part, spoken=f"Change: {_TITLES[part]}")
        rows.append(section(f"{_TITLES[part]}\n{text}", change, f"part-{part}"))
    return modal("Company settings", rows, View.ADMIN)


def form_modal(company: Company, part: Section) -> dict[str, Any]:
    """The form for one part."""
    blocks = {
        Section.ADDRESS: _address_form,
        Section.MAIL: _mail_form,
        Section.POSTING: _posting_form,
        Section.MEMBERS: _members_form,
        Section.ADMINS: _admins_form,
    }[part](company)
    return modal(_TITLES[part], blocks, View.ADMIN_FORM, submit="Save", close="Cancel", about=part)


def admin_notice(by: str, *, made: bool) -> Rendered:
    """To a member who was made an admin here, or is none any more."""
    name = isolate(cut(one_line(by), 60)) or "An admin"
    text = (
        f"{name} made you an admin of Smart Bcc here. /bcc admin sets what holds for the company, /bcc audit "
    )
    text += (
        "shows who did what, /bcc leavers whose mail needs a new owner. Nobody's mail is shown to you for it."
    )
    if not made:
        text = f"You are no admin of Smart Bcc here any more: {name} changed that. Your mail stays as it was."
    return Rendered(spoken(text), to_dicts([section(text)]))


def title_of(part: Section) -> str:
    """What a part is called."""
    return _TITLES[part]


def _address(company: Company) -> str:
    text = f"{company.slug}@{company.mail_domain}"
    for slug, until in company.former[:3]:
        text += f"\n{slug}@{company.mail_domain} takes mail until {until:%d %B %Y}"
    return text


def _mail(company: Company) -> str:
    named = company.internal_domains or company.member_domains
    domains = cut(", ".join(named), 300) or "no domain of your own yet"
    days = company.retention_days
    kept = "for ever" if days is None else f"for {days} {'day' if days == 1 else 'days'}"
    return f"Colleagues are at {domains}. Original mail files are kept {kept}."


def _posting(company: Company) -> str:
    if company.channels is None:
        where = "To every channel the app is in"
    elif not company.channels:
        where = "To no channel"
    else:
        count = len(company.channels)
        where = f"To {count} chosen {'channel' if count == 1 else 'channels'}"
    guests = "I ask first" if company.outside_guard is OutsideGuard.ASK else "I refuse"
    deals = " Shared mail of a deal goes to its channel." if company.post_to_record_channels else ""
    return f"{where}. Where guests or other organizations read along, {guests}.{deals}"


def _members(company: Company) -> str:
    filed = "is filed by rule" if company.auto_link else "is filed by hand alone"
    shown = "private" if company.visibility is Visibility.PRIVATE else "shared within the company"
    return f"A new member's mail {filed} and is {shown}; unknown people are {_CONTACTS[company.contacts]}."


def _admins(company: Company) -> str:
    by_slack, made = company.slack_admins, [name for _, name in company.made_admins]
    text = f"By Slack: {_names(by_slack) if by_slack else 'nobody we know of'}."
    return f"{text} Beside them: {_names(made)}." if made else text


def _names(names: Any, shown: int = 5) -> str:
    said = ", ".join(isolate(cut(one_line(name), 60)) for name in names[:shown])
    return f"{said} and {len(names) - shown} more" if len(names) > shown else said


def _address_form(company: Company) -> list[SlackBlock]:
    return [
        text_field(
            f"Name before @{cut(company.mail_domain, 100)}",
            Block.SLUG,
            initial=company.slug,
            hint="Two to 63 letters a to z, digits and dashes; it begins and ends with a letter or digit.",
            longest=63,
            focus=True,
        ),
        context(
            f"{company.slug}@{company.mail_domain} takes mail for 90 days more, and no other workspace gets "
            "it before. Tell everybody the new one: deals and people have it in their own addresses too."
        ),
    ]


def _mail_form(company: Company) -> list[SlackBlock]:
    known = f" Known from members' e-mails: {', '.join(company.member_domains[:5])}."
    return [
        text_field(
            "Your own domains",
            Block.DOMAINS,
            initial="\n".join(company.internal_domains),
            hint="One a line, as in example.com; subdomains are yours too. People there are colleagues: "
            "never contacts, and no reason to file a mail." + (known if company.member_domains else ""),
            longest=3000,
            optional=True,
            multiline=True,
        ),
        text_field(
            "Days to keep original mail files",
            Block.RETENTION,
            initial="" if company.retention_days is None else str(company.retention_days),
            hint="Empty keeps them for ever. Older ones, with their attachments, are deleted every night and "
            "cannot be brought back. Cards, texts and filings stay.",
            longest=5,
            optional=True,
        ),
    ]


def _posting_form(company: Company) -> list[SlackBlock]:
    choices = [
        option("Every channel the app is in", EVERY_CHANNEL),
        option("Only the channels below", THESE_CHANNELS),
        option("No channel", NO_CHANNEL),
    ]
    channels = company.channels
    chosen = EVERY_CHANNEL if channels is None else THESE_CHANNELS if channels else NO_CHANNEL
    guards = [
        option("Ask whoever posts", OutsideGuard.ASK),
        option("Refuse", OutsideGuard.REFUSE),
    ]
    return [
        choice("Where mail may be posted", Block.CHANNEL_CHOICE, choices, chosen, radio=True),
        channels_field(
            "Channels", Block.CHANNELS, channels or (), hint="Counts with “Only the channels below”."
        ),
        choice(
            "Where guests or other organizations read along",
            Block.GUARD,
            guards,
            company.outside_guard,
            radio=True,
        ),
        ticks(
            "By itself",
            Block.RECORD_CHANNELS,
            Action.FIELD,
            [_POST_DEALS],
            [_POST_DEALS] if company.post_to_record_channels else [],
        ),
    ]


def _members_form(company: Company) -> list[SlackBlock]:
    filing = [option("File by rule", ON), option("File nothing by rule", OFF)]
    return [
        choice(
            "New members' mail",
            Block.HABITS,
            filing,
            ON if company.auto_link else OFF,
            hint="For members who join from now on. Who is here already keeps what they have.",
            radio=True,
        ),
        choice(
            "Who may find and read new mail",
            Block.SHARING,
            sharing_options(),
            company.visibility,
            hint="For members who have not chosen themselves, and for mail that comes from now on.",
            radio=True,
        ),
        choice(
            "People members write with who are no contacts yet",
            Block.CONTACTS,
            contact_options(),
            company.contacts,
            hint="For members who have not chosen themselves.",
            radio=True,
        ),
    ]


def _admins_form(company: Company) -> list[SlackBlock]:
    always = _names(company.slack_admins) or "nobody we know of"
    return [
        members_field(
            "Admins beside Slack's own",
            Block.ADMINS,
            [user for user, _ in company.made_admins],
            hint="They see and set what you see here. Nobody's mail is shown to them for it.",
        ),
        context(f"Slack's admins and owners are admins here always: {always}."),
    ]
