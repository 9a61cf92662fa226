"""Which member a stranger probably is."""

import pytest

from ingest.plausible import faces_of, likeliest, local_key, name_key

MEMBERS = [
    (1, "Ana Trujillo", "ana@acme.test"),
    (2, "Jörg Müßig", "jm@acme.test"),
    (3, "Kim Lee", "kim.lee@acme.test"),
    (4, "Kim Lee", "klee@acme.test"),
    (5, "李 小龙", "li@acme.test"),
    (6, "Zoe", "zoe.quist@gmail.com"),
    (7, "No Mail", None),
]
FACES = faces_of(
    MEMBERS, ["Acme-Labs.test"], frozenset({"ana@acme.test", "kim.lee@acme.test", "left@acme.test"})
)


@pytest.mark.parametrize(
    ("name", "address", "member"),
    [
        ("", "ana@globex.test", 1),
        ("", "ana7+work@globex.test", 1),
        ("ANA  trujillo", "me@globex.test", 1),
        ("Trujillo, Ana", "x1@gmail.com", 1),
        ("", "a.trujillo@gmail.com", 1),
        ("", "ana@gmail.com", None),
        ("Ana", "ana@gmail.com", None),
        ("", "ana@acme-labs.test", 1),
        ("", "ana@eu.acme.test", 1),
        ("Ana Trujillo", "ben@acme.test", None),
        ("Ana Trujillo", "me@acme-labs.test", None),
        ("", "ana.trujillo@acme.test", 1),
        ("Ana Trujillo", "ana@acme.test", None),
        ("Ana Trujillo", "left@acme.test", None),
        ("Kim Lee", "\u212aim.lee@acme.test", None),  # the Kelvin sign, no K
        ("", "\uff41na@acme.test", None),  # a wide a
        ("", "ana\u200b@acme.test", None),  # nothing, and no width
        ("jorg mussig", "x@globex.test", 2),
        ("", "jm@globex.test", None),
        ("Kim Lee", "x@globex.test", None),
        ("Kim Lee", "kimlee@globex.test", None),
        ("李小龙", "x@globex.test", None),
        ("李 小龙", "x@globex.test", 5),
        ("Zoe", "x@globex.test", None),
        ("", "zoe.quist@globex.test", 6),
        ("", "zoe.quist@gmail.com", None),
        ("Ana Trujillo", "no-reply@globex.test", None),
        ("No Mail", "x@globex.test", 7),
        ("", "@globex.test", None),
        ("", "", None),
        ("x" * 100_000, "y" * 100_000, None),
    ],
)
def test_who_it_may_be(name: str, address: str, member: int | None) -> None:
    faces = FACES
    if address == "zoe.quist@gmail.com":
        faces = faces_of(MEMBERS, [], frozenset({address}))
    assert likeliest(faces, name, address) == member


def test_names_and_local_parts_are_compared_by_what_matters() -> None:
    assert name_key("Trujillo,  ÁNA") == name_key("ana trujillo") == ("ana", "trujillo")
    assert local_key("Ana.Trujillo-7+x@y.test") == "anatrujillo"
