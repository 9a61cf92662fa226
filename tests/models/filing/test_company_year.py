"""A small year of a made-up company: mail finds its record, rules are seldom wrong, threads never mixed."""

from models.db import database
from tests.bench.company_year import live_through


async def test_mail_finds_its_record_in_a_made_up_year(sqlite_url: str) -> None:
    async with database(sqlite_url, migrate=False):
        tally = await live_through(300)
    assert tally.mails == 300
    assert tally.with_record > 150
    assert tally.found_share >= 0.9
    assert tally.wrong_share <= 0.01
    assert tally.wrong_joins == 0
    assert tally.joined > tally.split * 3
