"""A cluster's authorities sign pods' certificates alone, and one follows the other without a gap in trust."""

import datetime
import ssl
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import grpc
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from hypothesis import given, settings
from hypothesis import strategies as st
from pulumi.dynamic import DiffResult

from components.authorities.authority import new_authority, renewed
from components.authorities.leaf_certificate import make_leaf
from components.authorities.renewal import TERM, is_due, moment
from components.ray import providers
from components.ray.providers import AuthorityProvider

NOW = datetime.datetime(2026, 11, 23, tzinfo=datetime.UTC)
TODAY = datetime.datetime.now(datetime.UTC)
"""For handshakes: libraries of TLS ask this machine's clock, and nobody hands them another one."""
NAME = "train-authority"
FIRST = new_authority(NAME, NOW)
ANSWER_S = 30.0
"""A handshake that is refused ends at once; this ends a test that hangs."""


Believe = Callable[["Pod", "Pod"], bool]


def certificates(found: dict[str, str], key: str = "certificate") -> list[x509.Certificate]:
    return x509.load_pem_x509_certificates(found[key].encode())


@pytest.mark.parametrize("which", ["", "next_"])
def test_it_signs_and_lets_nobody_else_sign(which: str) -> None:
    (certificate,) = certificates(FIRST, f"{which}certificate")
    basic = certificate.extensions.get_extension_for_class(x509.BasicConstraints).value
    usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    assert (basic.ca, basic.path_length) == (True, 0)
    assert usage.key_cert_sign and not usage.digital_signature
    key = serialization.load_pem_private_key(FIRST[f"{which}key"].encode(), password=None)
    assert key.public_key() == certificate.public_key(), "nothing that it signs would be believed"


def test_each_is_another_and_the_fingerprint_tells() -> None:
    second = new_authority(NAME, NOW)
    assert len({FIRST["key"], FIRST["next_key"], second["key"], second["next_key"]}) == 4
    (certificate,) = certificates(FIRST)
    assert FIRST["fingerprint"] == certificate.fingerprint(hashes.SHA256()).hex()
    assert FIRST["fingerprint"] != second["fingerprint"], "pods would keep the old one's certificates"


@settings(max_examples=20)
@given(st.lists(st.floats(0.0, 0.999), min_size=1, max_size=4))
def test_one_follows_the_other_whenever_up_runs_in_the_last_term(shares: list[float]) -> None:
    found, now = FIRST, NOW
    for share in shares:
        end = moment(found["ends"])
        assert not is_due(found["ends"], now), "it would be renewed by every up, and all pods with it"
        now = max(now, end - TERM + share * TERM)
        assert is_due(found["ends"], now)
        after = renewed(found, NAME, now)
        assert after["certificate"] == found["next_certificate"], "pods that run trust it already"
        before, signs = {one.serial_number for one in certificates(found)}, certificates(after)[0]
        trusted = {one.serial_number for one in certificates(after, "trusted")}
        following = {one.serial_number for one in certificates(after, "next_certificate")}
        assert trusted == {signs.serial_number} | before | following, (
            "the last one, this one and the next one"
        )
        assert TERM < signs.not_valid_after_utc - now <= 2 * TERM, "it signs for a term at least"
        found = after


@pytest.mark.parametrize("found", [FIRST, {"certificate": FIRST["certificate"], "key": FIRST["key"]}])
def test_where_none_is_left_to_follow_first_ones_are_made(found: dict[str, str]) -> None:
    now = moment(FIRST["ends"])
    after = renewed(found, NAME, now)
    assert after["certificate"] not in (FIRST["certificate"], FIRST["next_certificate"])
    assert not is_due(after["ends"], now), "one up is enough"


class Pod:
    """A pod's end of a connection: its own certificate and whom it trusts, both as they were when it started."""

    def __init__(self, found: dict[str, str], folder: Path, name: str) -> None:
        signing = (found["certificate"].encode(), found["key"].encode())
        self.leaf, self.key = make_leaf(*signing, ("localhost",), ("127.0.0.1",), TODAY)
        self.trusted = found["trusted"]
        self.own = folder / f"{name}.pem"
        self.own.write_bytes(self.leaf + self.key)

    def context(self, protocol: int) -> ssl.SSLContext:
        """Return a context that shows the pod's certificate and asks for the other's."""
        made = ssl.SSLContext(protocol)
        made.load_cert_chain(self.own)
        made.load_verify_locations(cadata=self.trusted)
        made.verify_mode = ssl.CERT_REQUIRED
        return made


def believe_by_openssl(client: Pod, server: Pod) -> bool:
    """Whether a handshake ends well on both sides, as of what sends logs and of the store for fault tolerance."""
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    asks = client.context(ssl.PROTOCOL_TLS_CLIENT).wrap_bio(to_client, to_server, server_hostname="127.0.0.1")
    answers = server.context(ssl.PROTOCOL_TLS_SERVER).wrap_bio(to_server, to_client, server_side=True)
    for _message in range(6):
        for side in (asks, answers):
            try:
                side.do_handshake()
            except ssl.SSLWantReadError:
                continue
            except ssl.SSLError:
                return False
    return asks.getpeercert() is not None and answers.getpeercert() is not None


def believe_by_grpc(client: Pod, server: Pod) -> bool:
    """Whether a call gets as far as to a server that knows no such call, as of Ray's own connections."""
    own = [(server.key, server.leaf)]
    credentials = grpc.ssl_server_credentials(own, server.trusted.encode(), require_client_auth=True)
    answering = grpc.server(ThreadPoolExecutor(1))
    port = answering.add_secure_port("127.0.0.1:0", credentials)
    answering.start()
    asking = grpc.ssl_channel_credentials(client.trusted.encode(), client.key, client.leaf)
    try:
        with grpc.secure_channel(f"127.0.0.1:{port}", asking) as channel:
            channel.unary_unary("/any")(b"", timeout=ANSWER_S)
    except grpc.RpcError as refused:
        return refused.code() is grpc.StatusCode.UNIMPLEMENTED
    finally:
        answering.stop(None).wait()
    return True


@pytest.mark.parametrize("believe", [believe_by_openssl, believe_by_grpc])
def test_pods_of_before_and_after_a_renewal_believe_each_other(believe: Believe, tmp_path: Path) -> None:
    before = new_authority(NAME, TODAY)
    old, new = Pod(before, tmp_path, "old"), Pod(renewed(before, NAME, TODAY + TERM), tmp_path, "new")
    assert believe(old, new), "a head that is still the old one would lose its new store"
    assert believe(new, old), "and the other way about"
    assert believe(new, new)


@pytest.mark.parametrize("believe", [believe_by_openssl, believe_by_grpc])
def test_pods_of_another_cluster_are_not_believed(believe: Believe, tmp_path: Path) -> None:
    own, other = (Pod(new_authority(NAME, TODAY), tmp_path, name) for name in ("own", "other"))
    assert not believe(own, other) and not believe(other, own)


def difference(kept: dict[str, Any]) -> DiffResult:
    return AuthorityProvider().diff(NAME, kept, {"name": NAME})


def test_up_renews_in_the_last_term_and_leaves_it_alone_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(providers, "now", lambda: NOW)
    kept = AuthorityProvider().create({"name": NAME, "key": None}).outs or {}
    monkeypatch.setattr(providers, "now", lambda: NOW + TERM - datetime.timedelta(days=1))
    assert difference(kept).changes is False, "every up would make all pods anew"
    monkeypatch.setattr(providers, "now", lambda: NOW + TERM)
    assert difference(kept).changes is True and not difference(kept).replaces, (
        "in place: what is trusted is kept"
    )
    outs = AuthorityProvider().update(NAME, kept, {"name": NAME}).outs or {}
    assert outs["certificate"] == kept["next_certificate"] and outs["name"] == NAME
    assert difference(outs).changes is False, "one up is enough"
    assert difference({"name": NAME}).changes is True, "one of an earlier version, which told no end"
