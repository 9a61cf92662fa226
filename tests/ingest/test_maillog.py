"""What the log tells of a mail, and what it never does."""

from structlog.testing import capture_logs

from ingest import maillog
from tests.builders import a_mail, a_user, a_workspace
from tests.ingest.office import BOX, an_office, deliver

SECRET = "the-price-is-42"


async def test_a_mail_has_one_line_with_everything_but_its_text(db: str) -> None:
    await a_user(await a_workspace())
    raw = a_mail(subject=SECRET, text=f"{SECRET}\r\n")
    with capture_logs() as lines:
        async with an_office() as post:
            await deliver(post, raw)
            await deliver(post, raw, BOX, mail_from="eve@evil.test")
            await deliver(post, raw, "nobody+verify-C0DE@bcc.test")
            await deliver(post, raw, "jane@globex.example")
    taken, refused, unknown, elsewhere = lines
    assert (taken["event"], taken["code"], taken["mail_from"]) == ("mail", 250, "ana@acme.test")
    assert (taken["verdict"], taken["method"], taken["domain"]) == ("pass", "spf", "acme.test")
    assert (taken["peer"], taken["rcpts"], taken["size"]) == ("127.0.0.1", 1, len(raw))
    assert len(taken["id"]) == 16
    assert (refused["code"], refused["detail"], refused["verdict"]) == (550, "7.26", "fail")
    assert (unknown["event"], unknown["code"], unknown["rcpt"]) == ("recipient", 550, "nobody@bcc.test")
    assert (elsewhere["detail"], elsewhere["rcpt"]) == ("7.1", "@globex.example")
    assert SECRET not in str(lines)


def test_a_failure_tells_where_and_not_what() -> None:
    with capture_logs() as lines:
        try:
            raise ValueError(SECRET)
        except ValueError as error:
            maillog.failed(error)
    [line] = lines
    assert line["error"] == "ValueError"
    assert "test_maillog.py:" in line["at"]
    assert SECRET not in str(line)
