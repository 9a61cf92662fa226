"""The closed vocabularies that rows and values share."""

from enum import StrEnum, unique


@unique
class Outcome(StrEnum):
    """The result of one authentication check, in the words of RFC 8601 section 2.7."""

    PASS = "pass"
    FAIL = "fail"
    SOFTFAIL = "softfail"
    NEUTRAL = "neutral"
    NONE = "none"
    TEMPERROR = "temperror"
    PERMERROR = "permerror"
