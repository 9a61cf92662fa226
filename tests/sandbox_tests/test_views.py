"""Modals and home tabs: triggers, stacks, hashes, external ids and what people typed."""

from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.sandbox import Sandbox

from .clock import Clock
from .kit import RICH, actions, button, field, home, modal, plain, section, select, text_input
from .people import Person, get, post, refusal


def trigger(sandbox: Sandbox, view_id: str = "") -> str:
    """A fresh trigger of Ana's."""
    return sandbox.world.triggers.issue(Person(sandbox, "ana").id, view_id=view_id)


async def error_of(call: Any) -> str:
    """The error's name of a call that must be refused."""
    return str((await refusal(call))["error"])


async def test_a_trigger_opens_one_view_within_three_seconds() -> None:
    clock = Clock()
    async with Sandbox(clock=clock) as sandbox:
        client = AsyncWebClient(token=sandbox.bot_token, base_url=sandbox.slack_url)
        view = modal(section())
        first, late = trigger(sandbox), trigger(sandbox)
        assert (await client.views_open(trigger_id=first, view=view))["ok"]
        assert await error_of(client.views_open(trigger_id=first, view=view)) == "exchanged_trigger_id"
        assert await error_of(client.views_open(trigger_id="1.2.3", view=view)) == "invalid_trigger_id"
        clock.now += 3.1
        assert await error_of(client.views_open(trigger_id=late, view=view)) == "expired_trigger_id"


async def test_a_stack_holds_three_views_and_push_needs_an_open_one(
    sandbox: Sandbox, client: AsyncWebClient
) -> None:
    view = modal(section())
    assert await error_of(client.views_push(trigger_id=trigger(sandbox), view=view)) == "not_found"
    opened = (await client.views_open(trigger_id=trigger(sandbox), view=view))["view"]
    for _ in range(2):
        pushed = await client.views_push(trigger_id=trigger(sandbox, opened["id"]), view=view)
        assert pushed["view"]["root_view_id"] == opened["id"]
    fourth = client.views_push(trigger_id=trigger(sandbox, opened["id"]), view=view)
    assert await error_of(fourth) == "push_limit_reached"
    stack = await Person(sandbox, "ana").views()
    assert [each["previous_view_id"] for each in stack] == [None, stack[0]["id"], stack[1]["id"]]


async def test_a_stale_hash_conflicts(sandbox: Sandbox, client: AsyncWebClient) -> None:
    view = (await client.views_open(trigger_id=trigger(sandbox), view=modal(section("a"))))["view"]
    updated = await client.views_update(view_id=view["id"], hash=view["hash"], view=modal(section("b")))
    assert updated["view"]["hash"] != view["hash"]
    stale = client.views_update(view_id=view["id"], hash=view["hash"], view=modal(section("c")))
    assert await error_of(stale) == "hash_conflict"
    assert await error_of(client.views_update(view_id="V0", view=modal(section()))) == "not_found"
    assert (
        await error_of(client.api_call("views.update", json={"view": modal(section())}))
        == "invalid_arguments"
    )


async def test_an_external_id_names_one_view(sandbox: Sandbox, client: AsyncWebClient) -> None:
    named = modal(section(), external_id="mine")
    await client.views_open(trigger_id=trigger(sandbox), view=named)
    ben = sandbox.world.triggers.issue(Person(sandbox, "ben").id)
    assert await error_of(client.views_open(trigger_id=ben, view=named)) == "duplicate_external_id"
    assert (await client.views_update(external_id="mine", view=named))["ok"]


async def test_what_was_typed_stays_while_the_ids_stay(sandbox: Sandbox, client: AsyncWebClient) -> None:
    ana = Person(sandbox, "ana")
    first = modal(field(text_input(initial_value="start"), block_id="b"), field(select(), block_id="s"))
    view = (await client.views_open(trigger_id=trigger(sandbox), view=first))["view"]
    assert view["state"]["values"]["b"]["text"]["value"] == "start"
    assert view["state"]["values"]["s"]["choose"]["selected_option"] is None
    typed = {"b": {"text": "typed"}, "s": {"choose": "a"}}
    await post(sandbox, "input", user=ana.id, view_id=view["id"], values=typed)
    second = modal(field(text_input(), block_id="b"), field(select(action_id="other"), block_id="s"))
    values = (await client.views_update(view_id=view["id"], view=second))["view"]["state"]["values"]
    assert values["b"]["text"]["value"] == "typed"
    assert values["s"] == {"other": {"type": "static_select", "selected_option": None}}


async def test_the_home_tab_is_one_view_for_each_person(sandbox: Sandbox, client: AsyncWebClient) -> None:
    ana = Person(sandbox, "ana").id
    first = await client.views_publish(user_id=ana, view=home(section("a")))
    second = await client.views_publish(user_id=ana, view=home(section("b")), hash=first["view"]["hash"])
    assert second["view"]["id"] == first["view"]["id"]
    assert (await get(sandbox, "home", user=ana))["blocks"][0]["text"]["text"] == "b"
    stale = client.views_publish(user_id=ana, view=home(section()), hash=first["view"]["hash"])
    assert await error_of(stale) == "hash_conflict"
    assert await get(sandbox, "home", user=Person(sandbox, "ben").id) is None


REQUIRED = "Please complete this required field."
ENTRIES = [
    pytest.param(text_input(), "", REQUIRED, id="empty"),
    pytest.param(text_input(), "  ", REQUIRED, id="blank"),
    pytest.param(text_input(min_length=3), "ab", "Please enter at least 3 characters.", id="short"),
    pytest.param(
        {"type": "email_text_input", "action_id": "text"},
        "ana",
        "Please enter a valid email address.",
        id="no mail",
    ),
    pytest.param(
        {"type": "url_text_input", "action_id": "text"}, "x.y", "Please enter a valid URL.", id="no URL"
    ),
    pytest.param(
        {"type": "number_input", "action_id": "text", "is_decimal_allowed": False},
        "1.5",
        "Please enter a whole number.",
        id="no whole number",
    ),
    pytest.param(
        {"type": "number_input", "action_id": "text", "is_decimal_allowed": True, "max_value": "5"},
        "5.5",
        "Please enter a number that is at most 5.",
        id="too much",
    ),
    pytest.param(
        {"type": "datepicker", "action_id": "text"}, "2026-02-30", "Please enter a valid date.", id="no date"
    ),
    pytest.param(select(action_id="text"), None, REQUIRED, id="nothing chosen"),
    pytest.param({"type": "multi_users_select", "action_id": "text"}, [], REQUIRED, id="nobody chosen"),
]


@pytest.mark.parametrize(("element", "value", "text"), ENTRIES)
async def test_slacks_client_does_not_send_a_form_that_is_filled_in_wrong(
    sandbox: Sandbox, client: AsyncWebClient, element: Any, value: Any, text: str
) -> None:
    view = modal(field(element, block_id="b"))
    opened = (await client.views_open(trigger_id=trigger(sandbox), view=view))["view"]
    form = {"user": Person(sandbox, "ana").id, "view_id": opened["id"], "values": {"b": {"text": value}}}
    refused = await post(sandbox, "submit", 400, **form)
    assert refused["errors"] == {"b": text}
    assert await get(sandbox, "calls", since="1") == []


async def test_what_is_not_there_can_not_be_used(sandbox: Sandbox, client: AsyncWebClient) -> None:
    ana, ben = Person(sandbox, "ana").id, Person(sandbox, "ben").id
    view = modal(section(accessory=select()), field(text_input(), block_id="b"))
    opened = (await client.views_open(trigger_id=trigger(sandbox), view=view))["view"]
    place = {"user": ana, "view_id": opened["id"]}
    refusals = [
        await post(sandbox, "action", 400, **place, action_id="nowhere"),
        await post(sandbox, "action", 400, **place, action_id="choose", selected="z"),
        await post(sandbox, "action", 400, **place, action_id="text", value="x"),
        await post(sandbox, "action", 400, **{**place, "user": ben}, action_id="choose", selected="a"),
        await post(sandbox, "submit", 400, **place, values={"nowhere": {"text": "x"}}),
        await post(sandbox, "submit", 400, user=ana, view_id="V0", values={}),
        await post(sandbox, "say", 400, user=ana, text=" "),
        await post(sandbox, "command", 400, user="U0", text="help"),
        await post(sandbox, "suggest", 400, **place, action_id="choose", query="x"),
    ]
    assert all(refused["error"] for refused in refusals)
    assert [each for each in sandbox.calls if each.method == "ack"] == []


async def test_rich_text_and_buttons_have_their_place_in_the_state(
    sandbox: Sandbox, client: AsyncWebClient
) -> None:
    rich = {"type": "rich_text_input", "action_id": "rich", "initial_value": RICH}
    view = modal(field(rich, block_id="r"), actions(button(), block_id="a"), close=plain("Cancel"))
    state = (await client.views_open(trigger_id=trigger(sandbox), view=view))["view"]["state"]["values"]
    assert state == {"r": {"rich": {"type": "rich_text_input", "rich_text_value": RICH}}}
