"""The forms for settings: Slack takes them whatever is set, and they show what is set."""

from datetime import UTC, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.ids import Action, Block
from bot.settled import Company, Preferences, PreferencesForm, Section
from bot.views.admin import admin_modal, form_modal
from bot.views.settings import settings_modal
from models.types import ContactCreation, OutsideGuard, Visibility
from tests.bot.desk import said
from tests.bot.views.strict import refusals
from tests.bot.views.test_home import preferences
from tests.bot.views.values import hostile, moments
from tests.fuzzing import fuzzed

forms = st.builds(
    PreferencesForm,
    preferences,
    st.sampled_from(Visibility),
    st.sampled_from(ContactCreation),
    st.sampled_from(["en", "ja"]),
    hostile,
)
slugs = st.sampled_from(["northwind", "a" * 63])
companies = st.builds(
    Company,
    slug=slugs,
    mail_domain=st.sampled_from(["bcc.localhost", "x" * 60 + ".example"]),
    former=st.lists(st.tuples(slugs, moments), max_size=5).map(tuple),
    internal_domains=st.lists(st.sampled_from(["acme.example", "x" * 60 + ".test"]), max_size=100).map(tuple),
    member_domains=st.lists(st.just("acme.example"), max_size=20).map(tuple),
    retention_days=st.none() | st.integers(1, 36500),
    channels=st.none() | st.lists(st.from_regex(r"C[A-Z0-9]{8}", fullmatch=True), max_size=120).map(tuple),
    outside_guard=st.sampled_from(OutsideGuard),
    post_to_record_channels=st.booleans(),
    auto_link=st.booleans(),
    visibility=st.sampled_from(Visibility),
    contacts=st.sampled_from(ContactCreation),
    slack_admins=st.lists(hostile, max_size=20).map(tuple),
    made_admins=st.lists(
        st.tuples(st.from_regex(r"U[A-Z0-9]{8}", fullmatch=True), hostile), max_size=120
    ).map(tuple),
)


@given(forms, companies, hostile)
@fuzzed(10, always_alike=False)
def test_slack_takes_every_form(form: PreferencesForm, company: Company, told: str) -> None:
    assert refusals("modal_view", settings_modal(form)) == []
    assert refusals("modal_view", admin_modal(company, told[:100])) == []
    for part in Section:
        view = form_modal(company, part)
        assert refusals("modal_view", view) == []
        inputs = [block for block in view["blocks"] if block["type"] == "input"]
        assert 1 <= len(inputs) <= 6


def initial(view: dict[str, Any], block: Block) -> Any:
    [element] = [each["element"] for each in view["blocks"] if each.get("block_id") == block]
    assert element["action_id"] == Action.FIELD
    return element.get("initial_option", {}).get("value") or element.get("initial_value")


def test_a_members_form_shows_what_is_set_and_what_the_company_has() -> None:
    mine = Preferences(language="ja", quiet=(22, 0), visibility=Visibility.PRIVATE)
    view = settings_modal(
        PreferencesForm(mine, Visibility.SHARED, ContactCreation.NEVER, "de", "Europe/Berlin")
    )
    shown = {block: initial(view, block) for block in Block if block.value in said_ids(view)}
    assert shown[Block.SHARING] == "private"
    assert shown[Block.CONTACTS] == "company"
    assert shown[Block.LANGUAGE] == "ja"
    assert (shown[Block.QUIET_FROM], shown[Block.QUIET_UNTIL]) == ("22", "0")
    text = said(view)
    for words in ("As the company: everybody in the workspace", "As in Slack: Deutsch", "Europe/Berlin"):
        assert words in text


def said_ids(view: dict[str, Any]) -> set[str]:
    return {block.get("block_id", "") for block in view["blocks"]}


def test_the_company_is_shown_in_plain_words() -> None:
    company = Company(
        slug="northwind",
        mail_domain="bcc.localhost",
        former=(("old", datetime(2027, 4, 1, tzinfo=UTC)),),
        internal_domains=(),
        member_domains=("northwind.example",),
        retention_days=1,
        channels=("C1",),
        outside_guard=OutsideGuard.REFUSE,
        post_to_record_channels=True,
        auto_link=True,
        visibility=Visibility.PRIVATE,
        contacts=ContactCreation.ASK,
        slack_admins=("Ana", "Ben", "Cy", "Dee", "Eve", "Flo"),
        made_admins=(("U7", "Gil"),),
    )
    text = said(admin_modal(company, "Saved: Address."))
    for words in (
        "Saved: Address.",
        "northwind@bcc.localhost",
        "old@bcc.localhost takes mail until 01 April 2027",
        "Colleagues are at northwind.example. Original mail files are kept for 1 day.",
        "To 1 chosen channel. Where guests or other organizations read along, I refuse.",
        "Ana, Ben, Cy, Dee, Eve and 1 more. Beside them: Gil.",
    ):
        assert words in text
