"""A new deal, lead, project or person: a form, filled in from the mail where there is one."""

from collections.abc import Sequence
from typing import Any

from slack_sdk.models.blocks import Block as SlackBlock
from slack_sdk.models.blocks import Option

from bot.asked import Draft
from bot.ids import Action, Block, Ref, View
from bot.shown import NewContact, Target, TargetKind
from bot.views import words
from bot.views.blocks import OPTION_TEXT, context, modal, option
from bot.views.inputs import member_field, several_of, text_field
from bot.views.text import cut, one_line

_ALONE = "It gets an address of its own: mail sent there is filed under it."
_AFTER = "The mail's whole conversation is filed there at once. Undo on its card takes that back."
NO_MAIL = 0  # what a form without a mail says of its mail; no row has that id
LONGEST_VALUE = 30
LONGEST_EMAILS = 2000


def create_modal(draft: Draft, me: str) -> dict[str, Any]:
    """The form; `me` is the Slack user who owns what they create unless they say otherwise."""
    person, alone = draft.kind is TargetKind.PERSON, draft.message_id is None
    return modal(
        f"New {draft.kind}",
        [*(_person(draft) if person else _record(draft, me)), context(_ALONE if alone else _AFTER)],
        View.CREATE,
        submit="Create" if alone else "Create and link",
        close="Cancel",
        about=str(Ref(draft.kind, draft.message_id or NO_MAIL)),
    )


def _person(draft: Draft) -> list[SlackBlock]:
    return [
        text_field("Name", Block.NAME, initial=one_line(draft.title), focus=True),
        text_field(
            "E-mail addresses",
            Block.EMAILS,
            initial=draft.emails,
            hint="One a line. Mail to and from them is this person's.",
            longest=LONGEST_EMAILS,
            multiline=True,
            optional=True,
        ),
        _organization(draft),
    ]


def _record(draft: Draft, me: str) -> list[SlackBlock]:
    rows = [
        text_field("Title", Block.TITLE, initial=one_line(draft.title), focus=True),
        _organization(draft),
        several_of(
            "People",
            Block.PEOPLE,
            Action.PEOPLE,
            placeholder="Name, company or address",
            initial=people_options(draft.people, draft.contacts),
        ),
    ]
    if draft.kind is TargetKind.DEAL:
        rows += [
            text_field("Value", Block.VALUE, hint="12000 or 12,000.50", longest=LONGEST_VALUE, optional=True),
            text_field(
                "Currency",
                Block.CURRENCY,
                initial=draft.currency,
                hint="Three letters, as in EUR",
                longest=3,
                optional=True,
            ),
        ]
    return [*rows, member_field("Owner", Block.OWNER, me)]


def _organization(draft: Draft) -> SlackBlock:
    hint = "A company by that name is taken, or made where there is none."
    return text_field(
        "Organization", Block.ORGANIZATION, initial=one_line(draft.organization), hint=hint, optional=True
    )


def people_options(people: Sequence[Target], contacts: Sequence[NewContact] = ()) -> list[Option]:
    """Persons to choose, and people of the mail who become persons when they are chosen."""
    known = [option(_named(one), str(Ref("person", one.id)), words.about(one)) for one in people]
    return known + [
        option(
            f"{cut(one_line(one.name), OPTION_TEXT - 20)} (new contact)",
            str(Ref("contact", one.participant_id)),
            one_line(one.address),
        )
        for one in contacts
    ]


def _named(person: Target) -> str:
    return words.name_of(person, OPTION_TEXT - len(f"person {person.number} · ") - 2)
