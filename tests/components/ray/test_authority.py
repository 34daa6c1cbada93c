"""A cluster's authority can sign pods' certificates, and nothing that could sign in turn."""

import datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization

from components.ray.authority import new_authority

NOW = datetime.datetime(2026, 11, 23, tzinfo=datetime.UTC)


def test_it_signs_and_lets_nobody_else_sign() -> None:
    made = new_authority("atlas-train", NOW)
    certificate = x509.load_pem_x509_certificate(made["certificate"].encode())
    basic = certificate.extensions.get_extension_for_class(x509.BasicConstraints).value
    usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    assert (basic.ca, basic.path_length) == (True, 0)
    assert usage.key_cert_sign and not usage.digital_signature
    key = serialization.load_pem_private_key(made["key"].encode(), password=None)
    assert key.public_key() == certificate.public_key(), "nothing that it signs would be believed"


def test_each_is_another_and_the_fingerprint_tells() -> None:
    first, second = new_authority("atlas-train", NOW), new_authority("atlas-train", NOW)
    assert first["key"] != second["key"]
    certificate = x509.load_pem_x509_certificate(first["certificate"].encode())
    assert first["fingerprint"] == certificate.fingerprint(hashes.SHA256()).hex()
    assert first["fingerprint"] != second["fingerprint"], "pods would keep the old one's certificates"


def test_it_is_good_at_once_where_clocks_differ_and_for_ten_years() -> None:
    certificate = x509.load_pem_x509_certificate(new_authority("atlas-train", NOW)["certificate"].encode())
    assert certificate.not_valid_before_utc < NOW
    assert certificate.not_valid_after_utc - NOW >= datetime.timedelta(days=3650)
