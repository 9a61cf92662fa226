"""`make gallery`: every modal and home tab on the sandbox's page, as pictures on one page of their own."""

import argparse
import asyncio
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from playwright.async_api import async_playwright
from rich.console import Console

from tests.chromium import CHROMIUM
from tests.gallery.album import write
from tests.gallery.camera import Camera, Studio
from tests.gallery.scene import Scene
from tests.gallery.scenes import TOPICS
from tests.sandbox import Sandbox, Settings
from tests.sandbox_tests.page.visitor import Visitor

MISSING = "make gallery needs Chromium: install it, for instance with `apt install chromium`."
FOLDER = Path(__file__).parents[2] / ".gallery"
WINDOW = {"width": 1280, "height": 3000}  # the longest home tab in one piece


def chosen(words: Sequence[str]) -> dict[str, tuple[Scene, ...]]:
    """The scenes whose names hold one of the words; all without any."""
    found = {
        topic: tuple(scene for scene in scenes if not words or any(word in scene.name for word in words))
        for topic, scenes in TOPICS.items()
    }
    return {topic: scenes for topic, scenes in found.items() if scenes}


async def take(topics: Mapping[str, Sequence[Scene]], folder: Path, chromium: str) -> list[str]:
    """A picture of each scene; what the page complained of meanwhile."""
    async with (
        Sandbox(settings=Settings(rate_limits=False)) as sandbox,
        Studio(sandbox) as desk,
        async_playwright() as playwright,
    ):
        browser = await playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = await browser.new_page(viewport=WINDOW, reduced_motion="reduce")
        visitor = Visitor(sandbox, page)
        camera = await Camera.set_up(visitor, desk, folder)
        for scene in (scene for scenes in topics.values() for scene in scenes):
            await camera.take(scene)
        await browser.close()
        return visitor.complaints


def main() -> int:
    """Take the pictures; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.gallery", description=__doc__)
    parser.add_argument("--only", nargs="+", default=(), metavar="WORD", help="scenes named like that")
    topics = chosen(parser.parse_args().only)
    console = Console(highlight=False)
    if CHROMIUM is None:
        console.print(MISSING, markup=False, soft_wrap=True)
        return 2
    FOLDER.mkdir(exist_ok=True)
    complaints = asyncio.run(take(topics, FOLDER, CHROMIUM))
    for complaint in complaints:
        console.print(complaint, markup=False, soft_wrap=True)
    index = write(topics, FOLDER)
    console.print(f"{sum(map(len, topics.values()))} pictures: {index}", markup=False)
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
