"""Who is told of a refused mail."""

from datetime import timedelta

import pytest

from ingest.claimed import Claimant, claimant
from models import Scope, SenderAddress, User
from models.types import AddressState
from tests.builders import NOW, a_user, a_workspace


async def an_address(user: User, address: str, state: AddressState, hours: int = 24) -> None:
    await SenderAddress.create(
        workspace_id=user.workspace_id, user=user, address=address, state=state, created_at=NOW,
        expires_at=NOW + timedelta(hours=hours) if state is AddressState.PENDING else None,
    )  # fmt: skip


@pytest.fixture(name="company")
async def a_company(db: str) -> dict[str, User]:
    """Ana and Ben, a guest, one who left, and another company that also has an Ana."""
    workspace = await a_workspace(internal_domains=["northwind.shop"])
    people = {
        "ana": await a_user(workspace, "ana@northwind.example", name="Ana Trujíllo"),
        "ben": await a_user(workspace, "ben@northwind.example", name="Ben Okafor"),
        "guest": await a_user(workspace, "gus@northwind.example", name="Gus Guest", guest=True),
        "gone": await a_user(workspace, "ana.trujillo@northwind.example", name="Ana Trujillo", active=False),
        "alone": await a_user(workspace, "cher@northwind.example", name="Cher"),
        "stranger": await a_user(await a_workspace("initech"), "ana@initech.example", name="Ana Trujillo"),
    }
    await an_address(people["ana"], "ana@gmail.com", AddressState.VERIFIED)
    await an_address(people["ana"], "trujillo@web.de", AddressState.PENDING)
    await an_address(people["ben"], "old@web.de", AddressState.PENDING, hours=-1)
    for who in ("ana", "ben"):
        await an_address(people[who], "both@web.de", AddressState.PENDING)
    await an_address(people["ben"], "okafor.ben@northwind.example", AddressState.BLOCKED)
    return people


@pytest.mark.parametrize(
    ("address", "who", "sure"),
    [
        pytest.param("ana@northwind.example", "ana", True, id="account e-mail"),
        pytest.param("ana@gmail.com", "ana", True, id="verified"),
        pytest.param("trujillo@web.de", "ana", True, id="pending"),
        pytest.param("old@web.de", None, False, id="expired"),
        pytest.param("both@web.de", None, False, id="pending for two"),
        pytest.param("ana+crm@northwind.example", "ana", False, id="their mailbox with a tag"),
        pytest.param("ben@northwind.shop", "ben", False, id="their local part at the company's other domain"),
        pytest.param("ben.okafor@northwind.example", "ben", False, id="their name"),
        pytest.param("trujillo.ana@northwind.shop", "ana", False, id="their name without accents, turned"),
        pytest.param("okafor.ben@northwind.example", None, False, id="they said it is not theirs"),
        pytest.param("ben.okafor@gmail.com", None, False, id="their name where anybody has a mailbox"),
        pytest.param("ben.okafor@initech.example", None, False, id="their name at another company"),
        pytest.param("gus@northwind.example", None, False, id="a guest's"),
        pytest.param("gus.guest@northwind.shop", None, False, id="a guest's name"),
        pytest.param("ana.trujillo@northwind.example", None, False, id="somebody's who left"),
        pytest.param("okafor@northwind.example", None, False, id="a last name, which relatives share"),
        pytest.param("ceo@northwind.example", None, False, id="nobody's"),
        pytest.param("nobody", None, False, id="no address"),
    ],
)
async def test_only_its_likely_sender_is_told(
    company: dict[str, User], address: str, who: str | None, sure: bool
) -> None:
    scope = Scope(company["ana"].workspace_id)
    expected = Claimant(company[who].id, sure) if who else None
    assert await claimant(scope, address, NOW) == expected


async def test_a_name_that_two_share_is_nobodys(db: str) -> None:
    workspace = await a_workspace()
    for number in range(2):
        await a_user(workspace, f"{number}@northwind.example", name="Kim Lee")
    assert await claimant(Scope(workspace.id), "kim.lee@northwind.example", NOW) is None
