"""A person in front of the sandbox's page."""

from playwright.async_api import Error, Locator, Page

from tests.sandbox import Sandbox


class Visitor:
    """Looks and clicks; what the browser complained of is in `complaints`."""

    def __init__(self, sandbox: Sandbox, page: Page) -> None:
        self.sandbox = sandbox
        self.page = page
        self.complaints: list[str] = []
        page.on("pageerror", self._complain)

    def _complain(self, error: Error) -> None:
        self.complaints.append(str(error))

    def id_of(self, handle: str) -> str:
        """The id of somebody of the company."""
        return next(user.id for user in self.sandbox.team.people if user.name == handle)

    def channel_id(self, name: str) -> str:
        """The id of a channel."""
        return next(each.id for each in self.sandbox.team.channels.values() if each.name == name)

    async def arrive(self, handle: str, **place: str) -> None:
        """Open the page as that person, at a place its address can name."""
        words = "&".join(f"{key}={value}" for key, value in {"user": self.id_of(handle), **place}.items())
        await self.page.goto("about:blank")
        await self.page.goto(f"{self.sandbox.url}/#{words}")
        await self.page.locator(".live.on").wait_for()

    async def leave(self) -> None:
        """Leave nothing in the tab for whoever comes next."""
        for other in self.page.context.pages:
            if other is not self.page:
                await other.close()
        await self.page.evaluate("sessionStorage.clear(); localStorage.clear()")
        await self.page.goto("about:blank")
        self.page.remove_listener("pageerror", self._complain)

    @property
    def messages(self) -> Locator:
        """The messages of the conversation in the middle."""
        return self.page.locator(".conversation [data-testid=message]")

    @property
    def dialog(self) -> Locator:
        """The modal on top."""
        return self.page.locator("[role=dialog]:visible")

    @property
    def toast(self) -> Locator:
        """What the page says in passing."""
        return self.page.locator("[data-testid=toast]")

    def element(self, action_id: str) -> Locator:
        """The block element with that id, wherever it is shown."""
        return self.page.locator(f"[data-action-id={action_id}]:visible")

    async def go(self, channel: str) -> None:
        """Open a channel from the sidebar."""
        await self.page.locator(f".sidebar [data-channel={self.channel_id(channel)}]").click()

    async def write(self, text: str) -> None:
        """Write into the box under the conversation and press Enter."""
        await self.page.get_by_test_id("composer").fill(text)
        await self.page.get_by_test_id("composer").press("Enter")

    async def become(self, handle: str) -> None:
        """Switch to another person."""
        await self.page.locator("#user-switch").click()
        await self.page.locator(f"[role=menuitem][data-value={self.id_of(handle)}]").click()
