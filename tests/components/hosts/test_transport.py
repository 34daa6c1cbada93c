"""How operations reach a host, and how their failures come back."""

import pytest

from components.hosts import transport
from components.hosts.agent.records import HostError


def test_a_transport_that_is_not_built_is_refused_by_name() -> None:
    with pytest.raises(HostError, match='transport "ssh" is not built yet; built: local'):
        transport.transport_of({"kind": "ssh"})


def test_the_local_transport_calls_the_operation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(transport.OPERATIONS, "simulated", lambda payload: {"got": payload})
    reply = transport.transport_of(transport.LOCAL).call("simulated", {"a": 1})
    assert reply == {"got": {"a": 1}}, "the payload or the reply was changed on its way"


def test_an_error_of_the_system_becomes_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_payload: object) -> dict[str, object]:
        raise PermissionError(13, "Permission denied", "/state")

    monkeypatch.setitem(transport.OPERATIONS, "simulated", fail)
    with pytest.raises(HostError, match=r"simulated: .*Permission denied: '/state'"):
        transport.transport_of(transport.LOCAL).call("simulated", {})
