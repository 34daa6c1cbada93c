"""Stores of objects: buckets, private and encrypted, whose every request is logged.

Cloud Storage answers authenticated requests by TLS alone, so nothing says that here. Who may reach a store is told in
`identity.py`; file systems are in `shared_files.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
from pulumi_gcp import storage

from components.gcp import names
from components.holding import is_held
from components.topology.model import Store, Topology

DAY_S = 24 * 3600
SOFT_DELETED_S = 7 * DAY_S
SOFT_DELETED_IN_PRODUCTION_S = 30 * DAY_S
"""How long a deleted object can be brought back: Google's own default, and longer where more is lost."""
LOGS_KEPT_DAYS = 365
ACCESS_LOGS = "access-logs"
ABORTED_UPLOADS_DAYS = 7
LOG_WRITER = "group:cloud-storage-analytics@google.com"
"""Who writes access logs (cloud.google.com, "Usage logs & storage logs")."""


@dataclass(frozen=True, kw_only=True)
class GcpObjectStoresArgs:
    """The topology, its project and region, and the keys of objects and of access logs (None: Google's own), which
    buckets may use once `ready` is there.
    """

    topology: Topology
    project: str
    location: str
    key: pulumi.Input[str] | None
    logs_key: pulumi.Input[str] | None
    ready: Sequence[pulumi.Resource] = ()


class GcpObjectStores(pulumi.ComponentResource):
    """A bucket for each store of objects, and one for the logs of who asked what of them."""

    store_ids: Mapping[str, pulumi.Output[str]]
    endpoints: Mapping[str, pulumi.Output[str]]

    def __init__(
        self, name: str, args: GcpObjectStoresArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("groundplan:gcp:ObjectStores", name, None, opts)
        self._name, self._args = name, args
        self._kept = pulumi.ResourceOptions(
            parent=self, protect=args.topology.deletion_protection, depends_on=[*args.ready]
        )
        stores = [store for store in args.topology.stores if store.kind == "object"]
        logs = self._access_logs() if stores else None
        made = {store.name: self._bucket(store, logs) for store in stores}
        self.store_ids = {store: bucket.name for store, bucket in made.items()}
        self.endpoints = {store: bucket.url for store, bucket in made.items()}
        self.register_outputs({"store_ids": self.store_ids, "endpoints": self.endpoints})

    def _bucket(self, store: Store, logs: pulumi.Input[str] | None) -> storage.Bucket:
        topology = self._args.topology
        kept_s = SOFT_DELETED_IN_PRODUCTION_S if topology.deletion_protection else SOFT_DELETED_S
        return storage.Bucket(
            f"{self._name}-bucket-{store.name}",
            name=names.bucket(topology, self._args.project, store.name),
            location=self._args.location,
            storage_class="STANDARD",
            uniform_bucket_level_access=True,
            public_access_prevention="enforced",
            force_destroy=not is_held(topology),
            encryption=_encrypted(self._args.key),
            versioning=storage.BucketVersioningArgs(enabled=store.versions is not None),
            lifecycle_rules=lifecycle(store),
            soft_delete_policy=storage.BucketSoftDeletePolicyArgs(retention_duration_seconds=kept_s),
            logging=storage.BucketLoggingArgs(log_bucket=logs, log_object_prefix=store.name)
            if logs
            else None,
            labels=names.labels(topology, **store.labels),
            opts=self._kept,
        )

    def _access_logs(self) -> pulumi.Output[str]:
        """Make the bucket of access logs; in production nobody removes a log before its time, whoever they are."""
        topology = self._args.topology
        old = storage.BucketLifecycleRuleConditionArgs(age=LOGS_KEPT_DAYS, with_state="ANY")
        held = storage.BucketRetentionPolicyArgs(
            retention_period=str(LOGS_KEPT_DAYS * DAY_S), is_locked=False
        )
        bucket = storage.Bucket(
            f"{self._name}-{ACCESS_LOGS}",
            name=names.bucket(topology, self._args.project, ACCESS_LOGS),
            location=self._args.location,
            storage_class="STANDARD",
            uniform_bucket_level_access=True,
            public_access_prevention="enforced",
            force_destroy=not is_held(topology),
            encryption=_encrypted(self._args.logs_key),
            lifecycle_rules=[_rule("Delete", old)],
            retention_policy=held if is_held(topology) else None,
            labels=names.labels(topology, **{"groundplan-holds": "logs"}),
            opts=self._kept,
        )
        written = storage.BucketIAMMember(
            f"{self._name}-{ACCESS_LOGS}-writer", bucket=bucket.name, role="roles/storage.objectCreator",
            member=LOG_WRITER, opts=pulumi.ResourceOptions(parent=self),
        )  # fmt: skip
        return pulumi.Output.all(bucket.name, written.id).apply(lambda known: str(known[0]))


def lifecycle(store: Store) -> list[storage.BucketLifecycleRuleArgs]:
    """Return when objects of a store go: what is too old, former versions beyond those kept, uploads nobody ended."""
    condition = storage.BucketLifecycleRuleConditionArgs
    rules = [_rule("AbortIncompleteMultipartUpload", condition(age=ABORTED_UPLOADS_DAYS))]
    if store.keep_s is not None:
        rules.append(_rule("Delete", condition(age=max(1, -(-store.keep_s // DAY_S)), with_state="ANY")))
    if store.versions is not None:
        rules.append(_rule("Delete", condition(num_newer_versions=store.versions + 1, with_state="ARCHIVED")))
    return rules


def _rule(
    action: str, condition: storage.BucketLifecycleRuleConditionArgs
) -> storage.BucketLifecycleRuleArgs:
    return storage.BucketLifecycleRuleArgs(
        action=storage.BucketLifecycleRuleActionArgs(type=action), condition=condition
    )


def _encrypted(key: pulumi.Input[str] | None) -> storage.BucketEncryptionArgs | None:
    return storage.BucketEncryptionArgs(default_kms_key_name=key) if key is not None else None
