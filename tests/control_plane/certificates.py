"""The keys of a control plane: one authority, and certificates signed by it."""

import datetime
import ipaddress
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

LIFE = datetime.timedelta(days=2)
"""Longer than any run of the tests, too short to be of use to a finder."""


@dataclass(frozen=True, kw_only=True)
class Pair:
    """The files of a certificate and of its key, in PEM; only their owner may read the key."""

    certificate: Path
    key: Path


class Authority:
    """Signs certificates and writes them into a folder."""

    def __init__(self, folder: Path, name: str = "control-plane") -> None:
        """Make a new authority; its own certificate becomes `<name>.crt`."""
        self._folder, self._name = folder, _name(name)
        self._key = ec.generate_private_key(ec.SECP256R1())
        extension = x509.BasicConstraints(ca=True, path_length=0)
        certificate = self._builder(self._name, self._key).add_extension(extension, critical=True)
        self.pair = self._write(name, certificate, self._key)

    def server(self, name: str, names: list[str], addresses: list[str]) -> Pair:
        """Sign a certificate for a server that is known under `names` and `addresses`."""
        known = [x509.DNSName(entry) for entry in names]
        known_addresses = [x509.IPAddress(ipaddress.ip_address(entry)) for entry in addresses]
        key = ec.generate_private_key(ec.SECP256R1())
        alternatives = x509.SubjectAlternativeName([*known, *known_addresses])
        return self._write(
            name, self._builder(_name(name), key).add_extension(alternatives, critical=False), key
        )

    def client(self, file: str, user: str, groups: tuple[str, ...] = ()) -> Pair:
        """Sign a certificate that the API server takes for `user` in `groups`."""
        key = ec.generate_private_key(ec.SECP256R1())
        return self._write(file, self._builder(_name(user, *groups), key), key)

    def key_pair(self, name: str) -> Pair:
        """Return a key of its own with its public half in place of a certificate."""
        key = ec.generate_private_key(ec.SECP256R1())
        public = key.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        return self._write_files(name, public, key)

    def _builder(self, subject: x509.Name, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
        now = datetime.datetime.now(datetime.UTC)
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(
                now - datetime.timedelta(hours=1)
            )  # the clock of a virtual machine may jump back
            .not_valid_after(now + LIFE)
        )

    def _write(self, name: str, builder: x509.CertificateBuilder, key: ec.EllipticCurvePrivateKey) -> Pair:
        certificate = builder.sign(self._key, hashes.SHA256())
        return self._write_files(name, certificate.public_bytes(serialization.Encoding.PEM), key)

    def _write_files(self, name: str, public: bytes, key: ec.EllipticCurvePrivateKey) -> Pair:
        pair = Pair(certificate=self._folder / f"{name}.crt", key=self._folder / f"{name}.key")
        pair.certificate.write_bytes(public)
        pair.key.touch(mode=0o600)
        pair.key.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        return pair


def _name(name: str, *groups: str) -> x509.Name:
    organizations = [x509.NameAttribute(NameOID.ORGANIZATION_NAME, group) for group in groups]
    return x509.Name([*organizations, x509.NameAttribute(NameOID.COMMON_NAME, name)])
