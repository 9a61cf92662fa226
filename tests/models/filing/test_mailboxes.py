"""Which addresses are a person's, a desk's or a program's, and which domains a company's."""

import pytest

from models.filing.domains import is_public, organization_name
from models.filing.mailboxes import is_desk, is_program

PERSON, DESK, PROGRAM = (False, False), (True, False), (False, True)


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("jane.doe@globex.test", PERSON),
        ("jane+news@globex.test", PERSON),
        ("b.ouncer@globex.test", PERSON),
        ("owner.max@globex.test", PERSON),
        ("info@globex.test", DESK),
        ("sales-de@globex.test", DESK),
        ("Buchhaltung@globex.test", DESK),
        ("support+42@globex.test", DESK),
        ("no-reply@globex.test", PROGRAM),
        ("noreply-billing@globex.test", PROGRAM),
        ("ne-pas-repondre@globex.test", PROGRAM),
        ("bounces+42=jane@globex.test", PROGRAM),
        ("mailer-daemon@globex.test", PROGRAM),
        ("devs-request@globex.test", PROGRAM),
        ("reply+ab12@reply.globex.test", PROGRAM),
        ("a1b2c3d4e5f6a7b8c9d0e1f2a3b4@globex.test", PROGRAM),
        ("devs@googlegroups.com", PROGRAM),
    ],
)
def test_an_address_tells_who_sits_behind_it(address: str, kind: tuple[bool, bool]) -> None:
    assert (is_desk(address), is_program(address)) == kind


@pytest.mark.parametrize(
    ("domain", "name"),
    [
        ("globex.com", "Globex"),
        ("mail.globex.co.uk", "Globex"),
        ("blue-sky.example", "Blue Sky"),
        ("xn--mller-kva.de", "Müller"),
        ("gmail.com", None),
        ("yahoo.co.uk", None),
        ("hotmail.fr", None),
        ("t-online.de", None),
        ("localhost", None),
        ("[192.0.2.1]", None),
        ("", None),
    ],
)
def test_a_domain_names_its_company_unless_anybody_can_have_a_mailbox_there(
    domain: str, name: str | None
) -> None:
    assert organization_name(domain) == name


def test_a_company_that_is_called_like_a_provider_is_a_company() -> None:
    assert not is_public("live.events.test")
    assert not is_public("mail.globex.com")
