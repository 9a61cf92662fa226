"""The languages in which we write mails and pages of our own."""

from models import User

# By its two letters, what each calls itself.
LANGUAGES = {
    "en": "English",
    "de": "Deutsch",
    "fr": "Français",
    "es": "Español",
    "it": "Italiano",
    "pt": "Português",
    "nl": "Nederlands",
    "pl": "Polski",
    "sv": "Svenska",
    "ja": "日本語",
}
_FALLBACK = "en"


def language_of(user: User) -> str:
    """The one a member chose, else Slack's as far as we write it, else English."""
    return user.language if user.language in LANGUAGES else slack_language(user)


def slack_language(user: User) -> str:
    """The language of a member's Slack, or English where we do not write that."""
    language = user.locale.replace("_", "-").partition("-")[0].lower()
    return language if language in LANGUAGES else _FALLBACK
