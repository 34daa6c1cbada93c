"""A pod's certificate is for its own addresses, and only for as long as its authority says."""

import datetime
import ipaddress
import os
import ssl
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from components.ray.authority import new_authority
from components.ray.programs import text_of
from components.ray.programs.leaf_certificate import make_leaf, names_of

NOW = datetime.datetime(2026, 11, 23, tzinfo=datetime.UTC)
AUTHORITY = new_authority("atlas-train", NOW)
OTHER = new_authority("atlas-serve", NOW)
HEAD = "train-head-svc.atlas-train.svc.cluster.local"


def leaf_of(address: str, *names: str) -> x509.Certificate:
    certificate, _ = make_leaf(
        AUTHORITY["certificate"].encode(), AUTHORITY["key"].encode(), ("localhost", *names), (address,), NOW
    )
    return x509.load_pem_x509_certificate(certificate)


@given(st.ip_addresses())
def test_peers_that_dial_the_pods_address_believe_it(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> None:
    found = leaf_of(str(address)).extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert address in found.get_values_for_type(x509.IPAddress), "Ray's workers dial each other by IP address"


def test_it_is_its_authoritys_and_no_others() -> None:
    leaf = leaf_of("10.1.2.3", HEAD)
    authority = x509.load_pem_x509_certificate(AUTHORITY["certificate"].encode())
    leaf.verify_directly_issued_by(authority)
    with pytest.raises(ValueError, match="does not match"):
        leaf.verify_directly_issued_by(x509.load_pem_x509_certificate(OTHER["certificate"].encode()))
    assert leaf.not_valid_after_utc == authority.not_valid_after_utc
    basic = leaf.extensions.get_extension_for_class(x509.BasicConstraints).value
    assert basic.ca is False, "a pod could sign for others"


def test_only_a_head_is_called_by_its_service() -> None:
    environment = {"FQ_RAY_IP": HEAD, "GROUNDPLAN_TLS_NAMES": ""}
    assert HEAD in names_of({**environment, "GROUNDPLAN_TLS_HEAD": "1"})
    assert HEAD not in names_of({**environment, "GROUNDPLAN_TLS_HEAD": "0"}), (
        "a worker could pass for the head"
    )
    named = {"GROUNDPLAN_TLS_NAMES": "a,b,a", "GROUNDPLAN_TLS_HEAD": "0"}
    assert names_of(named) == ("localhost", "a", "b")


def test_a_key_that_signs_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="PEM"):
        make_leaf(AUTHORITY["certificate"].encode(), b"no key", ("localhost",), ("10.1.2.3",), NOW)


def test_it_runs_alone_and_writes_what_a_tls_server_takes(tmp_path: Path) -> None:
    program, authority, folder = tmp_path / "leaf_certificate.py", tmp_path / "authority", tmp_path / "tls"
    program.write_text(text_of("leaf_certificate.py"), encoding="utf-8")
    authority.mkdir()
    folder.mkdir()
    (authority / "ca.crt").write_text(AUTHORITY["certificate"])
    (authority / "ca.key").write_text(AUTHORITY["key"])
    environment = {
        "GROUNDPLAN_TLS_AUTHORITY": str(authority), "GROUNDPLAN_TLS_FOLDER": str(folder), "POD_IP": "10.1.2.3",
        "GROUNDPLAN_TLS_NAMES": "", "GROUNDPLAN_TLS_HEAD": "1", "FQ_RAY_IP": HEAD, "PATH": os.environ["PATH"],
    }  # fmt: skip
    for _restarted in range(2):
        subprocess.run([sys.executable, "-I", str(program)], env=environment, check=True, cwd=tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "tls.crt", folder / "tls.key")
    assert (folder / "tls.key").stat().st_mode & 0o077 == 0, "others on the node could read the key"
    leaf = x509.load_pem_x509_certificate((folder / "tls.crt").read_bytes())
    assert isinstance(leaf.public_key(), ec.EllipticCurvePublicKey)
    alternatives = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert HEAD in alternatives.get_values_for_type(x509.DNSName)
