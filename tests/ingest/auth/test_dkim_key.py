import base64
from time import process_time

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from ingest.auth.dkim_key import Key, Unusable, find_key, read_key
from tests.ingest.auth.builders import ed25519_key, rsa_key


def a_record(bits: int, exponent: int = 65537) -> bytes:
    """A record with an RSA key of that size; nobody has its private half."""
    key = RSAPublicNumbers(exponent, (1 << bits) - 1).public_key()
    return b"p=" + base64.b64encode(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))


def der(tag: int, content: bytes) -> bytes:
    length = len(content).to_bytes(3, "big")
    return bytes([tag, 0x83]) + length + content


@pytest.mark.parametrize(
    "record",
    [
        pytest.param(a_record(1023), id="too small"),
        pytest.param(a_record(4097), id="too large"),
        pytest.param(a_record(8192), id="far too large"),
        pytest.param(a_record(2048, 2**33 + 1), id="exponent too large"),
        pytest.param(a_record(2048, 2**2000 + 1), id="exponent far too large"),
        pytest.param(b"p=" + base64.b64encode(b"\x30\x80" + b"\0" * 90), id="indefinite length"),
        pytest.param(
            b"p=" + base64.b64encode(der(0x30, der(2, b"\x7f" * 300) + der(2, b"\1"))), id="exponent of one"
        ),
        pytest.param(b"k=ed25519; p=AAAA", id="a short ed25519 key"),
    ],
)
def test_a_key_that_is_too_weak_or_an_attack_does_not_serve(record: bytes) -> None:
    algorithm = b"ed25519-sha256" if b"ed25519" in record else b"rsa-sha256"
    started = process_time()
    assert isinstance(read_key(record, algorithm), Unusable)
    assert process_time() - started < 0.1


def test_an_elliptic_curve_key_is_no_rsa_key() -> None:
    public = generate_private_key(SECP256R1()).public_key()
    encoded = base64.b64encode(public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))
    assert read_key(b"p=" + encoded, b"rsa-sha256") == Unusable("the key is no RSA key")


def test_a_bare_rsa_key_serves_as_one_with_its_type_around_it() -> None:
    spki = base64.b64decode(rsa_key().public)
    bare = spki[
        22:
    ]  # RFC 8017's RSAPublicKey within, for a key of 1024 bits; RFC 6376 erratum 3017 allows it
    assert isinstance(read_key(b"p=" + base64.b64encode(bare), b"rsa-sha256"), Key)


def test_white_space_in_a_key_does_not_matter() -> None:
    public = rsa_key().public
    record = f" v=DKIM1 ;\tk = rsa; p={public[:50]} {public[50:]} ;"
    assert isinstance(read_key(record.encode(), b"rsa-sha256"), Key)


def test_an_ed25519_key_serves_its_own_algorithm_only() -> None:
    record = ed25519_key().record.encode()
    assert isinstance(read_key(record, b"ed25519-sha256"), Key)
    assert isinstance(read_key(record, b"rsa-sha256"), Unusable)


def test_without_records_there_is_no_key() -> None:
    assert find_key((), b"rsa-sha256") == Unusable("no key is published")
