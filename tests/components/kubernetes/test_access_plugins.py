"""A credential that a program gives, as on EKS, GKE and AKS: shown where it does, told in its own words where not."""

import logging
import sys
from pathlib import Path
from typing import Any

import pytest

from components.kubernetes.access import NoCluster, connect
from tests.components.kubernetes.simulated_api_server import SimulatedApiServer

PATH = "/api/v1/namespaces/kube-system"


def plugin(folder: Path, script: str) -> dict[str, Any]:
    """Return the user of a kubeconfig whose credential a program gives, as those of EKS, GKE and AKS do."""
    program = folder / "simulated-plugin"
    program.write_text(f"#!{sys.executable}\n{script}", encoding="utf-8")
    program.chmod(0o700)
    return {
        "exec": {
            "apiVersion": "client.authentication.k8s.io/v1", "command": str(program), "interactiveMode": "Never",
            "installHint": "install it from the page of its maker",
        }
    }  # fmt: skip


GIVES_A_TOKEN = """
import json, os
assert json.loads(os.environ["KUBERNETES_EXEC_INFO"])["kind"] == "ExecCredential"
print(json.dumps({"apiVersion": "client.authentication.k8s.io/v1", "kind": "ExecCredential",
                  "status": {"token": "from-the-plugin"}}))
"""


def test_a_plugin_gives_the_credential(simulated: SimulatedApiServer, tmp_path: Path) -> None:
    simulated.add(PATH, {})
    connect(str(simulated.kubeconfig(tmp_path, **plugin(tmp_path, GIVES_A_TOKEN)))).get(PATH)
    assert ("authorization", "Bearer from-the-plugin") in simulated.asked[0].headers


@pytest.mark.parametrize(
    ("script", "told"),
    [
        (
            "import sys; sys.exit('the session\\nhas ended')",
            "(exec: process returned 1. the session has ended)",
        ),
        ("print('not JSON')", "failed to decode process output"),
        ("", "failed to decode process output"),
    ],
)
def test_a_plugin_that_fails_is_told_with_its_own_words(
    simulated: SimulatedApiServer, tmp_path: Path, script: str, told: str, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(NoCluster) as refused:
        connect(str(simulated.kubeconfig(tmp_path, **plugin(tmp_path, script))))
    assert "its credential plugin" in str(refused.value) and told in str(refused.value)
    assert "install it from the page" in str(refused.value), "the kubeconfig's own hint is the remedy"
    assert not simulated.asked, "without a credential the answer would blame an expired one"
    assert not caplog.records, "it is told once"


def test_a_plugin_that_is_not_installed_is_named(simulated: SimulatedApiServer, tmp_path: Path) -> None:
    user = {"exec": {"apiVersion": "client.authentication.k8s.io/v1", "command": "gke-gcloud-auth-plugin-x"}}
    with pytest.raises(
        NoCluster, match=r"gke-gcloud-auth-plugin-x failed .*No such file.*kubectl auth whoami"
    ):
        connect(str(simulated.kubeconfig(tmp_path, **user)))


def test_words_of_others_in_the_log_stay_there(
    simulated: SimulatedApiServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    connect(str(simulated.kubeconfig(tmp_path)))
    logging.getLogger().warning("of somebody else")
    assert [record.getMessage() for record in caplog.records] == ["of somebody else"], "the filter is gone"
