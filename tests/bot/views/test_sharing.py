"""Everything that sharing shows, against Slack's schema and hostile text."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ids import Plea, Ref
from bot.posts import (
    MOST_FILES,
    Answer,
    Audience,
    Copy,
    FileChoice,
    Parts,
    PostDraft,
    PostedCard,
    PostForm,
    ShareForm,
)
from bot.shown import File
from bot.views.card import message_card
from bot.views.copies import parts_said, said_of
from bot.views.follow import later_mail, not_posted, plea_answered, plea_notice, plea_told, withdrawn_report
from bot.views.post_modal import audience_said, post_modal, preview_modal
from bot.views.share_modal import changed_modal, share_modal
from bot.views.shared_card import colleague_link_modal, parts_modal, posted_card
from models.types import ShareState, Visibility
from tests.bot.views.strict import refusals, shown_characters
from tests.bot.views.values import ANA, JANE, NOW, a_card, a_target, hostile
from tests.fuzzing import fuzzed


def a_copy(**fields: object) -> Copy:
    given = {"share_id": 5, "place": "#deals", "direct": False, "state": ShareState.POSTED, "parts": Parts()}
    return Copy(**{**given, "at": NOW, **fields})  # type: ignore[arg-type]


def a_posted(**fields: object) -> PostedCard:
    given = {
        "share_id": 5, "subject": "Offer", "author": ANA, "recipients": (JANE,), "recipient_count": 1,
        "at": NOW, "parts": Parts(text=True, quoted=True), "text": "New", "quoted": "Old", "files": (),
        "shared_by": "Ana Trujillo", "visibility": Visibility.PRIVATE, "tz": "Europe/Amsterdam",
    }  # fmt: skip
    return PostedCard(**{**given, **fields})  # type: ignore[arg-type]


@fuzzed(10, always_alike=False)
@given(text=hostile, many=st.booleans(), visibility=st.sampled_from(Visibility))
def test_whatever_a_mail_says_slack_takes_what_we_show_of_it(
    text: str, many: bool, visibility: Visibility
) -> None:
    note = text[:500]
    files = tuple(FileChoice(n, File(text, "x/y", 10**n)) for n in range(1, 51 if many else 3))
    parts = Parts(text=True, quoted=True, files=tuple(10**17 + n for n in range(MOST_FILES)), note=note)
    card = a_posted(
        subject=text, text=text * 20, quoted=text * 20, parts=parts, shared_by=text, visibility=visibility,
        files=tuple(choice.file for choice in files),
    )  # fmt: skip
    copies = tuple(a_copy(share_id=n, place=f"#{text}", state=state) for n, state in enumerate(ShareState))
    copies += tuple(a_copy(share_id=100 + n, error="not_in_channel replies:3", place=text) for n in range(20))
    draft = PostDraft(10**17, "C" * 12, "", parts)
    audience = Audience(text, direct=False, readers=3, guests=(text,) * 12, others=True, unsure=True)
    form = PostForm(draft, text, files, has_quoted=True, inside_only=many)
    channels = tuple((a_target(text), f"C{n}") for n in range(20))
    share = ShareForm(1, text, visibility, many, 7, text, copies, channels)
    modals = [
        share_modal(share), post_modal(form, text or "x"), preview_modal(card, audience, draft),
        parts_modal(card), colleague_link_modal(card, asks=many),
        changed_modal(visibility, whole=many, event_id=3, message_id=1, copies=copies),
    ]  # fmt: skip
    for view in modals:
        assert refusals("modal_view", view) == []
    target = a_target(text)
    plea = Plea(10**17, 10**17, Ref("project", 10**17))
    said = [
        posted_card(card, 2), message_card(a_card(visibility=Visibility.SHARED, whole=many), copies),
        later_mail(text, 3), later_mail(text, 3, text), plea_notice(text, text, target, plea),
        *(plea_answered(text, text, target, answer) for answer in Answer),
        *(plea_told(text, text, target, answer) for answer in Answer),
        withdrawn_report(text, copies[:5]), not_posted(text, replace(copies[0], error="is_archived")),
    ]  # fmt: skip
    for message in said:
        assert refusals("message_blocks", message.blocks) == []
        assert shown_characters(message.blocks) < 12_000
        assert len(message.text.encode()) < 4000


def test_only_chosen_parts_are_shown() -> None:
    hidden = a_posted(parts=Parts(text=False, quoted=False), text="", quoted="")
    assert "New" not in str(posted_card(hidden))
    assert "Only subject and people were shared." in str(parts_modal(hidden))


def test_what_is_spoken_of_a_copy_has_no_two_full_stops() -> None:
    copy = a_posted(text="It works.", files=(File("a.pdf", "", 5),))
    assert posted_card(copy).text.endswith("— It works. 1 file: a.pdf (5 bytes). Shared by Ana Trujillo")


def test_files_that_are_not_kept_are_not_offered_for_a_post() -> None:
    form = PostForm(PostDraft(1), "Offer", (), has_quoted=False, inside_only=False, files_gone=True)
    assert "Its files can't be posted any more" in str(post_modal(form))


def test_a_draft_comes_back_as_it_went() -> None:
    draft = PostDraft(7, "C1", "", Parts(False, True, (1, 2), 'my "line"\nتحية'), told=True)
    assert PostDraft.parse(str(draft)) == draft


@pytest.mark.parametrize(
    "value", [None, "", "{}", "[]", '{"mail":1}', '{"mail":"x","to":["",""],"told":1}', "7"]
)
def test_a_draft_that_we_never_wrote_is_none(value: str | None) -> None:
    assert PostDraft.parse(value) is None


@pytest.mark.parametrize(
    ("audience", "says"),
    [
        pytest.param(Audience("#d", False, 4), ["Everybody in #d will be able to read"], id="a channel"),
        pytest.param(Audience("#d", False, 4, ("Gui",)), ["Gui is a guest"], id="a guest in it"),
        pytest.param(
            Audience("#d", False, 4, others=True),
            ["another organization", "Of your own workspace, 4 people are in it now."],
            id="others in it",
        ),
        pytest.param(Audience("#d", False, 4, unsure=True), ["more readers than I could"], id="too large"),
        pytest.param(
            Audience("#d", False, 1000, unsure=True),
            ["1,000 people or more are in it now"],
            id="at least so many",
        ),
        pytest.param(Audience("Ben", True, 1), ["It goes to Ben as a direct message"], id="a colleague"),
        pytest.param(Audience("Ben", True, 1, quiet=True), ["They have quiet hours now"], id="at night"),
    ],
)
def test_who_will_read_it_is_said_in_plain_words(audience: Audience, says: list[str]) -> None:
    said = " ".join(audience_said(audience))
    assert all(one in said for one in says)
    assert audience.from_outside is (audience.guests != () or audience.others or audience.unsure)


def test_what_is_left_and_what_was_shown_are_said_in_plain_words() -> None:
    not_let = "Slack does not let me delete it. Ask an admin to delete it, then try again"
    stays = "1 reply by people in its thread stays, and may quote it"
    assert said_of("cant_delete_message replies:1") == [not_let, stays]
    assert said_of("cant_delete_message files:2:cant_delete_file ours:1:is_archived replies:2") == [
        f"the message and 2 files could not be removed: {not_let}",
        "1 message of mine in its thread could not be removed: the channel is archived. Unarchive it, or "
        "ask an admin to delete the message",
        "2 replies by people in its thread stay, and may quote it",
    ]
    assert parts_said(Parts(True, True, (1, 2))) == "the new text, the quoted text and 2 files"
    assert parts_said(Parts(False)) == "subject and people only"
