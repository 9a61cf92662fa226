"""What people read of their addresses, and that Slack takes it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.senders import Added, Sender, Senders, SenderState, SendTo
from bot.views.alias import (
    add_modal,
    addresses_section,
    ask_reply,
    code_modal,
    list_reply,
    mailed_reply,
    send_modal,
    send_reply,
    state_of,
    told_reply,
    undeliverable_notice,
    verified_notice,
)
from bot.views.alias_words import doubt, not_there, refusal, removed, usage, wrong_code
from bot.views.blocks import home
from models.verification import Proof
from tests.bot.desk import said
from tests.bot.views.strict import refusals
from tests.bot.views.values import NOW, hostile, moments
from tests.fuzzing import fuzzed

addresses = st.one_of(st.just("ana@bücher.example"), hostile.map(lambda text: f"{text[:60]}@x.example"))
one_sender = st.builds(
    Sender,
    id=st.integers(1, 10**18),
    address=addresses,
    state=st.sampled_from(SenderState),
    since=moments,
    until=st.one_of(st.none(), moments),
    how=st.sampled_from(["", "code", "link", "mail", "unheard of"]),
    mailed_at=st.one_of(st.none(), moments),
    trouble=hostile,
    undeliverable=st.booleans(),
)
all_senders = st.builds(
    Senders,
    account=st.one_of(st.none(), addresses),
    rows=st.lists(one_sender, max_size=25, unique_by=lambda one: one.id).map(tuple),
    tz=st.just("Europe/Amsterdam"),
    by_mail=st.booleans(),
)


def a_sender(**fields: object) -> Sender:
    given = {"id": 1, "address": "ana@private.example", "state": SenderState.PENDING, "since": NOW} | fields
    return Sender(**given)  # type: ignore[arg-type]


@given(all_senders, hostile)
@fuzzed(10, always_alike=False)
def test_slack_takes_every_list_of_addresses(senders: Senders, told: str) -> None:
    assert refusals("home_view", home(addresses_section(senders))) == []
    assert refusals("message_blocks", list_reply(senders, not_there(told)).blocks) == []


@given(one_sender, hostile, st.sampled_from(Added), st.sampled_from(Proof), moments)
@fuzzed(10, always_alike=False)
def test_slack_takes_every_answer(one: Sender, text: str, added: Added, proof: Proof, until: object) -> None:
    send = SendTo(one.address, "northwind+verify-abcdefgh@bcc.localhost", until)  # type: ignore[arg-type]
    said_no = (
        refusal(added, text, most=10, resends=3) if added is not Added.DONE and not doubt(added, "") else ""
    )
    for reply in (
        told_reply(said_no or usage(text), one, "UTC", by_mail=True),
        told_reply(wrong_code(proof, one, 2), None, "UTC", by_mail=False),
        ask_reply(doubt(Added.MANY, one.address), "all@acme.example"),
        mailed_reply(one),
        send_reply(send, "UTC", not_there(text)),
        verified_notice(one.address),
        undeliverable_notice(one.address, text),
    ):
        assert refusals("message_blocks", reply.blocks) == []
        assert reply.text
    for view in (
        add_modal(),
        add_modal("Really?", "all@acme.example"),
        code_modal(one),
        send_modal(send, "UTC"),
    ):
        assert refusals("modal_view", view) == []


@pytest.mark.parametrize(
    ("sender", "by_mail", "says"),
    [
        pytest.param(a_sender(), True, "is on its way", id="not mailed yet"),
        pytest.param(a_sender(mailed_at=NOW), True, "A code was mailed there", id="mailed"),
        pytest.param(a_sender(trouble="451 Later"), True, "(451 Later). I keep trying", id="the relay waits"),
        pytest.param(a_sender(trouble="550 No", undeliverable=True), True, "can't be mailed", id="refused"),
        pytest.param(a_sender(), False, "Send a mail from it", id="nothing can be mailed"),
        pytest.param(a_sender(state=SenderState.EXPIRED), True, "Mail a new code to go on", id="expired"),
        pytest.param(a_sender(state=SenderState.LOCKED), True, "typed wrong too often", id="locked"),
        pytest.param(
            a_sender(state=SenderState.VERIFIED, how="mail"), True, "Verified by a mail sent", id="verified"
        ),
        pytest.param(
            a_sender(state=SenderState.VERIFIED, how="x"), True, "Verified \u20684 Jan", id="by other means"
        ),
        pytest.param(a_sender(state=SenderState.BLOCKED), True, "Remove it to lift that", id="blocked"),
        pytest.param(a_sender(state=SenderState.REMOVED), True, "Removed \u20684 Jan", id="removed"),
        pytest.param(
            a_sender(state=SenderState.REMOVED, verified=True),
            True,
            "is not taken any more",
            id="taken before",
        ),
    ],
)
def test_each_state_says_how_it_stands_and_what_comes_next(sender: Sender, by_mail: bool, says: str) -> None:
    assert says in state_of(sender, "UTC", by_mail=by_mail)


def test_only_what_was_verified_is_said_to_be_taken_no_more() -> None:
    gone = a_sender(state=SenderState.REMOVED)
    assert removed(gone) == "ana@private.example is removed."
    assert "taken" not in state_of(gone, "UTC", by_mail=True)
    assert removed(replace(gone, verified=True)).endswith("is removed: mail from it is not taken any more.")


def test_who_has_no_other_address_is_offered_to_add_one() -> None:
    assert "Do you send from another address too?" in said(list_reply(Senders("ana@acme.example")).blocks)
    assert "Slack shows me no e-mail" in said(list_reply(Senders()).blocks)


@pytest.mark.parametrize("outcome", [o for o in Added if o not in (Added.DONE, Added.MANY, Added.BLOCKED)])
def test_every_refusal_names_the_address_and_is_a_sentence(outcome: Added) -> None:
    text = refusal(outcome, "{who}@x.example", most=10, resends=3)
    assert text[-1] in ".:" or text.endswith(("/bcc alias", "ADDRESS"))
    assert "{who}" in text or outcome in (Added.TOO_MANY, Added.GONE)
