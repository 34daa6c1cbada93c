"""Makes of a topology what Ray needs on this machine: encrypted volumes, sandboxes with their rights, addresses.

It does not start Ray, and what it runs on goes through a transport: bare servers over SSH are another one.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pulumi

from components.contract import Capability, HostsPlatform, RayletRequest, RunningNode
from components.hosts import encryption, inventory
from components.hosts.agent.sessions import session_folder
from components.hosts.agent.spawning import CODE_ROOT, code_digest
from components.hosts.inventory import Inventory
from components.hosts.resources import Forward, Raylet, Sandbox, Secret, StorageNamespace, Volume
from components.topology.model import PROMOTION, Cluster, Topology

RAYLET_TIMEOUT_S = 180.0
LOOPBACK = "127.0.0.1"
WORKLOADS = f"{CODE_ROOT}/workloads"

gather = inventory.gather


@dataclass(frozen=True, kw_only=True)
class PlatformArgs:
    """The topology, what the machine is, and the stack's name."""

    topology: Topology
    inventory: Inventory
    stack: str


class Platform(pulumi.ComponentResource):
    """Volumes, and a sandbox an identity with exactly the stores its rights name."""

    stores: pulumi.Output[list[dict[str, Any]]]
    isolation: pulumi.Output[Mapping[str, str]]

    def __init__(self, name: str, args: PlatformArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("groundplan:hosts:Platform", name, None, opts)
        self._args = args
        self._folder = str(args.inventory.folder)
        found = args.inventory
        self._encryption = encryption.choose(
            gocryptfs=found.gocryptfs,
            fuse_problem=found.fuse_problem,
            device_encryption=found.device_encryption,
            folder=self._folder,
        )
        self._below = pulumi.ResourceOptions(parent=self)
        self._storage = StorageNamespace(
            "storage-namespace",
            self._common("storage-namespace") | {"isolation": found.isolation["mode"]},
            self._below,
        )
        self._volumes = {store.name: self._volume(store.name, store.holds) for store in args.topology.stores}
        self._sandboxes = {identity: self._sandbox(identity) for identity in args.topology.identities}
        self.stores = pulumi.Output.all(*[self._store_output(store) for store in self._volumes])
        self.isolation = pulumi.Output.from_input(found.isolation)
        self.register_outputs({"stores": self.stores, "isolation": self.isolation})

    def _common(self, identity: str) -> dict[str, Any]:
        return {
            "stack": self._args.stack,
            "folder": self._folder,
            "identity": identity,
            "labels": dict(self._args.topology.labels),
        }

    def _volume(self, store: str, holds: str) -> Volume:
        protected = pulumi.ResourceOptions(parent=self, protect=self._args.topology.deletion_protection)
        key = Secret(
            f"volume-key-{store}",
            {"stack": self._args.stack, "identity": f"volume-key-{store}", "purpose": "volume key"},
            protected,
        )
        inputs = {
            "store": store, "holds": holds, "encryption": self._encryption, "key": key.value,
            "path": str(self._args.inventory.folder / "volumes" / store),
            "protect": self._args.topology.deletion_protection,
            "storage_incarnation": self._storage.incarnation,
        }  # fmt: skip
        return Volume(f"volume-{store}", self._common(f"volume-{store}") | inputs, protected)

    def _sandbox(self, identity: str) -> Sandbox:
        topology = self._args.topology
        cluster = next((cluster for cluster in topology.clusters if cluster.identity == identity), None)
        holds = {store.name: store.holds for store in topology.stores}
        rights = [right for right in topology.rights if right.identity == identity]
        mounts = [
            {
                "store": right.store,
                "holds": holds[right.store],
                "access": right.access,
                "path": f"{self._folder}/volumes/{right.store}/mount",
            }
            for right in rights
        ]
        with_gpus = cluster is not None and any(pool.machine.gpus for pool in cluster.pools)
        inputs: dict[str, Any] = {
            "purpose": cluster.purpose if cluster else PROMOTION, "mounts": mounts,
            "isolation": self._args.inventory.isolation["mode"], "visible": visible_paths(),
            "code_identity": [code_digest(), *inodes([*visible_paths(), WORKLOADS])],
            "session": self._session(identity),
            "devices": list(self._args.inventory.accelerator_devices) if with_gpus else [],
            "volume_incarnations": {right.store: self._volumes[right.store].incarnation for right in rights},
            "storage_incarnation": self._storage.incarnation,
        }  # fmt: skip
        if cluster is None:
            inputs["code"] = WORKLOADS
        else:
            token = Secret(
                f"token-{identity}",
                {"stack": self._args.stack, "identity": f"token-{identity}", "purpose": "Ray token"},
                self._below,
            )
            inputs["token"] = token.value
            inputs["token_path"] = str(self._args.inventory.folder / "tokens" / identity)
        return Sandbox(f"sandbox-{identity}", self._common(f"sandbox-{identity}") | inputs, self._below)

    def _session(self, identity: str) -> str:
        return session_folder(self._folder, identity, self._args.inventory.isolation["mode"])

    def _store_output(self, store: str) -> pulumi.Output[dict[str, Any]]:
        volume = self._volumes[store]
        holds = next(item.holds for item in self._args.topology.stores if item.name == store)
        described = {"name": store, "holds": holds, "encryption": volume.evidence, "state": volume.state}
        return pulumi.Output.all(**described, path=str(self._args.inventory.folder / "volumes" / store))

    def run_raylet(
        self,
        name: str,
        request: RayletRequest,
        head_incarnation: pulumi.Output[str] | None,
        options: pulumi.ResourceOptions,
    ) -> RunningNode:
        """Starts one Ray node in its cluster's sandbox."""
        sandbox = self._sandboxes[request.cluster]
        environment = dict(request.environment)
        if request.gpu_indexes:
            environment["CUDA_VISIBLE_DEVICES"] = ",".join(str(index) for index in request.gpu_indexes)
        inputs = {
            "cluster": request.cluster, "purpose": request.purpose, "pool": request.pool, "node": request.node,
            "role": request.role, "sandbox": f"sandbox-{request.cluster}",
            "session": self._session(request.cluster), "executable": sys.executable,
            "argv": ["-m", "ray.scripts.scripts", "start", *request.arguments], "environment": environment,
            "probes": list(request.probes), "limit_bytes": request.private_memory_bytes,
            "timeout_s": RAYLET_TIMEOUT_S, "authentication": "token",
            "sandbox_incarnation": sandbox.incarnation, "head_incarnation": head_incarnation,
        }  # fmt: skip
        raylet = Raylet(name, self._common(request.node) | inputs, options)
        return RunningNode(resource=raylet, incarnation=raylet.incarnation, state=raylet.state)

    def forward(
        self, name: str, cluster: Cluster, port: int, options: pulumi.ResourceOptions
    ) -> pulumi.Output[str]:
        """Opens `port` of the cluster on this machine's loopback; its address."""
        inputs = {
            "cluster": cluster.name, "sandbox": f"sandbox-{cluster.identity}", "listen_host": LOOPBACK,
            "listen_port": port, "target_port": port,
            "sandbox_incarnation": self._sandboxes[cluster.identity].incarnation,
        }  # fmt: skip
        forward = Forward(name, self._common(name) | inputs, options)
        return forward.incarnation.apply(lambda _: f"http://{LOOPBACK}:{port}")

    def hand_over(self) -> HostsPlatform:
        """What the layers above may use."""
        topology, found = self._args.topology, self._args.inventory
        registry = next((store for store in topology.stores if store.holds == "registry"), None)
        return HostsPlatform(
            isolation=found.isolation, stores=self.stores,
            registry={"store": registry.name, "path": f"/groundplan/stores/{registry.name}"} if registry else None,
            token_files={
                cluster.name: str(found.folder / "tokens" / cluster.identity) for cluster in topology.clusters
            },
            run_raylet=self.run_raylet, forward=self.forward, capabilities=capabilities(found),
        )  # fmt: skip


def visible_paths() -> list[str]:
    """The Python that runs workloads: its environment and the interpreters it stands on, where the system does not
    hold them, each by the name it is called by and by the one it really has.
    """
    called = [Path(sys.prefix), Path(sys.base_prefix), *interpreter_prefixes(Path(sys.executable))]
    paths = dict.fromkeys(str(name) for path in called for name in (path, path.resolve()))
    return [path for path in paths if not Path(path).is_relative_to("/usr") and Path(path).is_dir()]


def interpreter_prefixes(executable: Path) -> list[Path]:
    """The installation that each link on the way to the real interpreter leads into: uv and pyenv chain several."""
    library = f"lib/python{sys.version_info.major}.{sys.version_info.minor}"
    found = []
    while executable.is_symlink():
        executable = executable.parent / executable.readlink()
        found.append(executable.parent.parent)
    return [prefix for prefix in found if (prefix / library).is_dir()]


def inodes(paths: list[str]) -> list[str]:
    """Which folders these are: a sandbox holds on to the folder it was given, though another took its place."""
    return [str(Path(path).stat().st_ino) for path in paths]


def capabilities(found: Inventory) -> tuple[Capability, ...]:
    """What this machine gives beyond running processes, with the reason where it does not."""
    closed = found.isolation["mode"] == "namespaces"
    remedy = (
        ""
        if closed
        else "allow user namespaces (`groundplan doctor` names the setting);"
        " until then Ray's metrics ports listen without a token"
    )
    return (Capability(name="isolation", supported=closed, reason=found.isolation["reason"], remedy=remedy),)


def provision(topology: Topology, inventory: Inventory, stack: str) -> HostsPlatform:
    """The platform of the local target. Raises pulumi.RunError with one sentence where the machine cannot do it."""
    try:
        platform = Platform("platform", PlatformArgs(topology=topology, inventory=inventory, stack=stack))
    except encryption.NoEncryption as error:
        raise pulumi.RunError(str(error)) from error
    for note in topology.notes:
        pulumi.log.info(note)
    for capability in capabilities(inventory):
        if not capability.supported:
            pulumi.log.warn(f"{capability.name}: {capability.reason}; {capability.remedy}")
    return platform.hand_over()
