"""What holds for the whole repository."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot.settings import BotSettings
from ingest.settings import IngestSettings

ROOT = Path(__file__).parent.parent
FLOORS = ("models", "ingest", "bot")
LONGEST_FILE = 300
LOCKS = {"requirements.lock": 41, "tests/requirements.lock": 50, "tests/lint.lock": 5}  # hold at least


def ours() -> list[Path]:
    """Every source file of the product and of its tests."""
    folders = (*FLOORS, "tests")
    return [p for f in folders for p in (ROOT / f).rglob("*.py") if "migrations" not in p.parts]


def test_no_file_of_the_product_grows_into_a_drawer_for_everything() -> None:
    long = {
        str(path.relative_to(ROOT)): count
        for path in ours()
        if path.relative_to(ROOT).parts[0] in FLOORS
        and (count := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST_FILE
    }
    assert long == {}


def test_the_floors_hold() -> None:
    lint = shutil.which("lint-imports", path=str(Path(sys.executable).parent))
    assert lint is not None
    result = subprocess.run([lint], cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize("settings", [BotSettings, IngestSettings])
def test_every_setting_is_in_the_readme(settings: type[BotSettings] | type[IngestSettings]) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    table = set(re.findall(r"`([A-Z][A-Z_]+)`", readme))
    assert {str(field.alias) for field in settings.model_fields.values()} <= table


def test_the_tests_that_the_readme_names_are_there() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)`", (ROOT / "README.md").read_text())
    assert len(named) > 20
    assert [path for path in named if not (ROOT / path).is_file()] == []


def test_the_lock_files_carry_hashes_and_no_index() -> None:
    for lock, at_least in LOCKS.items():
        text = (ROOT / lock).read_text(encoding="utf-8")
        pins = re.findall(r"^[a-z0-9][^ =]*==[^ ]+.*$", text, re.MULTILINE)
        assert len(pins) >= at_least
        assert all(line.endswith("\\") for line in pins)
        assert "://" not in text
        assert not re.search(r"^--(index|extra|find)", text, re.MULTILINE)


def test_what_is_installed_together_is_of_one_version() -> None:
    def pins(lock: str) -> set[tuple[str, str]]:
        return set(re.findall(r"(?m)^([a-z0-9][^ =]*)==([^ ]+)", (ROOT / lock).read_text(encoding="utf-8")))

    product, suite, lint = map(pins, LOCKS)
    assert product <= suite
    assert {pin for pin in lint if pin[0] in dict(suite)} <= suite
