"""Reading the configuration, and saying what is wrong with it."""

import subprocess
import sys
from ipaddress import ip_network
from pathlib import Path

import pytest

from ingest.settings import BadSettings, IngestSettings, read_settings


@pytest.fixture(autouse=True)
def _nothing_configured(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for field in IngestSettings.model_fields.values():
        monkeypatch.delenv(str(field.alias), raising=False)
    monkeypatch.chdir(tmp_path)


def test_only_the_mail_domain_must_be_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BCC_MAIL_DOMAIN", "Bcc.Example.com")
    settings = read_settings()
    assert settings.mail_domain == "bcc.example.com"
    assert settings.smtp_address == ("0.0.0.0", 2525)
    assert settings.max_message_bytes == 26214400
    assert settings.database_url == "sqlite://./smartbcc.db"
    assert settings.tls_context() is None


def test_lists_are_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BCC_MAIL_DOMAIN", "bcc.test")
    monkeypatch.setenv("BCC_TRUSTED_RELAYS", "192.0.2.0/24, 2001:db8::/32")
    monkeypatch.setenv("BCC_DNS_SERVERS", "127.0.0.1:5353,[::1]:53")
    monkeypatch.setenv("BCC_TRUSTED_ARC_SEALERS", "")
    settings = read_settings()
    assert settings.trusted_relays == (ip_network("192.0.2.0/24"), ip_network("2001:db8::/32"))
    assert settings.dns_servers == ("127.0.0.1:5353", "[::1]:53")
    assert settings.trusted_arc_sealers == ()


def test_a_file_named_env_is_read(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("BCC_MAIL_DOMAIN=bcc.test\nBCC_SMTP_LISTEN=[::1]:25\n")
    assert read_settings().smtp_address == ("::1", 25)


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("BCC_MAIL_DOMAIN", "", "is not set"),
        ("BCC_DNS_SERVERS", "nameserver", "IPv4 or IPv6"),
        ("BCC_DNS_SERVERS", "127.0.0.1:53,127.0.0.1:abc", "port"),
        ("BCC_MAIL_DOMAIN", "me@example.com", "a domain such as"),
        ("BCC_SMTP_LISTEN", "2525", "HOST:PORT"),
        ("BCC_SMTP_LISTEN", "0.0.0.0:99999", "HOST:PORT"),
        ("BCC_MAX_MESSAGE_BYTES", "much", "integer"),
        ("BCC_MAX_MESSAGE_BYTES", "0", "1024"),
        ("BCC_TRUSTED_RELAYS", "192.0.2.1/99", "network"),
        ("BCC_LOG_LEVEL", "LOUD", "one of DEBUG"),
        ("BCC_SMTP_CERT", "cert.pem", "both or neither"),
    ],
)
def test_a_wrong_setting_is_named_with_what_is_expected(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, expected: str
) -> None:
    monkeypatch.setenv("BCC_MAIL_DOMAIN", "bcc.test")
    monkeypatch.setenv(name, value)
    with pytest.raises(BadSettings) as raised:
        read_settings()
    assert name in str(raised.value)
    assert expected in str(raised.value)
    assert "\n" not in str(raised.value)


def test_an_unreadable_certificate_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BCC_MAIL_DOMAIN", "bcc.test")
    monkeypatch.setenv("BCC_SMTP_CERT", "missing.pem")
    monkeypatch.setenv("BCC_SMTP_KEY", "missing.pem")
    with pytest.raises(BadSettings, match="BCC_SMTP_CERT"):
        read_settings().tls_context()


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, "BCC_MAIL_DOMAIN"),
        ({"BCC_MAIL_DOMAIN": "bcc.test", "BCC_DATABASE_URL": "mysql://x"}, "BCC_DATABASE_URL"),
        ({"BCC_MAIL_DOMAIN": "bcc.test", "BCC_DATABASE_URL": "postgres://127.0.0.1:1/x"}, "BCC_DATABASE_URL"),
        ({"BCC_MAIL_DOMAIN": "bcc.test", "BCC_SMTP_LISTEN": "203.0.113.1:25"}, "BCC_SMTP_LISTEN"),
    ],
    ids=["no domain", "no such engine", "database away", "no such address"],
)
def test_ingest_that_cannot_start_says_why_in_one_line(
    environment: dict[str, str], expected: str, tmp_path: Path
) -> None:
    root = str(Path(__file__).parents[2])
    ended = subprocess.run(
        [sys.executable, "-m", "ingest"],
        cwd=tmp_path,
        env={"PYTHONPATH": root, "PATH": "/usr/bin:/bin"} | environment,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert ended.returncode == 2
    assert ended.stdout == ""
    [line] = ended.stderr.splitlines()
    assert expected in line
