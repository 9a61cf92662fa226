"""Quiet hours by the clock on a member's wall."""

from datetime import datetime

import pytest

from bot.quiet import quiet_until
from models import User

BERLIN, NEW_YORK, CAIRO = "Europe/Berlin", "America/New_York", "Africa/Cairo"


@pytest.mark.parametrize(
    ("hours", "tz", "now", "end"),
    [
        pytest.param((None, None), BERLIN, "2027-01-04T23:00Z", None, id="never quiet"),
        pytest.param((22, None), BERLIN, "2027-01-04T23:00Z", None, id="half a setting is none"),
        pytest.param((8, 8), BERLIN, "2027-01-04T07:30Z", None, id="from eight to eight is never"),
        pytest.param((12, 14), BERLIN, "2027-01-04T10:59Z", None, id="just before noon"),
        pytest.param((12, 14), BERLIN, "2027-01-04T11:00Z", "2027-01-04T13:00Z", id="at noon"),
        pytest.param((12, 14), BERLIN, "2027-01-04T12:59:59Z", "2027-01-04T13:00Z", id="the last second"),
        pytest.param((12, 14), BERLIN, "2027-01-04T13:00Z", None, id="over at two"),
        pytest.param((22, 7), BERLIN, "2027-01-04T20:59Z", None, id="evening"),
        pytest.param((22, 7), BERLIN, "2027-01-04T21:00Z", "2027-01-05T06:00Z", id="till tomorrow"),
        pytest.param((22, 7), BERLIN, "2027-01-04T23:30Z", "2027-01-05T06:00Z", id="after midnight"),
        pytest.param((22, 7), BERLIN, "2027-01-05T06:00Z", None, id="morning"),
        pytest.param((22, 0), BERLIN, "2027-01-04T22:59Z", "2027-01-04T23:00Z", id="till midnight"),
        pytest.param((0, 6), BERLIN, "2027-01-04T23:00Z", "2027-01-05T05:00Z", id="from midnight"),
        pytest.param((22, 7), "Asia/Kolkata", "2027-01-04T16:30Z", "2027-01-05T01:30Z", id="half-hour zone"),
        pytest.param((22, 7), "Pacific/Auckland", "2027-12-31T09:30Z", "2027-12-31T18:00Z", id="new year"),
        pytest.param((22, 7), "No/Where", "2027-01-04T22:30Z", "2027-01-05T07:00Z", id="an unknown zone"),
        # Berlin: 28 March 2027 at 02:00 the clock jumps to 03:00; 31 October 2027 at 03:00 back to 02:00.
        pytest.param((22, 7), BERLIN, "2027-03-27T22:00Z", "2027-03-28T05:00Z", id="the short night"),
        pytest.param((22, 2), BERLIN, "2027-03-28T00:30Z", "2027-03-28T01:00Z", id="till the skipped hour"),
        pytest.param((22, 7), BERLIN, "2027-10-30T22:00Z", "2027-10-31T06:00Z", id="the long night"),
        pytest.param((22, 3), BERLIN, "2027-10-31T00:30Z", "2027-10-31T02:00Z", id="the first 2:30"),
        pytest.param((22, 3), BERLIN, "2027-10-31T01:30Z", "2027-10-31T02:00Z", id="the second 2:30"),
        pytest.param((22, 2), BERLIN, "2027-10-31T01:30Z", None, id="quiet does not come back at two"),
        # New York: 7 November 2027 at 02:00 the clock goes back to 01:00.
        pytest.param((22, 1), NEW_YORK, "2027-11-07T04:30Z", "2027-11-07T05:00Z", id="till the first one"),
        pytest.param((1, 2), NEW_YORK, "2027-11-07T05:30Z", "2027-11-07T07:00Z", id="an hour of two"),
        # Cairo: 30 April 2027 has no midnight.
        pytest.param((22, 0), CAIRO, "2027-04-29T21:00Z", "2027-04-29T22:00Z", id="no midnight"),
    ],
)
def test_quiet_hours_end_by_the_members_own_clock(
    hours: tuple[int | None, int | None], tz: str, now: str, end: str | None
) -> None:
    user = User(quiet_from=hours[0], quiet_until=hours[1], tz=tz)
    expected = datetime.fromisoformat(end) if end else None
    assert quiet_until(user, datetime.fromisoformat(now)) == expected
