"""What the SMTP session said, copied out of the library's mutable objects."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Envelope:
    """One SMTP transaction, whole.

    `mail_from` is RFC5321.MailFrom without brackets, `""` for the null reverse-path;
    `rcpt_to` holds RFC5321.RcptTo in the order given; `raw` is exactly what the peer
    sent in DATA, CRLF line ends, dot-stuffing undone, nothing added. `smtputf8` says that the
    peer asked for RFC 6531, which alone allows UTF-8 in headers.
    """

    peer_ip: str
    helo: str
    mail_from: str
    rcpt_to: tuple[str, ...]
    raw: bytes
    smtputf8: bool = False
