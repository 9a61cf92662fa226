"""What is sealed opens with its key, for what it is about, unchanged; and not otherwise."""

import pytest

from bot.keys import Keys, WrongKey

OLD, NEW = "0" * 64, "a new secret of more than 32 letters"
TOKEN, ABOUT = "xoxb-1-plain", "7:bot_token"


def test_a_token_is_not_to_be_seen_in_what_is_kept_and_comes_back() -> None:
    keys = Keys.parse(OLD)
    sealed = keys.seal(TOKEN, ABOUT)
    assert TOKEN.encode() not in sealed
    assert keys.open(sealed, ABOUT) == TOKEN
    assert sealed != keys.seal(TOKEN, ABOUT)  # whoever reads the table can't tell equal tokens


def test_the_first_key_seals_and_every_key_opens() -> None:
    before = Keys.parse(OLD).seal(TOKEN, ABOUT)
    both = Keys.parse(f" {NEW} , {OLD} ")
    after = both.seal(TOKEN, ABOUT)
    assert both.open(before, ABOUT) == both.open(after, ABOUT) == Keys.parse(NEW).open(after, ABOUT) == TOKEN
    assert (both.is_first(before), both.is_first(after)) == (False, True)


@pytest.mark.parametrize(
    ("keys", "sealed", "about"),
    [
        pytest.param(Keys.parse(NEW), Keys.parse(OLD).seal(TOKEN, ABOUT), ABOUT, id="another key"),
        pytest.param(
            Keys.parse(OLD), Keys.parse(OLD).seal(TOKEN, ABOUT), "8:bot_token", id="another workspace"
        ),
        pytest.param(Keys.parse(OLD), Keys.parse(OLD).seal(TOKEN, ABOUT)[:-1], ABOUT, id="cut"),
        pytest.param(Keys.parse(OLD), Keys.parse(OLD).seal(TOKEN, ABOUT)[:12], ABOUT, id="hardly anything"),
        pytest.param(Keys.parse(OLD), TOKEN.encode(), ABOUT, id="in plain"),
        pytest.param(Keys.parse(OLD), b"", ABOUT, id="nothing"),
    ],
)
def test_what_does_not_belong_here_does_not_open(keys: Keys, sealed: bytes, about: str) -> None:
    with pytest.raises(WrongKey):
        keys.open(sealed, about)


def test_a_byte_changed_anywhere_is_found_out() -> None:
    keys = Keys.parse(OLD)
    sealed = keys.seal(TOKEN, ABOUT)
    for at in range(len(sealed)):
        changed = bytearray(sealed)
        changed[at] ^= 1
        with pytest.raises(WrongKey):
            keys.open(bytes(changed), ABOUT)


@pytest.mark.parametrize("text", ["", " , ", "short", f"{OLD},short"])
def test_a_short_key_is_refused_and_not_quoted(text: str) -> None:
    with pytest.raises(ValueError, match="at least 32 characters") as caught:
        Keys.parse(text)
    assert "short" not in str(caught.value)
