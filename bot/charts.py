"""Small charts as pictures."""

from collections.abc import Sequence
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

_WIDTH, _HEIGHT = 720, 280  # twice what is shown, for sharp screens
_EDGE, _TOP, _FOOT = 32, 48, 52
_PAPER, _INK, _BAR, _NONE = "#ffffff", "#1d1c1d", "#1f4d3d", "#d8dedb"
_FONT = 26


def bar_chart(values: Sequence[int], labels: Sequence[str]) -> bytes:
    """A PNG with a bar for each value, its number above and its label below. The same values make the same
    bytes."""
    image = Image.new("RGB", (_WIDTH, _HEIGHT), _PAPER)
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(_FONT)
    most = max(1, *values)
    step = (_WIDTH - 2 * _EDGE) / len(values)
    floor = _HEIGHT - _FOOT
    for at, (value, label) in enumerate(zip(values, labels, strict=True)):
        middle = _EDGE + step * (at + 0.5)
        height = round((floor - _TOP) * value / most) if value else 4
        top, half = floor - max(4, height), step * 0.32
        draw.rounded_rectangle((middle - half, top, middle + half, floor), 4, _BAR if value else _NONE)
        draw.text((middle, top - 6), f"{value:,}", _INK, font, anchor="ms")
        draw.text((middle, floor + 34), label, _INK, font, anchor="ms")
    png = BytesIO()
    image.save(png, "PNG", optimize=True)
    return png.getvalue()
