"""The browser that looks at the sandbox's page."""

import os
import shutil

import pytest

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
MISSING = "no Chromium on the path: the page is not walked"


def required() -> str:
    """Its path. A test without one is skipped, or fails where CI has the suite be whole."""
    if CHROMIUM is None:
        if os.environ.get("CI"):
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    return CHROMIUM
