"""Vectors that are written out, beside those that PostgreSQL makes."""

import pytest
from tortoise.connection import get_connection

from models.db import database
from models.fulltext import words_of
from models.vector import placed

TEXTS = [
    ("Ana Müller ana@northwind.example", "Re: Offer 2027-01, an offer for Ana"),
    ("", ""),
    ("契約", "契約の契 3rd 1e5 0x1f 007 a1b2 b"),
    ("x", " ".join(f"word{at % 7000}" for at in range(17_000))),  # places beyond the last
    ("x y", "again " * 300 + "and once"),  # more places than are kept
]


async def test_parts_put_together_are_the_vector_that_postgresql_makes(postgres_url: str) -> None:
    async with database(postgres_url, migrate=False):
        for texts in TEXTS:
            sender, text = map(words_of, texts)
            start = len(sender.split())
            parts = [placed(sender.split(), 0, weight="A"), placed(text.split(), start), "#u1 #file"]
            assert await _same(
                "setweight(to_tsvector('simple', $2), 'A') || to_tsvector('simple', $3)"
                " || array_to_tsvector(ARRAY['#u1', '#file'])",
                " ".join(parts),
                sender,
                text,
            ), texts[0]


@pytest.mark.parametrize(
    ("start", "last", "written"),
    [
        pytest.param(0, 9, "a:1,3 b:2", id="as they come"),
        pytest.param(5, 9, "a:6,8 b:7", id="after others"),
        pytest.param(1, 3, "a:2,3 b:3", id="past the last"),
        pytest.param(7, 3, "a:3,3 b:3", id="from past the last"),
    ],
)
async def test_words_are_placed_after_those_before_them_and_none_after_the_last(
    postgres_url: str, start: int, last: int, written: str
) -> None:
    async with database(postgres_url, migrate=False):
        assert await _same("$2::text::tsvector", placed(["a", "b", "a"], start, last=last), written)


async def _same(made: str, written: str, *texts: str) -> bool:
    """Whether the vector written out is what PostgreSQL makes of the texts, `$2` and on."""
    query = f"SELECT $1::text::tsvector = {made} AS same"
    [row] = await get_connection("default").execute_query_dict(query, [written, *texts])
    return bool(row["same"])
