"""What the sessions of one SMTP server share."""

import ssl
from collections.abc import MutableSet
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .limits import Budget, Gate, Limits

if TYPE_CHECKING:
    from .connection import SmtpConnection


@dataclass(frozen=True, slots=True)
class Edge:
    """What all sessions of one server share."""

    hostname: str
    limits: Limits
    gate: Gate
    budget: Budget
    tls: ssl.SSLContext | None
    sessions: MutableSet["SmtpConnection"]
