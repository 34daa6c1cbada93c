"""The way into a cluster that a platform made: by the text of a kubeconfig, to a server that may be gone."""

from pathlib import Path

import pytest

from components.kubernetes import access as ways
from components.kubernetes.access import NoAnswer, NoCluster, connect_by
from tests.components.kubernetes.simulated_api_server import SimulatedApiServer, simulated_api_server

PATH = "/api/v1/namespaces/kube-system"


def text_of(server: SimulatedApiServer, folder: Path) -> str:
    """Return the text of a kubeconfig of which no file is left."""
    path = server.kubeconfig(folder)
    text = path.read_text(encoding="utf-8")
    path.unlink()
    return text


def test_a_kubeconfig_that_was_handed_over_leads_there_without_a_file(
    simulated: SimulatedApiServer, tmp_path: Path
) -> None:
    assert connect_by(text_of(simulated, tmp_path)).get("/version")["items"] is None, (
        "it asks the server that the text names"
    )
    with pytest.raises(
        NoCluster, match="the kubeconfig that the platform handed over cannot be used: it is no map"
    ):
        connect_by("[]")


def test_nobody_who_answers_is_told_apart_from_a_refusal(
    simulated: SimulatedApiServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ways, "BACKOFF_SECONDS", 0)
    simulated.before = lambda _: (500, {}, b'{"message": "etcd is away"}')
    with pytest.raises(NoCluster) as refused:
        connect_by(text_of(simulated, tmp_path)).get(PATH)
    assert not isinstance(refused.value, NoAnswer)
    with simulated_api_server() as ended:
        access = connect_by(text_of(ended, tmp_path))
    with pytest.raises(NoAnswer):
        access.get(PATH)
