"""What a fault run proves: each good mail has one card, in order, and no other mail has one."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import pairwise
from typing import Any

from tests.control import Control
from tests.faults.sender import Fate, Ledger

_TOKEN = re.compile(r"fault-(\d{6})")


@dataclass(frozen=True)
class Verdict:
    """Every figure but `cards` must be 0. Mails are named by their numbers, in the first few examples."""

    cards: int
    lost: int
    duplicated: int
    out_of_order: int
    refused_wrongly: int
    accepted_wrongly: int
    examples: Mapping[str, Sequence[Any]] = field(default_factory=dict)

    @property
    def good(self) -> bool:
        """Whether the run proves what it should."""
        figures = {name: value for name, value in asdict(self).items() if name not in ("cards", "examples")}
        return not any(figures.values())


Card = tuple[float, int]  # when it was posted, by Slack's clock, and the number of its mail


async def cards_by_owner(control: Control) -> dict[str, list[Card]]:
    """The cards in each DM and in its threads, in the order they were posted."""
    found: dict[str, list[Card]] = {}
    for user in (await control.get("state"))["users"]:
        handle = user["email"].partition("@")[0]
        messages = await control.get("messages", user=user["id"])
        posted = [one for head in messages for one in (head, *head["replies"]) if one.get("bot_id")]
        tokens = [(float(one["ts"]), _TOKEN.search(str(one["text"]))) for one in posted]
        found[handle] = sorted((ts, int(token[1])) for ts, token in tokens if token)
    return found


def judge(ledger: Ledger, cards: Mapping[str, Sequence[Card]], ids: Mapping[int, int] | None) -> Verdict:
    """`ids`: the message's id for each mail's number where they tell the order of commits, as they do where
    one process stores. A mail must in any case stand below every one that was answered before it was sent."""
    counts = Counter(number for posted in cards.values() for _, number in posted)
    lost = [
        number
        for number, fate in ledger.fates.items()
        if number not in ledger.refused
        and (fate.answered is None or number not in {n for _, n in cards.get(fate.owner, ())})
    ]
    twice = [number for number, count in counts.items() if count > 1]
    passed = [pair for posted in cards.values() for pair in _passed(posted, ledger.fates, ids)]
    forged = [number for number in counts if number not in ledger.fates]
    wrong = {"lost": lost, "duplicated": twice, "out_of_order": passed}
    wrong |= {"refused": list(ledger.refused.items()), "accepted": [*ledger.taken.items(), *forged]}
    return Verdict(
        cards=sum(counts.values()),
        lost=len(lost),
        duplicated=len(twice),
        out_of_order=len(passed),
        refused_wrongly=len(ledger.refused),
        accepted_wrongly=len({*ledger.taken, *forged}),
        examples={what: which[:5] for what, which in wrong.items() if which},
    )


def _passed(
    posted: Sequence[Card], fates: Mapping[int, Fate], ids: Mapping[int, int] | None
) -> list[tuple[int, int]]:
    """Pairs of mails of which the later one stands above the earlier."""
    numbers = [number for _, number in posted if number in fates]
    wrong = []
    latest: int | None = None  # of those above, the one that was sent last
    for number in numbers:
        answered = fates[number].answered
        if latest is not None and answered is not None and answered < fates[latest].began:
            wrong.append((latest, number))
        if latest is None or fates[number].began > fates[latest].began:
            latest = number
    if ids is not None:
        wrong += [(above, below) for above, below in pairwise(numbers) if ids[above] > ids[below]]
    return wrong


def by_number(rows: Sequence[Sequence[Any]]) -> dict[int, int]:
    """Messages' ids by the numbers of their mails, from rows of id and subject."""
    return {int(token[1]): int(id_) for id_, subject in rows if (token := _TOKEN.search(str(subject)))}
