"""Nothing that anybody asks reads a table whole that grows with the mail."""

from bot.ids import Action
from tests.bot.desk import at_desk
from tests.bot.visible_ways import LISTS, WAYS
from tests.bot.visible_world import COMPANY, DEAL, JANE, State, Viewer, set_scene
from tests.bot.window import Window
from tests.plans import queries_asked, tables_read_whole

# `/bcc forget ADDRESS everywhere`, for an admin and once in a while: it runs in the background.
FORGIVEN = {"correspondent"}


async def test_every_answer_is_found_by_an_index(db: str) -> None:
    async with at_desk(COMPANY, rate_limits=False) as desk:
        scene = await set_scene(desk)
        window = Window(scene)
        with queries_asked() as asked:
            for way in WAYS:
                await way.go(window, Viewer.OWNER, scene.mails[State.WHOLE])
            for listing in LISTS:
                await listing.go(window, Viewer.OWNER)
            about = str(scene.mails[State.WHOLE].mail)
            for typed in (str(DEAL), "Initech renewal", JANE):
                await window.suggest(Viewer.OWNER, Action.RECORD, about, typed)
        read = {query: await tables_read_whole(query, values) for query, values in asked.items()}
    assert len(read) > 50
    assert {query: tables for query, tables in read.items() if tables - FORGIVEN} == {}


async def test_a_query_without_an_index_is_found_out(db: str) -> None:
    assert await tables_read_whole("SELECT id FROM message WHERE subject = 'x'", []) == {"message"}
    assert await tables_read_whole("SELECT id FROM message WHERE id = 1", []) == set()
