"""One key of the customer for each use, replaced by itself, and the service agents that may use it: each that of its
use.

Whoever has a key's right may encrypt and decrypt with it, and nothing else. It makes no key where the plan leaves
keys to the platform; Google's own encrypt then.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
from pulumi_gcp import kms

from components.gcp import names
from components.gcp.agents import agents_of
from components.settling import Settling
from components.topology.model import Topology

STORAGE, SECRETS, DISKS, LOGS = "storage", "secrets", "disks", "logs"
USER = "roles/cloudkms.cryptoKeyEncrypterDecrypter"
ROTATION_S = 90 * 24 * 3600
"""Where the plan names no rotation: the longest that CIS GCP Foundations (1.11) takes."""
KEPT_DESTROYED_S = 30 * 24 * 3600
"""How long a destroyed version can be brought back."""
GRANTED_S = 120.0
"""Until a right holds everywhere: typically two minutes, seldom seven (cloud.google.com, "Access change propagation";
where it takes longer, `up` again goes on).
"""


@dataclass(frozen=True, kw_only=True)
class GcpKeysArgs:
    """The topology, its project by name and number, its region, and the kinds of file systems that it has."""

    topology: Topology
    project: str
    number: pulumi.Input[str]
    location: str
    file_kinds: frozenset[str]


class GcpKeys(pulumi.ComponentResource):
    """A key ring. Whoever takes a key depends on `ready` as well, a file system on `files_ready` of its kind: there its
    service may use the key.

    Ids hang on no wait: one that comes later would make ids unknown in a preview, and another key replaces a store.
    Google deletes no key ring, so a ring's name is new each time, and `up` after `down` finds none in its way.
    """

    key_ids: Mapping[str, pulumi.Output[str]]
    ready: tuple[pulumi.Resource, ...]
    files_ready: Mapping[str, tuple[pulumi.Resource, ...]]

    def __init__(self, name: str, args: GcpKeysArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("groundplan:gcp:Keys", name, None, opts)
        self._name, self._args = name, args
        self._kept = pulumi.ResourceOptions(parent=self, protect=args.topology.deletion_protection)
        self._ring = kms.KeyRing(f"{name}-ring", location=args.location, opts=self._kept)
        agents = agents_of(
            name, args.project, args.number, args.file_kinds, pulumi.ResourceOptions(parent=self)
        )
        users = {
            STORAGE: {"buckets": agents.buckets, **agents.files},
            SECRETS: {"clusters": agents.clusters},
            DISKS: {"machines": agents.machines},
            LOGS: {"logs": agents.logs, "buckets": agents.buckets},
        }
        keys = {use: self._key(use) for use in users}
        granted = {use: self._granted(use, keys[use], members) for use, members in users.items()}
        # A kind of file system that comes later is waited for by itself.
        later = {kind: granted[STORAGE].pop(kind) for kind in agents.files}
        always = [each for members in granted.values() for each in members.values()]
        self.ready = (self._settled("granted", always),)
        self.files_ready = {kind: (self._settled(f"granted-{kind}", [each]),) for kind, each in later.items()}
        self.key_ids = {use: key.id for use, key in keys.items()}
        self.register_outputs({"key_ids": self.key_ids})

    def _key(self, use: str) -> kms.CryptoKey:
        rotation_s = self._args.topology.encryption.rotation_s or ROTATION_S
        return kms.CryptoKey(
            f"{self._name}-key-{use}",
            name=use,
            key_ring=self._ring.id,
            purpose="ENCRYPT_DECRYPT",
            rotation_period=f"{rotation_s}s",
            destroy_scheduled_duration=f"{KEPT_DESTROYED_S}s",
            labels=names.labels(self._args.topology, **{"groundplan-use": use}),
            opts=self._kept,
        )

    def _granted(
        self, use: str, key: kms.CryptoKey, users: Mapping[str, pulumi.Input[str]]
    ) -> dict[str, pulumi.CustomResource]:
        return {
            user: kms.CryptoKeyIAMMember(
                f"{self._name}-user-{use}-{user}",
                crypto_key_id=key.id,
                role=USER,
                member=member,
                opts=pulumi.ResourceOptions(parent=self),
            )
            for user, member in sorted(users.items())
        }

    def _settled(self, key: str, granted: Sequence[pulumi.CustomResource]) -> Settling:
        after, ids = (
            pulumi.ResourceOptions(parent=self, depends_on=list(granted)),
            [each.id for each in granted],
        )
        return Settling(f"{self._name}-{key}", "gcp", after, of=ids, made_s=GRANTED_S)
