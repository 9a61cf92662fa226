"""Taking a mail reads no table whole that grows with the mail."""

from ingest.store import Store, Stored
from tests.builders import a_mail, a_user, a_workspace
from tests.ingest.letters import a_letter
from tests.plans import queries_asked, tables_read_whole


async def test_a_mail_is_stored_and_filed_by_indexes_alone(db: str) -> None:
    ana = await a_user(await a_workspace())
    with queries_asked() as asked:
        async with Store(lambda: None).running() as store:
            for raw in (
                a_mail(subject="First", message_id="first@acme.test"),
                a_mail(subject="Re: First"),
                a_mail(subject="Re: First", extra="In-Reply-To: <first@acme.test>\r\n"),
            ):
                assert isinstance(await store.put(a_letter(ana, raw)), Stored)
    read = {query: await tables_read_whole(query, values) for query, values in asked.items()}
    assert len(read) > 5
    assert {query: tables for query, tables in read.items() if tables} == {}
