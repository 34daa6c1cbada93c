"""A cluster's authorities for TLS between its pods: the one that signs, the one that will, and all that pods trust.

They sign nothing themselves: each pod does, for its own addresses. The one that signs next is trusted from the start,
and the one that signed last still is: so pods from before and after a renewal believe each other while they are made
anew one after the other.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from components.authorities.renewal import TERM, moment

CLOCKS_APART = datetime.timedelta(minutes=5)


def new_authority(name: str, now: datetime.datetime) -> dict[str, str]:
    """Return a cluster's first authorities: `certificate` and `key`, which sign, `next_certificate` and `next_key`,
    `trusted`, the certificates that pods trust, and of the one that signs `fingerprint` and `ends`.
    """
    return _signing(*_authority(name, now, now + 2 * TERM), name=name, now=now)


def renewed(found: Mapping[str, Any], name: str, now: datetime.datetime) -> dict[str, str]:
    """Return the authorities that follow those which were found; where these have ended or never had one, first ones.

    Each ends a term after the one before it. One is renewed when a term or less of it is left, so the one that follows
    signs for one term at least and two at most.
    """
    if "ends" not in found or moment(found["ends"]) <= now:
        return new_authority(name, now)
    return _signing(
        found["next_certificate"], found["next_key"], name=name, now=now, before=found["certificate"]
    )


def _signing(
    certificate: str, key: str, *, name: str, now: datetime.datetime, before: str = ""
) -> dict[str, str]:
    signer = x509.load_pem_x509_certificate(certificate.encode())
    following, following_key = _authority(name, now, signer.not_valid_after_utc + TERM)
    return {
        "certificate": certificate,
        "key": key,
        "next_certificate": following,
        "next_key": following_key,
        "trusted": certificate + following + before,
        "fingerprint": signer.fingerprint(hashes.SHA256()).hex(),
        "ends": signer.not_valid_after_utc.isoformat(),
    }


def _authority(name: str, now: datetime.datetime, ends: datetime.datetime) -> tuple[str, str]:
    """Return certificate and key of an authority that can sign pods' certificates and no authorities."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:64])])
    certificate = (
        x509.CertificateBuilder(issuer_name=subject, subject_name=subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - CLOCKS_APART)
        .not_valid_after(ends)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_may_sign(), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return certificate.public_bytes(serialization.Encoding.PEM).decode(), private.decode()


def _may_sign() -> x509.KeyUsage:
    return x509.KeyUsage(
        key_cert_sign=True, crl_sign=True, digital_signature=False, content_commitment=False, key_encipherment=False,
        data_encipherment=False, key_agreement=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip
