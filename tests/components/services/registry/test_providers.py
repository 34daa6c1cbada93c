"""What `up` signs for the registry: believed by its names alone, renewed without a gap, and by a key that is gone."""

import datetime
import ssl
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization

from components.authorities.authority import new_authority
from components.authorities.renewal import TERM, moment
from components.services.registry import providers
from components.services.registry.encryption import database_names, server_names
from components.services.registry.providers import PARTS, RegistryAuthorityProvider
from components.services.registry.resources import KEYS, MADE
from tests.components.services.isolation.topologies import topology

NAMES = {"server": list(server_names(topology())), "database": list(database_names(topology()))}
ASKED = {"name": "registry-authority", **{f"{part}_names": names for part, names in NAMES.items()}}
TODAY = datetime.datetime.now(datetime.UTC)
"""For handshakes: OpenSSL asks this machine's clock, and nobody hands it another one."""


def created(now: datetime.datetime, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    monkeypatch.setattr(providers, "now", lambda: now)
    return RegistryAuthorityProvider().create(dict(ASKED)).outs or {}


def updated(found: dict[str, Any], **changed: Any) -> dict[str, Any]:
    return RegistryAuthorityProvider().update("registry-authority", found, {**ASKED, **changed}).outs or {}


def differs(found: dict[str, Any], **changed: Any) -> bool:
    difference = RegistryAuthorityProvider().diff("registry-authority", found, {**ASKED, **changed})
    assert not difference.replaces, "in place: what is trusted is kept"
    return bool(difference.changes)


def believes(trusted: str, shown: dict[str, Any], part: str, name: str, folder: Path) -> bool:
    """Whether who trusts some authorities ends a handshake with server or database, asked by a name."""
    pair = folder / "pair.pem"
    pair.write_text(shown[f"{part}_certificate"] + shown[f"{part}_key"])
    own = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    own.load_cert_chain(pair)
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    asks = ssl.create_default_context(cadata=trusted).wrap_bio(to_client, to_server, server_hostname=name)
    answers = own.wrap_bio(to_server, to_client, server_side=True)
    for _message in range(6):
        for side in (asks, answers):
            try:
                side.do_handshake()
            except ssl.SSLWantReadError:
                continue
            except ssl.SSLError:
                return False
    return asks.getpeercert() is not None


@pytest.mark.parametrize("part", PARTS)
def test_each_is_believed_by_its_names_and_not_for_the_other(
    part: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, other = created(TODAY, monkeypatch), created(TODAY, monkeypatch)
    for name in (*NAMES[part], "127.0.0.1"):
        assert believes(made["trusted"], made, part, name, tmp_path), f"{part} is called {name}"
    strangers = {name for names in NAMES.values() for name in names} - set(NAMES[part])
    assert strangers, "the other one has names of its own"
    for name in strangers:
        assert not believes(made["trusted"], made, part, name, tmp_path), f"{part} is not {name}"
    assert not believes(other["trusted"], made, part, "localhost", tmp_path), "nor of another stack"


def test_who_runs_on_over_a_renewal_believes_and_is_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = created(TODAY, monkeypatch)
    after = updated(before)
    assert after["server_certificate"] != before["server_certificate"], "signed anew"
    for trusted, shown in ((before, after), (after, before), (after, after)):
        for part in PARTS:
            assert believes(trusted["trusted"], shown, part, NAMES[part][-1], tmp_path)


def test_up_renews_in_the_last_term_and_signs_for_other_names_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = created(TODAY, monkeypatch)
    assert not differs(made), "every up would make database and server anew"
    assert differs(made, server_names=["elsewhere"])
    assert differs({**ASKED}), "one that told no end"
    monkeypatch.setattr(providers, "now", lambda: moment(made["ends"]) - TERM)
    assert differs(made)
    after = updated(made)
    assert after["certificate"] == made["next_certificate"], "whom everybody trusts already"
    assert not differs(after), "one up is enough"


def test_the_key_that_signed_is_kept_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    for made in (found := created(TODAY, monkeypatch), updated(found)):
        signer = x509.load_pem_x509_certificate(made["certificate"].encode()).public_key()
        keys = [text for text in made.values() if "PRIVATE KEY" in str(text)]
        assert len(keys) == len(KEYS) == 3, "of server, of database, and of who signs next"
        assert signer not in [
            serialization.load_pem_private_key(key.encode(), None).public_key() for key in keys
        ]


def test_what_is_made_is_declared_and_every_key_of_it_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    made = created(TODAY, monkeypatch)
    assert made.keys() == {*ASKED, *MADE}, "an output that is not declared is none"
    assert {name for name, text in made.items() if "PRIVATE KEY" in str(text)} == set(KEYS)
    assert new_authority("registry-authority", TODAY).keys() - made.keys() == {"key"}
