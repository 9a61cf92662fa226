"""Every kind of store keeps what it was given, and says plainly when it cannot."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from obstore.store import MemoryStore, S3Store

from models.raw import RawStore, RawStoreFailed, RawStoreUnusable, new_key, open_raw_store, workspace_and_day
from models.raw.bucket import Bucket
from models.raw.folder import Folder

RECEIVED = datetime(2026, 11, 25, 23, 59, tzinfo=UTC)
LONG_AGO, LATER = datetime(2001, 1, 1, tzinfo=UTC), datetime(2101, 1, 1, tzinfo=UTC)


@pytest.fixture(params=["folder", "bucket"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> RawStore:
    return Folder(tmp_path / "raw") if request.param == "folder" else Bucket(MemoryStore())


async def keys_of(store: RawStore, moment: datetime = LATER) -> set[str]:
    return {key async for keys in store.older_than(moment) for key in keys}


async def test_what_is_put_is_there_until_it_is_deleted(store: RawStore) -> None:
    first, second = new_key(1, RECEIVED), new_key(1, RECEIVED)
    await store.put(first, b"\0first")
    await store.put(second, b"")
    assert (await store.get(first), await store.get(second)) == (b"\0first", b"")
    assert await keys_of(store) == {first, second}
    assert await keys_of(store, LONG_AGO) == set()
    await store.delete([first, new_key(1, RECEIVED)])
    assert (await store.get(first), await store.get(second)) == (None, b"")
    await store.put(second, b"again")
    assert await store.get(second) == b"again"


async def test_a_store_with_nothing_in_it_is_empty(store: RawStore) -> None:
    assert await keys_of(store) == set()
    assert await store.get(new_key(1, RECEIVED)) is None


def test_a_key_says_whose_it_is_and_of_what_day() -> None:
    key = new_key(42, RECEIVED)
    assert workspace_and_day(key) == (42, datetime(2026, 11, 25, tzinfo=UTC))
    assert key != new_key(42, RECEIVED)
    assert workspace_and_day("backup/2026/11/25/notes.txt") is None


async def test_a_file_that_was_never_finished_is_no_mail_and_goes(tmp_path: Path) -> None:
    store, key = Folder(tmp_path), new_key(1, RECEIVED)
    await store.put(key, b"whole")
    broken = tmp_path / f"{new_key(1, RECEIVED)}.unfinished"
    broken.write_bytes(b"hal")
    assert await keys_of(store, datetime.now(UTC) - timedelta(hours=1)) == set()
    assert broken.exists()
    assert await keys_of(store) == {key}
    assert not broken.exists()


async def test_the_name_of_a_directory_that_another_made_is_on_the_disk_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await Folder(tmp_path / "raw").put(new_key(1, RECEIVED), b"by another process")
    synced: list[Path] = []
    monkeypatch.setattr("models.raw.folder._sync", synced.append)
    key = new_key(1, RECEIVED)
    store = Folder(tmp_path / "raw")
    await store.put(key, b"ours")
    day = (tmp_path / "raw" / key).parent
    assert {day, day.parent, day.parent.parent, tmp_path / "raw" / "1", tmp_path / "raw"} == set(synced)
    synced.clear()
    await store.put(new_key(1, RECEIVED), b"ours, too")
    assert synced == [day]


async def test_a_file_can_be_read_by_its_owner_alone(tmp_path: Path) -> None:
    key = new_key(1, RECEIVED)
    await Folder(tmp_path / "raw").put(key, b"secret")
    assert (tmp_path / "raw").stat().st_mode & 0o077 == 0


@pytest.fixture
def full_directory(tmp_path: Path) -> Path:
    """One in which nothing can be made: a file stands where a directory is needed."""
    (tmp_path / "raw").write_text("")
    return tmp_path / "raw"


async def test_a_store_that_fails_says_so_without_a_key_or_a_secret(full_directory: Path) -> None:
    nowhere = S3Store(
        "mail", endpoint="http://127.0.0.1:1", client_options={"allow_http": True}, access_key_id="id",
        secret_access_key="hush", retry_config={"max_retries": 0},
    )  # fmt: skip
    key = new_key(1, RECEIVED)
    for store in (Folder(full_directory), Bucket(nowhere)):
        with pytest.raises(RawStoreFailed) as failed:
            await store.put(key, b"x")
        assert not any(word in str(failed.value) for word in (key, "hush", "127.0.0.1", str(full_directory)))


def test_a_url_means_a_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith(("AWS_", "AZURE_", "GOOGLE_"))]:
        monkeypatch.delenv(name)
    assert isinstance(open_raw_store(f"file://{tmp_path}/a%20b"), Folder)
    assert isinstance(open_raw_store("s3://mail/raw"), Bucket)
    for url in ("raw", "file:relative", "ftp://user:hush@host/raw", "az://mail/raw", "file://host/raw"):
        with pytest.raises(RawStoreUnusable, match=r"^BCC_RAW_STORE_URL: ") as refused:
            open_raw_store(url)
        assert "hush" not in str(refused.value)
        assert "\n" not in str(refused.value)
