"""Charts."""

from io import BytesIO

import pytest
from PIL import Image

from bot.charts import bar_chart
from bot.views.digests import DAYS


def dark_rows(png: bytes, bar: int) -> int:
    """How high a bar is, by the colour in its middle."""
    image = Image.open(BytesIO(png)).convert("RGB")
    middle = 32 + (image.width - 64) / len(DAYS) * (bar + 0.5)
    return sum(image.getpixel((int(middle), row)) == (0x1F, 0x4D, 0x3D) for row in range(image.height))


@pytest.mark.parametrize("values", [(0,) * 7, (5, 12, 0, 3, 8, 1, 0), (1, 2, 0, 0, 0, 0, 98_765)])
def test_bars_are_as_high_as_their_numbers(values: tuple[int, ...]) -> None:
    png = bar_chart(values, DAYS)
    assert png.startswith(b"\x89PNG")
    assert len(png) < 20_000
    heights = [dark_rows(png, bar) for bar in range(7)]
    assert [height == 0 for height in heights] == [value == 0 for value in values]
    most = max(values)
    for value, height in zip(values, heights, strict=True):
        assert height <= max(5, 182 * value / max(1, most) + 2)
    if most:
        assert heights[values.index(most)] > 170


def test_the_same_values_make_the_same_picture() -> None:
    assert bar_chart((1, 2, 3, 4, 5, 6, 7), DAYS) == bar_chart((1, 2, 3, 4, 5, 6, 7), DAYS)
