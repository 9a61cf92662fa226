"""Full-text search over what the viewer may see."""

import pytest
from tortoise.connection import get_connection

from bot.services.find import find
from bot.services.lines import PAGE
from bot.services.wanted import Wanted, read_wanted, snippet
from models import Message, MessageWords, Scope
from models.lookup import Place, Term
from models.types import Visibility
from tests.bot.rows import a_mail, a_user, a_workspace


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        pytest.param("Offer glob", Wanted((Term(("offer",)), Term(("glob",), prefix=True))), id="words"),
        pytest.param('"Final offer"', Wanted((Term(("final", "offer")),)), id="a phrase"),
        pytest.param("“final offer” x", Wanted((Term(("final", "offer")), Term(("x",)))), id="curly"),
        pytest.param("from:Jane", Wanted((Term(("jane",), True, Place.SENDER),)), id="from"),
        pytest.param('to:"Jane Doe"', Wanted((Term(("jane", "doe"), False, Place.RECIPIENTS),)), id="to"),
        pytest.param("has:file", Wanted(with_file=True), id="a file"),
        pytest.param("jane@x.example", Wanted((Term(("jane", "x", "example"), True),)), id="address"),
        pytest.param('" * ( ) AND', Wanted((Term(("and",), True),)), id="nothing is an operator"),
        pytest.param(":-) ***", Wanted(), id="no words"),
    ],
)  # fmt: skip
def test_what_was_typed_is_understood(typed: str, wanted: Wanted) -> None:
    assert read_wanted(typed) == wanted


def test_a_snippet_shows_the_place_that_was_found() -> None:
    text = "lorem " * 100 + "the RENEWAL of Müller " + "ipsum " * 100
    assert "the RENEWAL of" in snippet(text, [Term(("renew",), True)])
    assert "Müller" in snippet(text, [Term(("muller",))])
    assert snippet("short", []) == "short"


async def subjects(scope: Scope, text: str) -> list[str]:
    page = await find(scope, read_wanted(text), "UTC")
    return [line.subject for line in page.lines]


async def test_a_mail_is_found_by_anything_in_it(db: str) -> None:
    ana = await a_user(await a_workspace())
    scope = Scope(ana.workspace_id, ana.id)
    await a_mail(
        ana, "Straßenbahn: final offer", "Dear Jane,\nthe price is 12% lower.\n東京 契約更新", note="Urgent!",
        to=[("Jane Müller", "jane@globex.example")], files=[("Offer-2027_v2.pdf", 10)],
    )  # fmt: skip
    await a_mail(ana, "Another", "offer the final", to=[("Ben", "ben@initech.example")])
    for text in (
        "strassenbahn", "STRASS", "offer final price", '"final offer"', "12% lower", "urgent", "muller offer",
        "to:jane", 'to:"jane muller"', "to:globex has:file", "from:ana price",
        "2027 v2", "jane@globex.example", "has:file", "契約", "東京", "京 契",
    ):  # fmt: skip
        assert "Straßenbahn: final offer" in await subjects(scope, text), text
    assert await subjects(scope, '"final offer"') == ["Straßenbahn: final offer"]
    assert await subjects(scope, "from:jane offer") == []
    assert await subjects(scope, "to:ana") == []
    assert await subjects(scope, "the offer") == ["Another", "Straßenbahn: final offer"]  # newest first


async def test_no_character_means_anything_to_the_database(db: str) -> None:
    ana = await a_user(await a_workspace())
    scope = Scope(ana.workspace_id, ana.id)
    await a_mail(ana, "Offer")
    for text in ("'", '"', "(", "a:b", "-a", "a*", "NEAR(a b)", "\\", "a & !b | c", "💥", "%_", "x\x00y"):
        assert await subjects(scope, f"{text} zzz {text}") == [], text
        assert await subjects(scope, f"{text} offer") in ([], ["Offer"]), text


async def test_private_mail_is_found_by_its_owner_alone_until_it_is_shared(db: str) -> None:
    workspace, other = await a_workspace(), await a_workspace("initech")
    ana, ben = await a_user(workspace), await a_user(workspace, "Ben Okafor")
    milton = await a_user(other, "Milton Waddams")
    # Words that look like our own marks find nothing that is not the reader's.
    mail = await a_mail(ana, f"Secret u{ben.id} s{workspace.id}", f"#u{ben.id} #s{workspace.id} #file")
    eyes, foreign = Scope(workspace.id, ben.id), Scope(other.id, milton.id)
    for text in ("secret", f"u{ben.id}", "from:ana", "has:file"):
        assert await subjects(eyes, text) == [], text
    mails = Scope(workspace.id).of(Message).filter(id=mail.id)
    await mails.update(visibility=Visibility.SHARED)
    [line] = (await find(eyes, read_wanted("secret"), "UTC")).lines
    assert line.owner == "Ana Trujillo"
    assert await subjects(foreign, "secret") == []
    await mails.update(visibility=Visibility.PRIVATE)
    assert await subjects(eyes, "secret") == []
    assert len(await subjects(Scope(workspace.id, ana.id), "secret")) == 1


async def test_many_are_paged_each_shown_once(db: str) -> None:
    ana = await a_user(await a_workspace())
    scope = Scope(ana.workspace_id, ana.id)
    for number in range(2 * PAGE + 3):
        await a_mail(ana, f"Offer {number}")
    seen: list[str] = []
    before: int | None = None
    while True:
        page = await find(scope, read_wanted("off"), "UTC", before)
        seen += [line.subject for line in page.lines]
        assert page.newest is (before is None)
        if page.older is None:
            break
        before = page.older
    assert seen == [f"Offer {number}" for number in reversed(range(2 * PAGE + 3))]


async def test_an_erased_mail_leaves_no_word_behind(db: str) -> None:
    ana = await a_user(await a_workspace())
    scope = Scope(ana.workspace_id, ana.id)
    mail = await a_mail(ana, "Secret")
    await Scope(ana.workspace_id).of(Message).filter(id=mail.id).delete()
    assert await subjects(scope, "secret") == []
    assert await Scope(ana.workspace_id).of(MessageWords).count() == 0
    if db.startswith("sqlite"):  # raises where the index is not what the table says
        check = "INSERT INTO message_fts (message_fts, rank) VALUES ('integrity-check', 1)"
        await get_connection("default").execute_query(check)
