"""The page on which the pictures hang."""

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

from tests.gallery.scene import Scene

_STYLE = """
:root { color-scheme: light; }
body { margin: 0; background: #f4f3f1; color: #1d1c1d; font: 15px/1.45 system-ui, sans-serif; }
header, main { max-width: 1500px; margin: 0 auto; padding: 24px 28px; }
header { padding-bottom: 0; }
h1 { font-size: 26px; margin: 0 0 6px; }
h2 { font-size: 19px; margin: 34px 0 14px; }
nav a { color: #1264a3; margin-right: 16px; text-decoration: none; }
.wall { columns: 430px; column-gap: 24px; }
figure { break-inside: avoid; margin: 0 0 24px; background: #fff; border: 1px solid #dddbd8;
  border-radius: 12px; overflow: hidden; }
figure img { display: block; width: 100%; }
figcaption { padding: 10px 16px 12px; border-top: 1px solid #ebe9e6; }
figcaption small { color: #6b696b; display: block; }
"""


def write(topics: Mapping[str, Sequence[Scene]], folder: Path) -> Path:
    """Write the page beside the pictures; where it is."""
    links = "".join(f'<a href="#{_anchor(topic)}">{escape(topic)}</a>' for topic in topics)
    walls = "".join(_wall(topic, scenes) for topic, scenes in topics.items())
    index = folder / "index.html"
    index.write_text(
        '<!doctype html><html lang="en"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>Smart Bcc for Slack, view by view</title><style>{_STYLE}</style>"
        "<header><h1>Smart Bcc for Slack, view by view</h1>"
        f"<nav>{links}</nav></header><main>{walls}</main></html>\n",
        encoding="utf-8",
    )
    return index


def _wall(topic: str, scenes: Sequence[Scene]) -> str:
    pictures = "".join(map(_figure, scenes))
    return f'<h2 id="{_anchor(topic)}">{escape(topic)}</h2><div class="wall">{pictures}</div>'


def _figure(scene: Scene) -> str:
    caption = escape(scene.caption)
    return (
        f'<figure><a href="{scene.name}.png"><img src="{scene.name}.png" alt="{caption}"></a>'
        f"<figcaption>{caption}<small>{scene.name}</small></figcaption></figure>"
    )


def _anchor(topic: str) -> str:
    return "".join(letter if letter.isalnum() else "-" for letter in topic.lower())
