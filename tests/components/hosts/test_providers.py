"""The thin providers: what of them is kept in the state, and what each method asks for."""

import base64
import sys
from collections.abc import Iterator
from typing import Any

import dill
import pytest
from pulumi.dynamic.dynamic import serialize_provider

from components.hosts import lifecycle
from components.hosts.agent.records import HostError
from components.hosts.providers import KindProvider, SecretProvider
from tests.components.hosts.recording_engine import unpatched_pickler

PROPS = {"stack": "local", "identity": "volume-models"}


@pytest.fixture(autouse=True)
def tracebacks_as_they_were() -> Iterator[None]:
    """Undo what the providers set for the process that the engine starts for them alone."""
    yield
    if hasattr(sys, "tracebacklimit"):
        del sys.tracebacklimit


def serialized(provider: Any) -> bytes:
    """Return what the engine keeps of a provider."""
    with unpatched_pickler():
        return base64.b64decode(serialize_provider(provider))


@pytest.mark.parametrize("kind", sorted(lifecycle.KINDS))
def test_only_names_are_kept_so_that_an_upgrade_can_destroy_what_was_made_before(kind: str) -> None:
    kept = serialized(KindProvider(kind))
    assert b"components.hosts.providers" in kept and b"KindProvider" in kept, "it refers to another module"
    assert b"lifecycle" not in kept and len(kept) < 200, (
        "code of today is kept, and would run after an upgrade"
    )
    restored = dill.loads(kept)  # noqa: S301 - this test itself wrote it
    assert restored.kind == kind, "the kind was lost"


def test_the_provider_of_secrets_is_kept_by_name_as_well() -> None:
    kept = serialized(SecretProvider())
    assert b"SecretProvider" in kept and len(kept) < 200, (
        "code of today is kept, and would run after an upgrade"
    )


def test_every_method_asks_the_lifecycle_for_its_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, str]] = []

    def answer(name: str, reply: Any) -> Any:
        return lambda kind, *_: asked.append((name, kind)) or reply

    monkeypatch.setattr(lifecycle, "start", answer("start", {"state": "running"}))
    monkeypatch.setattr(lifecycle, "observe", answer("observe", {"state": "dead"}))
    monkeypatch.setattr(lifecycle, "difference", answer("difference", (True, ["folder"])))
    monkeypatch.setattr(lifecycle, "stop", answer("stop", None))
    provider = KindProvider("Volume")
    created = provider.create(PROPS)
    assert (created.id, created.outs) == ("local/volume-models", {"state": "running"}), (
        "the id derives from the names"
    )
    assert provider.read("local/volume-models", PROPS).outs == {"state": "dead"}, (
        "`refresh` does not see the state"
    )
    found = provider.diff("id", PROPS, PROPS)
    assert (found.changes, found.replaces, found.delete_before_replace) == (True, ["folder"], True), (
        "two things of one name would run at once while one replaces the other"
    )
    assert provider.update("id", PROPS, PROPS).outs == {"state": "running"}, "healing gives no new outputs"
    provider.delete("id", PROPS)
    assert asked == [(name, "Volume") for name in ("start", "observe", "difference", "start", "stop")], (
        "wrong calls"
    )


def test_a_failure_is_told_without_a_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise HostError("port 20000 is taken")

    monkeypatch.setattr(lifecycle, "start", fail)
    with pytest.raises(HostError):
        KindProvider("Forward").create(PROPS)
    assert sys.tracebacklimit == 0, "the engine prints what `traceback.format_exc` gives"


def test_a_secret_is_made_once_and_never_changes() -> None:
    provider = SecretProvider()
    created = provider.create(PROPS | {"purpose": "volume key", "value": None})
    assert created.outs is not None and len(created.outs["value"]) == 64, "a key has 256 bits"
    found = provider.diff("id", created.outs, PROPS | {"purpose": "another"})
    assert not found.changes and not found.replaces, "a new key would lose what the old one encrypts"
