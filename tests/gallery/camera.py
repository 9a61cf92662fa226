"""Shows a scene on the sandbox's page, through the strict API, and takes its picture."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from tests.gallery.people import CHANNEL_DEALS, USER_ANA, USER_BEN
from tests.gallery.scene import Scene
from tests.sandbox_tests.kit import actions, button, home
from tests.sandbox_tests.page.desk import Desk
from tests.sandbox_tests.page.visitor import Visitor

_PATIENCE_MS = 15_000.0
# A dialog as long as what is in it, and nothing still on its way in.
_STYLE = """
.dialog { max-height: none !important; animation: none !important; box-shadow: none !important; }
[data-testid=toast] { display: none !important; }
"""


class Studio(Desk):
    """Hears clicks and leaves the home tab alone: what stands there is the scene's."""

    async def _home(self, event: dict[str, Any]) -> None:
        pass


@dataclass(frozen=True)
class Camera:
    """Stands in front of the page as Ana; pictures go into the folder."""

    visitor: Visitor
    desk: Desk
    folder: Path

    @classmethod
    async def set_up(cls, visitor: Visitor, desk: Desk, folder: Path) -> Self:
        """Arrive, with the button in sight that modals open from."""
        visitor.page.set_default_timeout(_PATIENCE_MS)
        await desk.post("ana", actions(button("show")))
        await visitor.arrive("ana")
        await visitor.page.add_style_tag(content=_STYLE)
        return cls(visitor, desk, folder)

    async def take(self, scene: Scene) -> None:
        """The picture of a scene; what Slack would refuse raises."""
        view = self._placed(scene.view())
        path = self.folder / f"{scene.name}.png"
        await (self._home if view["type"] == "home" else self._modal)(view, path)

    async def _home(self, view: dict[str, Any], path: Path) -> None:
        page = self.visitor.page
        await page.locator("[data-tab=home]").click()
        await self._publish(home(actions(button("blank"))))
        await self.visitor.element("blank").wait_for()  # what stood there before is gone
        await self._publish(view)
        await self.visitor.element("blank").wait_for(state="detached")
        await page.get_by_test_id("home").screenshot(path=path)
        await page.locator("[data-tab=messages]").click()

    async def _publish(self, view: dict[str, Any]) -> None:
        await self.desk.client.views_publish(user_id=self.visitor.id_of("ana"), view=view)

    async def _modal(self, view: dict[str, Any], path: Path) -> None:
        await self.visitor.element("show").click()
        trigger = (await self.desk.next())["trigger_id"]
        await self.desk.client.views_open(trigger_id=trigger, view=view)
        dialog = self.visitor.dialog
        await dialog.locator(".block").nth(len(view["blocks"]) - 1).wait_for()
        await dialog.screenshot(path=path)
        await self.visitor.page.keyboard.press("Escape")
        await dialog.wait_for(state="detached")

    def _placed(self, view: dict[str, Any]) -> dict[str, Any]:
        """The view with this sandbox's people and channels in place of the scenes'."""
        written = json.dumps(view)
        for placeholder, found in (
            (USER_ANA, self.visitor.id_of("ana")),
            (USER_BEN, self.visitor.id_of("ben")),
            (CHANNEL_DEALS, self.visitor.channel_id("deals")),
        ):
            written = written.replace(f'"{placeholder}"', f'"{found}"')
        placed: dict[str, Any] = json.loads(written)
        return placed
