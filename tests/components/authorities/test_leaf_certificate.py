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

from components.authorities import leaf_program
from components.authorities.authority import new_authority
from components.authorities.leaf_certificate import make_leaf, names_of

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


def test_a_certificate_and_a_key_of_two_authorities_make_none() -> None:
    with pytest.raises(ValueError, match="of two authorities: one is renewed just now"):
        make_leaf(
            AUTHORITY["certificate"].encode(), OTHER["key"].encode(), ("localhost",), ("10.1.2.3",), NOW
        )


def run(folder: Path, found: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    """Run the program as a pod does, on the authorities that are found, into `folder`/tls."""
    program, authority, made = folder / "leaf_certificate.py", folder / "authority", folder / "tls"
    program.write_text(leaf_program(), encoding="utf-8")
    authority.mkdir(exist_ok=True)
    made.mkdir(exist_ok=True)
    for file, key in (("ca.crt", "certificate"), ("ca.key", "key"), ("trusted.crt", "trusted")):
        (authority / file).write_text(found[key])
    environment = {
        "GROUNDPLAN_TLS_AUTHORITY": str(authority), "GROUNDPLAN_TLS_FOLDER": str(made), "POD_IP": "10.1.2.3",
        "GROUNDPLAN_TLS_NAMES": "", "GROUNDPLAN_TLS_HEAD": "1", "FQ_RAY_IP": HEAD, "PATH": os.environ["PATH"],
    }  # fmt: skip
    command = [sys.executable, "-I", str(program)]
    return subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True)


def test_it_runs_alone_and_writes_what_a_tls_server_takes(tmp_path: Path) -> None:
    now, folder = datetime.datetime.now(datetime.UTC), tmp_path / "tls"
    found = new_authority("atlas-train", now)
    for _restarted in range(2):
        assert run(tmp_path, found).returncode == 0
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "tls.crt", folder / "tls.key")
    assert (folder / "tls.key").stat().st_mode & 0o077 == 0, "others on the node could read the key"
    assert (folder / "ca.crt").read_text() == found["trusted"], (
        "pods of the next authority would not be believed"
    )
    leaf = x509.load_pem_x509_certificate((folder / "tls.crt").read_bytes())
    assert isinstance(leaf.public_key(), ec.EllipticCurvePublicKey)
    alternatives = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert HEAD in alternatives.get_values_for_type(x509.DNSName)


def test_an_authority_that_has_ended_is_one_sentence_with_the_remedy(tmp_path: Path) -> None:
    ended = new_authority("atlas-train", datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC))
    done = run(tmp_path, ended)
    assert done.returncode == 1
    assert done.stderr.strip() == (
        "the cluster's authority ended on 2021-12-31: run `groundplan up`, which makes a new one"
    ), "the pod's log says what to do"
    assert not list((tmp_path / "tls").iterdir()), "and nothing that no peer would take is written"
