"""A picture that is to be taken."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Scene:
    """A modal or home tab in one state. `name` is the picture's file name, `view` makes what Slack gets."""

    name: str
    caption: str
    view: Callable[[], dict[str, Any]]
