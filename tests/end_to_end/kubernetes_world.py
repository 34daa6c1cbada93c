"""A stack on the real control plane: the real command line and engine, the simulated Kubernetes provider."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from stacks.access_keys import KEY
from stacks.offline.simulated_kubernetes.attachment import attached_provider
from stacks.passphrase import ensure_passphrase
from stacks.paths import PROJECT_ROOT
from tests.control_plane.cluster import ControlPlane
from tests.control_plane.unpinned import WAIVERS
from tests.end_to_end.world import COMMAND_LIMIT_S, GROUNDPLAN, World

EXAMPLE = PROJECT_ROOT / "stacks" / "plans" / "kubernetes-small.yaml"
DRIVER = "driver.longhorn.io"
"""A driver whose volumes can be encrypted and shared; `tests/control_plane/simulated_volumes.py` plays it."""
KEYS = {"datasets": {"read": {"id": "reader", "secret": "only a test knows this secret"}}}
RANGES = {"datasets": ["203.0.113.10/32"]}
"""An address that documentation owns (RFC 5737)."""


@dataclass
class KubernetesWorld(World):
    """One user, the example plan under a name of its own, and one stack on a control plane."""

    control_plane: ControlPlane = field(kw_only=True)
    provider: dict[str, str] = field(kw_only=True)

    def __post_init__(self) -> None:
        source = EXAMPLE.read_text(encoding="utf-8")
        named = source.replace("name: atlas", f"name: {self.name}", 1)
        self.plan.write_text(f"{named}\n{WAIVERS.format(plan=self.name)}", encoding="utf-8")
        values = {
            # Nodes that run nothing pull nothing, and nobody can ask a registry for digests here.
            "groundplan:allow-unpinned-images": "true",
            "groundplan:endpoint-ranges": json.dumps(RANGES),
        }
        self.configuration.parent.mkdir(exist_ok=True)
        self.configuration.write_text(json.dumps({"config": values}), encoding="utf-8")
        # What the first `groundplan preview` makes; then, as the how-to says it, the keys from the input.
        ensure_passphrase(self.folder / "config" / "groundplan" / "passphrase", stack_exists=False)
        self.plain("stack", "init", self.stack)
        self.plain("config", "set", "--secret", KEY, "--stack", self.stack, given=json.dumps(KEYS))

    @property
    def configuration(self):
        """The configuration file of the stack."""
        return PROJECT_ROOT / "stacks" / "config" / f"Pulumi.{self.stack}.yaml"

    @property
    def environment(self) -> dict[str, str]:
        """The environment of this user's commands, aimed at the control plane."""
        return {**super().environment, **self.provider, "KUBECONFIG": str(self.control_plane.kubeconfig)}

    def plain(self, *arguments: str, given: str = "") -> str:
        """Runs `pulumi ARGUMENTS` with an input, as a user does after `eval "$(groundplan env)"`; it has to succeed.

        Returns what it printed.
        """
        ended = self._plainly(arguments, given)
        assert ended.returncode == 0, (
            f"pulumi {arguments} ended {ended.returncode}\n{ended.stdout}\n{ended.stderr}"
        )
        return ended.stdout

    def refused_plainly(self, *arguments: str) -> str:
        """Runs `pulumi ARGUMENTS`, which has to fail, and returns all that it printed."""
        ended = self._plainly(arguments, "")
        assert ended.returncode != 0, f"pulumi {arguments} was not refused\n{ended.stdout}"
        return ended.stdout + ended.stderr

    def _plainly(self, arguments: tuple[str, ...], given: str) -> subprocess.CompletedProcess[str]:
        script = 'eval "$("$0" env --stack "$1")" && shift && exec pulumi "$@" --non-interactive'
        return subprocess.run(
            ["bash", "-c", script, GROUNDPLAN, self.stack, *arguments],
            cwd=PROJECT_ROOT, env=self.environment, text=True, input=given, capture_output=True,
            timeout=COMMAND_LIMIT_S,
        )  # fmt: skip

    def namespaces(self) -> list[str]:
        """The namespaces of this plan."""
        return self.control_plane.kubectl(
            "get", "namespaces", "-l", f"groundplan-plan={self.name}", "-o", "name"
        ).split()

    def nodes(self) -> list[dict[str, Any]]:
        """The nodes of the cluster."""
        return json.loads(self.control_plane.kubectl("get", "nodes", "-o", "json"))["items"]

    def objects(self) -> list[str]:
        """Every object of the cluster that carries this plan's label."""
        kinds = self.control_plane.kubectl("api-resources", "--verbs=list", "-o", "name").split()
        found = self.control_plane.kubectl(
            "get", ",".join(kinds), "--all-namespaces", "--selector", f"groundplan-plan={self.name}", "-o", "name",
            "--ignore-not-found",
        ).split()  # fmt: skip
        return sorted(set(found))


def add_example_nodes(control_plane: ControlPlane) -> None:
    """The nodes that the example's inventory names, and a default storage class whose driver encrypts."""
    control_plane.add_nodes(4, prefix="cpu", cpus=32, memory="128Gi", zone="a")
    control_plane.add_nodes(
        2, prefix="gpu", cpus=96, memory="1Ti", gpus=8, gpu_product="NVIDIA-H100-80GB-HBM3", zone="a"
    )
    storage_class = {
        "apiVersion": "storage.k8s.io/v1", "kind": "StorageClass", "provisioner": DRIVER,
        "metadata": {"name": "default", "annotations": {"storageclass.kubernetes.io/is-default-class": "true"}},
        "volumeBindingMode": "WaitForFirstConsumer",
    }  # fmt: skip
    control_plane.kubectl("apply", "--filename", "-", input=json.dumps(storage_class))


@contextmanager
def kubernetes_world(control_plane: ControlPlane) -> Iterator[KubernetesWorld]:
    """A stack that may be brought up on a control plane, and is taken down at the end whatever state it is in."""
    add_example_nodes(control_plane)
    with attached_provider() as provider:
        world = KubernetesWorld(control_plane=control_plane, provider=provider)
        try:
            yield world
        finally:
            world.remove()
