from pathlib import Path

import pytest

from stacks.offline.simulated_kubernetes.kubeconfig import UnusableKubeconfig, load_access, server_of

KUBECONFIG = """
apiVersion: v1
kind: Config
current-context: one
contexts:
- {name: one, context: {cluster: here, user: me}}
- {name: two, context: {cluster: there, user: plugin}}
clusters:
- {name: here, cluster: {server: "https://127.0.0.1:1", insecure-skip-tls-verify: true}}
- {name: there, cluster: {server: "https://127.0.0.1:2"}}
users:
- {name: me, user: {token: secret-token}}
- name: plugin
  user:
    exec:
      apiVersion: client.authentication.k8s.io/v1
      command: /bin/sh
      interactiveMode: Never
      args:
      - -c
      - |
        echo '{"apiVersion": "client.authentication.k8s.io/v1", "kind": "ExecCredential",
               "status": {"token": "from-plugin"}}'
"""


def test_contents_and_path_grant_the_same_access(tmp_path: Path) -> None:
    file = tmp_path / "kubeconfig"
    file.write_text(KUBECONFIG, encoding="utf-8")
    for given in (KUBECONFIG, str(file)):
        access = load_access(given)
        assert (access.server, access.context) == ("https://127.0.0.1:1", "one"), "the current context"
        assert access.authorization() == {"authorization": "Bearer secret-token"}, "its user"
        assert server_of(given) == "https://127.0.0.1:1", "where it leads to"


def test_plugin_of_a_user_is_run() -> None:
    access = load_access(KUBECONFIG, "two")
    assert access.authorization() == {"authorization": "Bearer from-plugin"}, (
        "platforms hand over such kubeconfigs"
    )
    assert access.verify.check_hostname, "a certificate is checked unless the kubeconfig says otherwise"


@pytest.mark.parametrize(
    ("kubeconfig", "context", "said"),
    [
        (KUBECONFIG, "three", "no context 'three'; it has: one, two"),
        ("/no/such/file", "", "cannot be used"),
        ("a: [\n", "", "cannot be used"),
        ("just\ntext", "", "no mapping"),
        ("apiVersion: v1\nkind: Config\n", "", "no context ''; it has: none"),
    ],
)
def test_unusable_kubeconfig_is_said_in_one_sentence(kubeconfig: str, context: str, said: str) -> None:
    with pytest.raises(UnusableKubeconfig) as refused:
        load_access(kubeconfig, context)
    assert said in str(refused.value), "what is wrong with it"
