"""What Slack tells us of the workspace."""

from models import User, Workspace
from tests.bot.desk import Desk
from tests.control import until


async def test_a_member_who_joins_is_known_at_once(desk: Desk) -> None:
    await desk.control.post("users", name="Fay Wong", email="Fay@Northwind.example")
    await until(lambda: desk.scope.of(User).get_or_none(email="fay@northwind.example"), "the new member")


async def test_a_member_who_leaves_is_deactivated(desk: Desk) -> None:
    ben = await desk.user("ben")
    await desk.control.patch(f"users/{ben.slack_user_id}", deleted=True)
    await until(lambda: desk.scope.of(User).get_or_none(id=ben.id, active=False), "the deactivation")


async def test_being_taken_out_ends_the_workspace(desk: Desk) -> None:
    await desk.control.post("uninstall")
    await until(lambda: Workspace.get_or_none(id=desk.workspace.id, uninstalled_at__isnull=False), "the end")
