"""What a form begins with."""

import pytest

from bot.services.drafts import bare_draft
from bot.shown import TargetKind
from models import Scope


@pytest.mark.parametrize(
    ("typed", "name", "emails"),
    [
        ("Jane New", "Jane New", ""),
        ("jane@new.example", "", "jane@new.example"),
        ("Jane New <jane@new.example>", "Jane New", "jane@new.example"),
        ('"New, Jane" <jane@new.example>', "New, Jane", "jane@new.example"),
        ("jane@new.example, joe@new.example", "", "jane@new.example, joe@new.example"),
        ("Jane <jane@new.example>, joe@new.example", "", "Jane <jane@new.example>, joe@new.example"),
    ],
)
async def test_a_person_typed_with_name_and_address_has_both(typed: str, name: str, emails: str) -> None:
    draft = await bare_draft(Scope(1), TargetKind.PERSON, typed)
    assert (draft.title, draft.emails) == (name, emails)
