"""The arguments of MAIL and RCPT."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest import reply
from ingest.command import Path, read_path
from ingest.reply import Reply

SYNTAX = reply.MAIL_SYNTAX


@pytest.mark.parametrize(
    ("argument", "expected"),
    [
        pytest.param("FROM:<ana@acme.test>", Path("ana@acme.test", {}), id="plain"),
        pytest.param("from:<ana@acme.test>", Path("ana@acme.test", {}), id="lower case"),
        pytest.param("FROM: <ana@acme.test> ", Path("ana@acme.test", {}), id="space after the colon"),
        pytest.param("FROM:ana@acme.test", Path("ana@acme.test", {}), id="no brackets"),
        pytest.param("FROM:<>", Path("", {}), id="null reverse-path"),
        pytest.param(
            "FROM:<a@b> SIZE=10 BODY=8BITMIME SMTPUTF8",
            Path("a@b", {"SIZE": "10", "BODY": "8BITMIME", "SMTPUTF8": ""}),
            id="parameters",
        ),
        pytest.param("FROM:<@x,@y:ana@acme.test>", Path("ana@acme.test", {}), id="source route is dropped"),
        pytest.param('FROM:<"a b>c"@acme.test>', Path('"a b>c"@acme.test', {}), id="quoted local part"),
        pytest.param("FROM:<jörg@müller.test>", Path("jörg@müller.test", {}), id="UTF-8"),
        pytest.param("FROM:<u+caf_=a=b.test@gmail.com>", Path("u+caf_=a=b.test@gmail.com", {}), id="Gmail"),
        pytest.param(None, SYNTAX, id="nothing"),
        pytest.param("TO:<ana@acme.test>", SYNTAX, id="the other keyword"),
        pytest.param("FROM:", SYNTAX, id="nothing behind the colon"),
        pytest.param("FROM:<ana@acme.test", SYNTAX, id="no closing bracket"),
        pytest.param("FROM:<ana@acme.test>x", SYNTAX, id="text behind the bracket"),
        pytest.param("FROM:<a@b> SIZE=", SYNTAX, id="parameter without its value"),
        pytest.param("FROM:<a@b> SIZE=1 size=2", SYNTAX, id="parameter twice"),
        pytest.param("FROM:<ana>", reply.BAD_ADDRESS, id="no domain"),
        pytest.param("FROM:<a@b@c>", reply.BAD_ADDRESS, id="two at signs"),
        pytest.param("FROM:<a b@c>", reply.BAD_ADDRESS, id="space"),
        pytest.param("FROM:<\u00a0a@c>", reply.BAD_ADDRESS, id="no-break space"),
        pytest.param("FROM:\u3000a@c", reply.BAD_ADDRESS, id="ideographic space, no brackets"),
        pytest.param("FROM:<a\0@c>", reply.BAD_ADDRESS, id="NUL"),
        pytest.param("FROM:<a\udcff@c>", reply.BAD_ADDRESS, id="no UTF-8"),
        pytest.param("FROM:<a@c\u202e>", reply.BAD_ADDRESS, id="bidi override"),
        pytest.param(f"FROM:<{'a' * 400}@c>", reply.BAD_ADDRESS, id="too long"),
    ],
)
def test_a_path_is_read_or_refused(argument: str | None, expected: Path | Reply) -> None:
    assert read_path("FROM:", argument, SYNTAX) == expected


@given(st.text())
def test_whatever_is_said_there_is_an_answer(text: str) -> None:
    assert isinstance(read_path("FROM:", f"FROM:{text}", SYNTAX), Path | Reply)
