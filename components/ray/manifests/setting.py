"""What all manifests of one cluster are rendered from, and the secrets that go into them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pulumi

from components.contract import KubernetesPlatform, Placement
from components.topology.model import Cluster, Pool, Topology


@dataclass(frozen=True, kw_only=True)
class Setting:
    """One cluster, the plan that it is of, and where it runs.

    `fingerprint` is that of the authority that signs: pods are made anew when it changes, since Ray reads certificates
    once. `environment` is added to that of every Ray process, such as where the registry answers.
    """

    topology: Topology
    cluster: Cluster
    platform: KubernetesPlatform
    fingerprint: pulumi.Input[str] | None = None
    environment: Mapping[str, str] = field(default_factory=dict)

    @property
    def image(self) -> str:
        """The runtime image, by digest."""
        if self.topology.image is None:
            raise ValueError(
                "runtime.image is required beyond local; a plan without it is refused before this"
            )
        return self.topology.image

    def placement(self, pool: Pool) -> Placement:
        """Return where the pods of a pool run."""
        return self.platform.placements[self.cluster.name, pool.name]

    def claim_template(self, name: str, size: str) -> dict[str, Any]:
        """Return a claim for a StatefulSet, on the platform's class for volumes that no store of the plan names."""
        own = self.platform.own_class
        storage = {"storageClassName": own} if own else {}
        return {
            "metadata": {"name": name},
            "spec": {
                "accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": size}}, **storage,
            },
        }  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Credentials:
    """The secrets of one cluster: its token, its authority for TLS, and the passwords of what stands beside it.

    `trusted` are the certificates of every authority that its pods trust; the one that signs is among them.
    `store_users` is the list of users that the store for fault tolerance reads; it holds a digest of `store_password`.
    """

    token: pulumi.Input[str]
    authority_certificate: pulumi.Input[str]
    authority_key: pulumi.Input[str]
    trusted: pulumi.Input[str]
    store_password: pulumi.Input[str]
    store_users: pulumi.Input[str]
    log_key: pulumi.Input[str]
