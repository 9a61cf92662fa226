"""Every way to see a mail.

A new button, command, menu or message that shows something of a mail is a line in one of the tables here.
"""

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from enum import Enum, unique

from bot.ids import Action, Block, View
from bot.posts import PostDraft
from tests.bot.visible_world import DEAL, FILED, JANE, NOBODY, WORD, Part, Planted, State, Viewer, secret
from tests.bot.window import Window


@unique
class Gate(Enum):
    """Who gets anything by a way."""

    OWN = "the mail's owner"
    READ = "whoever may read the whole mail"
    COPY = "whoever may open a copy that stands"
    NOBODY = "nobody: it tells nothing of the mail"


@dataclass(frozen=True, slots=True)
class Way:
    """A way to one mail, and what of it there is to see by it at most.

    `original`: what of that needs the mail as it came. `filed`: it goes by what the mail is filed under.
    `silent`: it says nothing where it shows nothing. `names`: a part that the question itself names.
    `queries`: it asks the database in words of its own, or stands for all ways of its gate that do not.
    """

    name: str
    gate: Gate
    shows: frozenset[Part]
    go: Callable[[Window, Viewer, Planted], Awaitable[str]]
    original: frozenset[Part] = frozenset()
    filed: bool = False
    silent: bool = False
    names: Part | None = None
    queries: bool = False


_S, _HEAD = frozenset({Part.SUBJECT}), frozenset({Part.SUBJECT, Part.PEOPLE})
_FILE = frozenset({Part.FILE})
_ROW = frozenset({Part.SUBJECT, Part.TEXT})
_COPY = _HEAD | {Part.TEXT}
_MODAL = _COPY | {Part.FILE, Part.REASON}
_DRAFT = '{{"mail":{},"to":["",""],"told":true,"text":true,"quoted":true,"files":[{}]}}'


def _button(action: Action) -> Callable[[Window, Viewer, Planted], Awaitable[str]]:
    return lambda window, viewer, mail: window.click(viewer, action, str(mail.mail))


def _on_copy(action: Action) -> Callable[[Window, Viewer, Planted], Awaitable[str]]:
    async def go(window: Window, viewer: Viewer, mail: Planted) -> str:
        return "".join([await window.click(viewer, action, str(copy)) for copy in mail.copies or (NOBODY,)])

    return go


async def _next_of_copy(window: Window, viewer: Viewer, mail: Planted) -> str:
    turned = [
        await window.click_in_modal(viewer, Action.SHARED_NEXT, "1", str(copy))
        for copy in mail.copies or (NOBODY,)
    ]
    return "".join(turned)


async def _preview(window: Window, viewer: Viewer, mail: Planted) -> str:
    to = window.scene.people[Viewer.MEMBER].slack_user_id
    parts = [{"value": "text"}, {"value": "quoted"}]
    return await window.submit(
        viewer,
        View.POST,
        str(PostDraft(mail.mail)),
        {
            Block.COLLEAGUE.value: {Action.FIELD.value: {"selected_user": to}},
            Block.PARTS.value: {Action.PARTS.value: {"selected_options": parts}},
            Block.FILES.value: {
                Action.FILES.value: {"selected_options": [{"value": f"file:{mail.attachment}"}]}
            },
        },
    )


WAYS = (
    Way("Open", Gate.READ, _MODAL, _button(Action.OPEN), queries=True),
    Way("Open in a list", Gate.READ, _MODAL, lambda w, v, m: w.click_in_modal(v, Action.READ, str(m.mail))),
    Way(
        "Open in the inbox",
        Gate.READ,
        _MODAL,
        lambda w, v, m: w.click_in_modal(v, Action.INBOX_READ, str(m.mail), menu=True),
    ),
    Way(
        "the quoted text",
        Gate.READ,
        _S | {Part.QUOTED},
        lambda w, v, m: w.click_in_modal(v, Action.TEXT_QUOTED, "1", str(m.mail)),
    ),
    Way(
        "all files",
        Gate.READ,
        _MODAL | {Part.CONTENT},
        lambda w, v, m: w.click_in_modal(v, Action.GET_FILE, f"all:{m.mail}", str(m.mail)),
        original=frozenset(Part),
    ),
    Way(
        "Download .eml in Open",
        Gate.OWN,
        _MODAL | {Part.CONTENT},
        lambda w, v, m: w.click_in_modal(v, Action.GET_EML, str(m.mail), str(m.mail)),
        original=frozenset(Part),
    ),
    Way(
        "Download .eml in the card's menu",
        Gate.OWN,
        _S | {Part.CONTENT},
        lambda w, v, m: w.click(v, Action.MENU, f"eml:{m.mail}", menu=True),
        original=frozenset(Part),
    ),
    Way("Link…", Gate.OWN, _S, _button(Action.LINK), queries=True),
    Way(
        "what Link… suggests",
        Gate.NOBODY,
        frozenset(),
        lambda w, v, m: w.suggest(v, Action.RECORD, str(m.mail)),
        silent=True,
    ),
    Way(
        "Create a deal…",
        Gate.OWN,
        _HEAD,
        lambda w, v, m: w.click(v, Action.MENU, f"deal:{m.mail}", menu=True),
    ),
    Way(
        "create a person",
        Gate.OWN,
        frozenset({Part.PEOPLE}),
        lambda w, v, m: w.click_in_modal(v, Action.CREATE_PERSON, f"person:{m.mail}"),
    ),
    Way(
        "people for a deal",
        Gate.OWN,
        frozenset({Part.PEOPLE}),
        lambda w, v, m: w.suggest(v, Action.PEOPLE, f"deal:{m.mail}"),
        silent=True,
    ),
    Way(
        "Why?",
        Gate.OWN,
        frozenset({Part.REASON}),
        lambda w, v, m: w.click(v, Action.MENU, f"why:{m.mail}", menu=True),
    ),
    Way(
        "Why is it filed here?",
        Gate.OWN,
        frozenset({Part.REASON}),
        lambda w, v, m: w.click(v, Action.LINK_MENU, f"why:{m.link}", menu=True),
        filed=True,
    ),
    Way(
        "File under another…",
        Gate.OWN,
        _S,
        lambda w, v, m: w.click(v, Action.LINK_MENU, f"move:{m.link}", menu=True),
        filed=True,
    ),
    Way("Share…", Gate.OWN, _S, _button(Action.SHARE)),
    Way(
        "Post to a channel or person…",
        Gate.OWN,
        _S | {Part.FILE},
        lambda w, v, m: w.click_in_modal(v, Action.POST, str(m.mail)),
        original=_FILE,
    ),
    Way(
        "Change…",
        Gate.OWN,
        _S | {Part.FILE},
        lambda w, v, m: w.click_in_modal(v, Action.POST_CHANGE, "x", _DRAFT.format(m.mail, m.attachment)),
        original=_FILE,
    ),
    Way("the preview of a post", Gate.OWN, _COPY | {Part.QUOTED, Part.FILE}, _preview, original=_FILE),
    Way("Open on a copy", Gate.COPY, _MODAL, _on_copy(Action.SHARED_OPEN), queries=True),
    Way("a page of a copy", Gate.COPY, _COPY, _next_of_copy),
    Way("Link… on a copy", Gate.COPY, _S, _on_copy(Action.SHARED_LINK)),
    Way(
        "find by its people",
        Gate.READ,
        _ROW,
        lambda w, v, m: w.command(v, f"find to:{secret(Part.PEOPLE, m.state)}"),
        silent=True,
        names=Part.PEOPLE,
        queries=True,
    ),
)


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of mails: which states' it holds at most, and what it shows of each."""

    name: str
    gate: Gate
    shows: frozenset[Part]
    states: Collection[State]
    go: Callable[[Window, Viewer], Awaitable[str]]


_UNFILED = (State.PRIVATE, State.WHOLE, State.PERSON, State.SEALED)


async def _find(window: Window, viewer: Viewer) -> str:
    first = await window.command(viewer, f"find {WORD}")
    return await window.pages(viewer, first, Action.FIND_OLDER, WORD)


def _timeline(asked: str, about: str) -> Callable[[Window, Viewer], Awaitable[str]]:
    async def go(window: Window, viewer: Viewer) -> str:
        first = await window.command(viewer, asked)
        return await window.pages(viewer, first, Action.TIMELINE_OLDER, about)

    return go


LISTS = (
    Listing("/bcc find", Gate.READ, _ROW, State, _find),
    Listing("the deal", Gate.READ, _ROW, {*FILED, State.HANDED_OVER}, _timeline(f"deal {DEAL}", "deal:1")),
    Listing("the person", Gate.READ, _ROW, State, _timeline(f"person {JANE}", "person:1")),
    Listing("/bcc inbox", Gate.OWN, _S, _UNFILED, lambda w, v: w.command(v, "inbox")),
    Listing("the home tab", Gate.OWN, _S, _UNFILED, lambda w, v: w.home(v)),
    Listing("the week", Gate.OWN, _ROW, _UNFILED, lambda w, v: w.digest(v, "week")),
    Listing("refused mail", Gate.NOBODY, frozenset(), (), lambda w, v: w.digest(v, "refusals")),
    Listing("/bcc test", Gate.OWN, _S, {State.HANDED_OVER}, lambda w, v: w.command(v, "test")),
    Listing("/bcc leavers", Gate.NOBODY, frozenset(), (), lambda w, v: w.command(v, "leavers")),
    Listing("/bcc forget", Gate.NOBODY, frozenset(), (), lambda w, v: w.command(v, f"forget {JANE}")),
)


@dataclass(frozen=True, slots=True)
class Count:
    """A number of mails that some list tells: to the owner of all that is there, and to other members.

    Beside each mail that somebody followed stands an earlier one of its conversation.
    """

    listing: str
    says: str
    owner: int
    others: int


COUNTS = (
    Count("the deal", r"(\d+) mails? in the last 12 weeks", owner=6 + 5, others=2),
    Count("the week", r"(\d+) mails? came", owner=9 + 6, others=0),
    Count("the home tab", r"(\d+) mails? (?:is|are) not filed yet", owner=3 + 1, others=0),
    Count("/bcc forget", r'"(\d+) mails?"', owner=9 + 6, others=0),
)
