"""The roles of header lines."""

from enum import StrEnum, unique


@unique
class Role(StrEnum):
    """What a header line of a forward tells."""

    FROM = "from"
    TO = "to"
    CC = "cc"
    REPLY_TO = "reply_to"
    SUBJECT = "subject"
    DATE = "date"
    OTHER = "other"
