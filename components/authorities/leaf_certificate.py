"""Make this pod's certificate for its own addresses, signed by the cluster's authority; runs once, before Ray starts.

Ray's gRPC checks a peer's certificate against the address it dialled, an IP address between workers, and addresses of
pods are known only here. The authority's key is mounted into this container alone, which ends before user code starts.
"""

from __future__ import annotations

import datetime
import ipaddress
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.types import CertificateIssuerPrivateKeyTypes
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

LONGEST_NAME = 64
"""Characters of a common name (RFC 5280, appendix A); clients read the alternative names anyway."""
CLOCKS_APART = datetime.timedelta(minutes=5)
"""Nodes' clocks differ; a certificate from the future would be refused."""


def names_of(environment: Mapping[str, str]) -> tuple[str, ...]:
    """Return the names that others call this pod by; only a head is also called by its cluster's service."""
    names = [name for name in environment.get("GROUNDPLAN_TLS_NAMES", "").split(",") if name]
    if environment.get("GROUNDPLAN_TLS_HEAD") == "1" and environment.get("FQ_RAY_IP"):
        names.append(environment["FQ_RAY_IP"])
    return ("localhost", *dict.fromkeys(names))


def make_leaf(
    certificate: bytes, key: bytes, names: Iterable[str], addresses: Iterable[str], now: datetime.datetime
) -> tuple[bytes, bytes]:
    """Return a certificate and its key; it is good for as long as the authority, since Ray never reads it again.

    Raises ValueError where the authority has ended, or certificate and key are not of one authority.
    """
    authority, signing = _signer(certificate, key, now)
    names, own = list(names), ec.generate_private_key(ec.SECP256R1())
    alternatives = [x509.DNSName(name) for name in names]
    alternatives += [x509.IPAddress(ipaddress.ip_address(address)) for address in addresses]
    called = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[-1][:LONGEST_NAME])])
    leaf = (
        x509.CertificateBuilder(issuer_name=authority.subject, subject_name=called)
        .public_key(own.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - CLOCKS_APART)
        .not_valid_after(authority.not_valid_after_utc)
        .add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        # Authorities of one cluster have one name: by this a peer that trusts several knows whose signature it is.
        .add_extension(_identifier(authority), critical=False)
        .add_extension(
            x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]),
            critical=False,
        )
        .sign(signing, hashes.SHA256())
    )
    private = own.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return leaf.public_bytes(serialization.Encoding.PEM), private


def _signer(
    certificate: bytes, key: bytes, now: datetime.datetime
) -> tuple[x509.Certificate, CertificateIssuerPrivateKeyTypes]:
    authority = x509.load_pem_x509_certificate(certificate)
    if authority.not_valid_after_utc <= now:
        raise ValueError(
            f"the cluster's authority ended on {authority.not_valid_after_utc:%Y-%m-%d}: run `groundplan up`, which "
            "makes a new one"
        )
    signing = serialization.load_pem_private_key(key, password=None)
    if not isinstance(signing, CertificateIssuerPrivateKeyTypes):
        raise ValueError("the authority's key cannot sign certificates")
    if signing.public_key() != authority.public_key():
        raise ValueError("certificate and key are of two authorities: one is renewed just now; try again")
    return authority, signing


def _identifier(authority: x509.Certificate) -> x509.AuthorityKeyIdentifier:
    own = authority.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    return x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(own)


def write(folder: Path, trusted: bytes, leaf: bytes, key: bytes) -> None:
    """Write what Ray reads; the key for its owner alone."""
    (folder / "ca.crt").write_bytes(trusted)
    (folder / "tls.crt").write_bytes(leaf)
    private = folder / "tls.key"
    private.unlink(missing_ok=True)
    descriptor = os.open(private, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(key)


def main(environment: Mapping[str, str]) -> None:
    """Make and write the certificate of the pod whose environment this is."""
    authority = Path(environment["GROUNDPLAN_TLS_AUTHORITY"])
    addresses = ["127.0.0.1", environment["POD_IP"]]
    now = datetime.datetime.now(datetime.UTC)
    signing = ((authority / "ca.crt").read_bytes(), (authority / "ca.key").read_bytes())
    try:
        leaf, key = make_leaf(*signing, names_of(environment), addresses, now)
    except ValueError as refused:
        raise SystemExit(str(refused)) from refused
    write(Path(environment["GROUNDPLAN_TLS_FOLDER"]), (authority / "trusted.crt").read_bytes(), leaf, key)


if __name__ == "__main__":
    main(os.environ)
