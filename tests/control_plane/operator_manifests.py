"""The manifests of KubeRay and Kueue as their Go modules carry them, for tests of the control plane itself.

What Groundplan declares comes from its own services; here the modules' kustomizations are followed by hand, so that
the control plane is tested without them.
"""

import json
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import yaml

from stacks.engine.versions import TOOLCHAIN

Manifest = dict[str, Any]
KUBERAY, KUEUE = "kuberay-system", "kueue-system"
PREFIXED = ("Deployment", "Service", "ServiceAccount", "Role", "RoleBinding", "ClusterRole", "ClusterRoleBinding",
            "Secret", "ConfigMap", "MutatingWebhookConfiguration", "ValidatingWebhookConfiguration")  # fmt: skip
UNNAMESPACED = ("Namespace", "ClusterRole", "ClusterRoleBinding", "CustomResourceDefinition",
                "MutatingWebhookConfiguration", "ValidatingWebhookConfiguration")  # fmt: skip
LABELS = {"app.kubernetes.io/name": "kueue", "control-plane": "controller-manager"}
VISIBLE = ("apiservice_v1beta1", "apiservice_v1beta2")
SYSTEM = ["kube-system", KUEUE, KUBERAY]


def module_folder(program: str, module: str) -> Path:
    """Return where Go keeps a pinned module, fetched first when it is not there."""
    command = ["go", "mod", "download", "-json", module]
    answer = subprocess.run(command, cwd=TOOLCHAIN / program, capture_output=True, text=True, check=True)
    return Path(json.loads(answer.stdout)["Dir"])


def kuberay() -> list[Manifest]:
    """Return KubeRay's kinds, rights and Deployment in `kuberay-system`."""
    config = module_folder("kuberay", "github.com/ray-project/kuberay/ray-operator") / "config"
    rbac = [config / "rbac" / f"{name}.yaml" for name in ("service_account", "role", "role_binding",
            "leader_election_role", "leader_election_role_binding")]  # fmt: skip
    found = [_namespace(KUBERAY), *_read([*sorted((config / "crd/bases").glob("*.yaml")), *rbac])]
    found += _read([config / "manager/manager.yaml", config / "manager/service.yaml"])
    for manifest in found:
        _place(manifest, KUBERAY)
    return found


def kueue(configuration: Manifest) -> list[Manifest]:
    """Return Kueue's kinds, rights, webhooks and Deployment in `kueue-system`, with this configuration."""
    components = module_folder("kueue", "sigs.k8s.io/kueue") / "config/components"
    # YAML is read by what reads JSON too.
    text = json.dumps(configuration)
    settings = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "manager-config"}}
    files = sorted((components / "rbac").glob("*.yaml"))
    files += [components / f"webhook/{name}.yaml" for name in ("manifests", "service")]
    files += [components / "internalcert/secret.yaml", components / "manager/manager.yaml"]
    found = [_namespace(KUEUE), {**settings, "data": {"controller_manager_config.yaml": text}}]
    found += [
        entry
        for entry in _read(files)
        if entry.get("kind", "Kustomization") not in ("Namespace", "Kustomization")
    ]
    for manifest in found:
        if manifest["kind"] in PREFIXED:
            manifest["metadata"]["name"] = f"kueue-{manifest['metadata']['name']}"
        _place(manifest, KUEUE)
        _COMPLETIONS.get(manifest["kind"], lambda _manifest: None)(manifest)
    return [*_kueue_kinds(components), *found, *_visibility(components / "visibility")]


def _visibility(folder: Path) -> list[Manifest]:
    """Return what Kueue's second server needs: it ends Kueue when it may not read how the API server knows clients."""
    binding, service, *kinds = _read(
        folder / f"{name}.yaml" for name in ("role_binding", "service", *VISIBLE)
    )
    binding["metadata"]["name"] = f"kueue-{binding['metadata']['name']}"
    binding["subjects"][0] |= {"name": "kueue-controller-manager", "namespace": KUEUE}
    service["metadata"]["name"] = "kueue-visibility-server"
    service["spec"]["selector"] = LABELS
    for kind in kinds:
        kind["spec"]["service"]["name"] = "kueue-visibility-server"
    return [binding, service, *kinds]


def _kueue_kinds(components: Path) -> Iterator[Manifest]:
    (kustomization,) = _read([components / "crd/kustomization.yaml"])
    # A file of a patch that is not listed is not used: Kueue gives no certificate to the kind that it names.
    patches = {patch["path"] for patch in kustomization["patches"]}
    for kind in _read(sorted((components / "crd/bases").glob("*.yaml"))):
        if f"patches/webhook_in_{kind['spec']['names']['plural']}.yaml" in patches:
            service = {"name": "kueue-webhook-service", "namespace": KUEUE, "path": "/convert"}
            webhook = {"clientConfig": {"service": service}, "conversionReviewVersions": ["v1"]}
            kind["spec"]["conversion"] = {"strategy": "Webhook", "webhook": webhook}
        yield kind


def _complete_service(service: Manifest) -> None:
    service["spec"]["selector"] = LABELS


def _complete_webhooks(configuration: Manifest) -> None:
    for webhook in configuration["webhooks"]:
        webhook["clientConfig"]["service"] |= {"name": "kueue-webhook-service", "namespace": KUEUE}
        if webhook["name"].split(".")[0][1:] in ("pod", "deployment", "statefulset"):
            outside = {"key": "kubernetes.io/metadata.name", "operator": "NotIn", "values": SYSTEM}
            webhook["namespaceSelector"] = {"matchExpressions": [outside]}


def _complete_deployment(deployment: Manifest) -> None:
    template = deployment["spec"]["template"]
    deployment["spec"]["selector"] = {"matchLabels": LABELS}
    template["metadata"]["labels"] = LABELS
    container = template["spec"]["containers"][0]
    container["args"] = ["--config=/controller_manager_config.yaml"]
    file = "controller_manager_config.yaml"
    container["volumeMounts"] = [
        {"name": "config", "mountPath": f"/{file}", "subPath": file},
        {"name": "cert", "mountPath": "/tmp/k8s-webhook-server/serving-certs"},
        {"name": "visibility", "mountPath": "/visibility"},
    ]
    template["spec"]["serviceAccountName"] = "kueue-controller-manager"
    template["spec"]["volumes"] = [
        {"name": "config", "configMap": {"name": "kueue-manager-config"}},
        {"name": "cert", "secret": {"secretName": "kueue-webhook-server-cert"}},
        {"name": "visibility", "emptyDir": {}},
    ]


def _complete_binding(binding: Manifest) -> None:
    binding["roleRef"]["name"] = f"kueue-{binding['roleRef']['name']}"
    for subject in binding["subjects"]:
        subject["name"] = f"kueue-{subject['name']}"


_COMPLETIONS = {
    "Service": _complete_service,
    "Deployment": _complete_deployment,
    "MutatingWebhookConfiguration": _complete_webhooks,
    "ValidatingWebhookConfiguration": _complete_webhooks,
    "RoleBinding": _complete_binding,
    "ClusterRoleBinding": _complete_binding,
}


def _namespace(name: str) -> Manifest:
    return {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}}


def _place(manifest: Manifest, namespace: str) -> None:
    if manifest["kind"] not in UNNAMESPACED:
        manifest["metadata"]["namespace"] = namespace
    for subject in manifest.get("subjects", []):
        subject["namespace"] = namespace


def _read(files: Iterable[Path]) -> list[Manifest]:
    # libyaml: the kinds are 5 MB, and a reader in Python takes half a minute.
    texts = (file.read_text(encoding="utf-8") for file in files)
    return [entry for text in texts for entry in yaml.load_all(text, Loader=yaml.CSafeLoader) if entry]
