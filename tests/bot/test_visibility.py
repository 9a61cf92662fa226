"""Who may see what of a mail: every kind of viewer, by every way, whatever became of the mail.

Each part of each mail says something that stands nowhere else, so that whatever is shown can be told by it.
The rule is `may_see` and `may_stand_before`; a new way to see a mail is a line in `visible_ways`.
"""

import re
from collections.abc import Iterable

import pytest

from tests.bot.desk import at_desk
from tests.bot.visible_ways import COUNTS, LISTS, WAYS, Count, Gate, Way
from tests.bot.visible_world import (
    COMPANY,
    FOLLOWED,
    NOBODY,
    WORD,
    Part,
    Planted,
    Scene,
    State,
    Viewer,
    secret,
    set_scene,
)
from tests.bot.window import Window

NOTHING, EVERYTHING = frozenset[Part](), frozenset(Part)
COPIED = frozenset({Part.SUBJECT, Part.PEOPLE, Part.TEXT})
MEMBERS = {Viewer.OWNER, Viewer.READER, Viewer.MEMBER, Viewer.ADMIN}
EVERYBODYS = {State.SHARED, State.WHOLE, State.AGED}
STANDING = {State.SHARED, State.CHANNEL, State.PERSON, State.HANDED_OVER}
GONE = {State.ERASED, State.SEALED}
_SECRETS = {secret(part, state): (part, state) for part in Part for state in State}


def reads_all(viewer: Viewer, state: State) -> bool:
    """An owner reads their own mail, and every member what is shared within the company. An admin is a
    member like any other; guests, who left, and other workspaces read nothing."""
    if viewer not in MEMBERS or state in GONE:
        return False
    return viewer is Viewer.OWNER or state in EVERYBODYS


def opens_copy(viewer: Viewer, state: State) -> bool:
    """A copy that stands opens for who is in its channel, for whom it was sent to, and for who may read the
    whole mail anyway."""
    if viewer not in MEMBERS or state not in STANDING:
        return False
    return reads_all(viewer, state) or (viewer is Viewer.READER and state is not State.SHARED)


def may_see(gate: Gate, viewer: Viewer, state: State) -> frozenset[Part]:
    """What they may see of such a mail by such a way."""
    # By what it was filed may tell of mails beside it.
    whole = EVERYTHING if viewer is Viewer.OWNER else EVERYTHING - {Part.REASON}
    match gate:
        case Gate.OWN if viewer is Viewer.OWNER and reads_all(viewer, state):
            return EVERYTHING
        case Gate.READ if reads_all(viewer, state):
            return whole
        case Gate.COPY if opens_copy(viewer, state):
            return whole if reads_all(viewer, state) else COPIED
    return NOTHING


def may_stand_before(viewer: Viewer, state: State) -> frozenset[Part]:
    """What may stand of such a mail in the conversations of Slack's that they are in."""
    seen = NOTHING
    if viewer in (Viewer.OWNER, Viewer.READER, Viewer.GUEST) and state in (State.CHANNEL, State.HANDED_OVER):
        seen |= COPIED  # as everybody in that channel, whom its owner was told of
    if viewer is Viewer.READER:
        seen |= COPIED if state is State.PERSON else NOTHING
        # A follower was told of a later mail.
        seen |= {Part.SUBJECT} if state in FOLLOWED & EVERYBODYS else NOTHING
    if viewer is Viewer.OWNER and reads_all(viewer, state) and state is not State.HANDED_OVER:
        seen |= COPIED | {Part.FILE, Part.REASON}  # the card
    return seen


def told(answer: str, names: Part | None = None) -> set[tuple[Part, State]]:
    """Which secrets stand in an answer, those aside that the question named."""
    answer = answer.lower()
    return {found for word, found in _SECRETS.items() if word in answer and found[0] is not names}


def wrong(by: str, viewer: Viewer, seen: set[tuple[Part, State]], may: set[tuple[Part, State]]) -> list[str]:
    """What was shown and must not be, and what was not shown and should be."""
    said = [f"{by} shows {viewer.name} the {part.value} of {state.name}" for part, state in seen - may]
    return said + [
        f"{by} does not show {viewer.name} the {part.value} of {state.name}" for part, state in may - seen
    ]


def there(mail: Planted, parts: Iterable[Part]) -> set[tuple[Part, State]]:
    """Those of the parts that the mail has: only what is filed has a reason for it."""
    return {(part, mail.state) for part in parts if part is not Part.REASON or mail.link != NOBODY}


async def wrong_in_slack(window: Window, scene: Scene) -> list[str]:
    found: list[str] = []
    for viewer in Viewer:
        may = {
            each
            for mail in scene.mails.values()
            for each in there(mail, may_stand_before(viewer, mail.state))
        }
        found += wrong("Slack", viewer, told(await window.in_slack(viewer)), may)
    return found


async def wrong_in_lists(window: Window, scene: Scene) -> list[str]:
    found: list[str] = []
    for listing in LISTS:
        for viewer in Viewer:
            listed = [mail for mail in scene.mails.values() if mail.state in listing.states]
            may = {
                each
                for mail in listed
                for each in there(mail, listing.shows & may_see(listing.gate, viewer, mail.state))
            }
            answer = await listing.go(window, viewer)
            found += wrong(listing.name, viewer, told(answer), may)
            found += [
                wrongly
                for count in COUNTS
                if count.listing == listing.name
                for wrongly in wrong_count(count, viewer, answer)
            ]
    return found


def wrong_count(count: Count, viewer: Viewer, answer: str) -> list[str]:
    """A number that counts mail which they may not see, or leaves out some that they may."""
    right = count.owner if viewer is Viewer.OWNER else count.others if viewer in MEMBERS else 0
    found = re.search(count.says, answer)
    told_them = int(found[1]) if found else 0
    return (
        [] if told_them == right else [f"{count.listing} counts {told_them} for {viewer.name}, not {right}"]
    )


def unkind(way: Way, viewer: Viewer, mail: Planted, answer: str, parts: frozenset[Part]) -> list[str]:
    """An answer that breaks instead of saying what happened. An owner whose mail is gone, or is no longer
    kept as it came, reads just that."""
    expected = ""
    if viewer is Viewer.OWNER and not parts and not way.silent and not way.filed:
        if mail.state is State.AGED and way.original == EVERYTHING:
            expected = "The mail as it came is not kept any more"
        elif mail.state is State.ERASED:
            expected = "can't find that" if way.gate is not Gate.COPY else "not shared here any more"
    kind = expected in answer and "went wrong" not in answer
    return [] if kind else [f"{way.name} of {mail.state.name} tells {viewer.name} nothing of use: {answer}"]


async def wrong_by(way: Way, window: Window, scene: Scene) -> list[str]:
    found: list[str] = []
    shown: set[Part] = set()
    for viewer in Viewer:
        for mail in scene.mails.values():
            parts = way.shows & may_see(way.gate, viewer, mail.state)
            if mail.state is State.AGED:
                parts -= way.original
            if way.filed and mail.link == NOBODY:
                parts = NOTHING
            answer = await way.go(window, viewer, mail)
            found += unkind(way, viewer, mail, answer, parts)
            seen = told(answer, way.names)
            shown |= {part for part, _ in seen}
            found += wrong(way.name, viewer, seen, there(mail, parts))
    return found + [f"{way.name} shows nobody the {part.value}" for part in way.shows - shown]


@pytest.mark.timeout(240)  # some two thousand answers, one after another
async def test_what_is_shown_is_what_may_be_seen(db: str) -> None:
    async with at_desk(COMPANY, rate_limits=False) as desk:
        scene = await set_scene(desk)
        window = Window(scene)
        # Another workspace is served like this one.
        assert "I found no mail of yours" in await window.command(Viewer.STRANGER, f"find {WORD}")
        found = await wrong_in_slack(window, scene)
        found += await wrong_in_lists(window, scene)
        # One engine for all of it is enough where a way asks nothing of its own.
        for way in [way for way in WAYS if way.queries or db.startswith("sqlite")]:
            found += await wrong_by(way, window, scene)
        assert not found, "\n".join(found)
