"""That a fault run can fail."""

import pytest

from tests.faults.mails import Kind
from tests.faults.sender import Fate, Ledger
from tests.faults.verdict import Verdict, judge


def figures(verdict: Verdict) -> tuple[int, int, int, int, int]:
    return (
        verdict.lost,
        verdict.duplicated,
        verdict.out_of_order,
        verdict.refused_wrongly,
        verdict.accepted_wrongly,
    )


def a_ledger() -> Ledger:
    """Three mails of Ana's, each sent after the one before was answered."""
    return Ledger(fates={n: Fate("ana", began=10.0 * n, answered=10.0 * n + 5) for n in range(3)})


@pytest.mark.parametrize(
    ("cards", "expected"),
    [
        pytest.param([0, 1, 2], (0, 0, 0, 0, 0), id="all there"),
        pytest.param([0, 2], (1, 0, 0, 0, 0), id="lost"),
        pytest.param([0, 1, 1, 2], (0, 1, 0, 0, 0), id="twice"),
        pytest.param([1, 0, 2], (0, 0, 1, 0, 0), id="out of order"),
        pytest.param([0, 1, 2, 7], (0, 0, 0, 0, 1), id="a card of a forged mail"),
    ],
)
def test_what_is_wrong_is_counted(cards: list[int], expected: tuple[int, ...]) -> None:
    posted = {"ana": [(float(at), number) for at, number in enumerate(cards)]}
    verdict = judge(a_ledger(), posted, None)
    assert figures(verdict) == expected
    assert verdict.good == (not any(expected))


def test_a_card_in_another_dm_is_a_lost_mail() -> None:
    posted = {"ana": [(1.0, 0), (2.0, 1)], "ben": [(3.0, 2)]}
    assert judge(a_ledger(), posted, None).lost == 1


def test_mails_sent_at_the_same_time_stand_in_the_order_of_their_commits() -> None:
    ledger = Ledger(fates={n: Fate("ana", began=1.0, answered=9.0) for n in range(2)})
    posted = {"ana": [(1.0, 1), (2.0, 0)]}
    assert judge(ledger, posted, None).out_of_order == 0
    assert judge(ledger, posted, {0: 5, 1: 6}).out_of_order == 1


def test_a_good_mail_refused_and_a_forged_one_taken_are_counted() -> None:
    ledger = a_ledger()
    ledger.fates[2].answered = None
    ledger.refused[2] = "550 no"
    ledger.taken[9] = Kind.UNSIGNED
    assert figures(judge(ledger, {"ana": [(1.0, 0), (2.0, 1)]}, None)) == (0, 0, 0, 1, 1)
