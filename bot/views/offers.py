"""What a card offers at one click, and everything else in its menu."""

from collections.abc import Sequence

from slack_sdk.models.blocks import Block

from bot.ids import Action, Pair, Ref
from bot.shown import CardData, Keepable, NewContact, SharedAddress, Suggestion, Target
from bot.views import words
from bot.views.blocks import actions, button, context, option, overflow, section
from bot.views.text import cut, isolate, one_line

_FILE = (Action.FILE_1, Action.FILE_2, Action.FILE_3)
_WHO = (Action.WHO_1, Action.WHO_2, Action.WHO_3, Action.WHO_4)
_NAME = 60


def offer_rows(card: CardData) -> list[Block]:
    """The questions a mail raises, each with its answers to click."""
    rows = _suggestions(card.message_id, card.offers.suggestions)
    rows += [_which(shared) for shared in card.offers.shared]
    rows += [_contact(card.message_id, contact) for contact in card.offers.contacts]
    rows += [_keep(keepable) for keepable in card.offers.keepable]
    return rows


def _suggestions(message_id: int, found: tuple[Suggestion, ...]) -> list[Block]:
    if not found:
        return []
    found = found[: len(_FILE)]
    buttons = [
        button(
            words.name_of(one.target),
            action,
            str(Pair(message_id, one.target.id)),
            primary=place == 0,
            spoken=f"File under {short(one.target)} {one_line(one.target.title)}: {one.why}",
        )
        for place, (action, one) in enumerate(zip(_FILE, found, strict=False))
    ]
    why = reasons(found)
    return [actions(*buttons), *([context(f"Why {_these(found)}? {why}")] if why else [])]


def reasons(found: Sequence[Suggestion]) -> str:
    """What speaks for each, a reason that several have said once: "Deal 42, Deal 44: one of their open
    records · Lead 7: its number is in the subject"."""
    named: dict[str, list[str]] = {}
    for one in found:
        if one.why:
            named.setdefault(one_line(one.why), []).append(short(one.target))
    if len(found) == 1:
        return "".join(f"{why[:1].upper()}{why[1:]}" for why in named)
    return " · ".join(f"{', '.join(names)}: {why}" for why, names in named.items())


def _these(found: Sequence[Suggestion]) -> str:
    return "this one" if len(found) == 1 else "these"


def _which(shared: SharedAddress) -> Block:
    names = {one_line(person.title).split(" ")[0] for person in shared.persons}
    whom = f"Which {isolate(cut(names.pop(), _NAME))}" if len(names) == 1 else "Who"
    return actions(
        *(
            button(
                f"{whom}? {one_line(person.title)}{_at(person.organization)}"
                if place == 0
                else f"{one_line(person.title)}{_at(person.organization)}",
                action,
                str(Pair(shared.participant_id, person.id)),
                spoken=f"{one_line(person.title)}{_at(person.organization)} is behind {shared.address}",
            )
            for place, (action, person) in enumerate(zip(_WHO, shared.persons, strict=False))
        )
    )


def _contact(message_id: int, contact: NewContact) -> Block:
    value = str(Pair(message_id, contact.participant_id))
    address = cut(one_line(contact.address), 2 * _NAME)
    if contact.role:
        ask = button("Add a person…", Action.ADD_CONTACT, value, spoken=f"Add who writes from {address}")
        return section(f"Who writes from {address}?", ask, f"contact-{contact.participant_id}")
    label = f"Add {one_line(contact.name)}{_at(contact.organization)}"
    add = button(label, Action.ADD_CONTACT, value, spoken=label)
    name = isolate(cut(one_line(contact.name), _NAME))
    return section(f"{name} ({address}) is not a contact yet.", add, f"contact-{contact.participant_id}")


def _keep(keepable: Keepable) -> Block:
    name = isolate(cut(one_line(keepable.person.title), _NAME))
    keep = button(
        "Always file here",
        Action.KEEP_HERE,
        str(Pair(keepable.link_id, keepable.person.id)),
        spoken=f"Always file mail with {name} here",
    )
    return section(f"All mail with {name} here, until it closes?", keep, f"keep-{keepable.person.id}")


def card_buttons(card: CardData, copies: int = 0) -> Block:
    """Link…, Share…, Open, Done, and the menu. `copies` is how many stand elsewhere."""
    live = [filing for filing in card.filings if filing.removed_at is None]
    about = cut(words.subject_of(card.subject), 50)
    key = str(card.message_id)
    row = [
        button(
            "Link…",
            Action.LINK,
            key,
            primary=not live and not card.offers.suggestions and not card.done,
            spoken=f"Link {about}",
        ),
        button("Share…", Action.SHARE, key, spoken=f"Share {about}"),
        button("Open", Action.OPEN, key, spoken=f"Open {about}"),
    ]
    if len(live) > 1:
        row.append(button("Unlink all", Action.UNLINK_ALL, key, spoken=f"Unlink {about} from everything"))
    if copies > 1:
        row.append(button("Withdraw all", Action.WITHDRAW_ALL, key, spoken=f"Withdraw all copies of {about}"))
    if card.done:
        row.append(button("Not done", Action.NOT_DONE, key, spoken=f"{about} is not done after all"))
    elif not live:
        row.append(button("Done", Action.DONE, key, spoken=f"Done with {about}, without filing it"))
    # Five are all that Slack takes. A person is made from Link…, or from the row that asks about them.
    choices = [option(f"Create a {word}…", str(Ref(word, card.message_id))) for word in NEW]
    if card.kept:
        choices.append(option("Download .eml", str(Ref("eml", card.message_id))))
    menu = overflow(Action.MENU, [*choices, option("Why?", str(Ref("why", card.message_id)))])
    return actions(*row, menu)


NEW = ("deal", "lead", "project")


def short(target: Target) -> str:
    """ "Deal 42"."""
    return f"{target.kind.capitalize()} {target.number}"


def _at(organization: str | None) -> str:
    return f" ({one_line(organization)})" if organization and one_line(organization) else ""
