"""Object stores as buckets: encrypted, closed to the public, over TLS only, their use logged, old things removed.

Each property is a resource of its own. It grants nobody anything: `identity.py` does, by the topology's rights.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import pulumi
from pulumi_aws import s3

from components.aws import names, policies
from components.aws.keys import DAY_S
from components.holding import is_held
from components.topology.model import Store, Topology

LOGS = "access-logs"
"""The store that no plan names; `limits.py` refuses one that is called so."""
LOGS_KEPT_DAYS = 365
LOGS_DELETED_DAYS = 30
"""How long a log that somebody deleted or wrote over can be had back."""
UNFINISHED_DAYS = 7
"""Parts of an upload that nobody finished are paid for and seen by nobody."""


Rule = s3.BucketLifecycleConfigurationRuleArgs


class Guarded(NamedTuple):
    """A bucket, and the policy that says who may do what in it."""

    bucket: s3.Bucket
    policy: s3.BucketPolicy


@dataclass(frozen=True, kw_only=True)
class AwsStorageArgs:
    """The topology, its region and account, what tells its stack's buckets from others, and the key (None: S3's)."""

    topology: Topology
    location: str
    account_id: pulumi.Input[str]
    owner: str
    key: pulumi.Input[str] | None


class AwsStorage(pulumi.ComponentResource):
    """`store_ids` are buckets' names by store, `store_arns` their ARNs, `endpoints` where clients ask."""

    store_ids: Mapping[str, pulumi.Output[str]]
    store_arns: Mapping[str, pulumi.Output[str]]
    endpoints: Mapping[str, str]

    def __init__(self, name: str, args: AwsStorageArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("groundplan:aws:Storage", name, None, opts)
        self._name, self._args = name, args
        self._below = pulumi.ResourceOptions(parent=self)
        self._account = pulumi.Output.from_input(args.account_id)
        stores = [store for store in args.topology.stores if store.kind == "object"]
        logs = self._logs() if stores else None
        buckets = {store.name: self._store(store, logs) for store in stores if logs}
        self.store_ids = {store: bucket.bucket for store, bucket in buckets.items()}
        self.store_arns = {store: bucket.arn for store, bucket in buckets.items()}
        self.endpoints = dict.fromkeys(buckets, f"https://s3.{args.location}.amazonaws.com")
        self.register_outputs({"store_ids": self.store_ids, "endpoints": self.endpoints})

    def _store(self, store: Store, logs: Guarded) -> s3.Bucket:
        made = self._bucket(store.name, store.labels, logs_of_aws=False, rules=lifecycle(store))
        self._versions(store.name, made.bucket, kept=bool(store.versions))
        s3.BucketLogging(
            f"{self._name}-logging-{store.name}", bucket=made.bucket.bucket, target_bucket=logs.bucket.bucket,
            target_prefix=f"{store.name}/",
            # S3 refuses logs that go where it may not write yet.
            opts=pulumi.ResourceOptions(parent=self, depends_on=[logs.policy]),
        )  # fmt: skip
        return made.bucket

    def _logs(self) -> Guarded:
        """Make the bucket of the access logs, which has no log of its own: it would be its own subject."""
        rules = [
            _rule("old", expiration={"days": LOGS_KEPT_DAYS}),
            _rule("former", noncurrent_version_expiration={"noncurrent_days": LOGS_DELETED_DAYS}),
            *_leftovers(),
        ]
        made = self._bucket(LOGS, {"groundplan-holds": "logs"}, logs_of_aws=True, rules=rules)
        self._versions(LOGS, made.bucket, kept=True)
        return made

    def _versions(self, key: str, bucket: s3.Bucket, *, kept: bool) -> None:
        s3.BucketVersioning(
            f"{self._name}-versions-{key}",
            bucket=bucket.bucket,
            # "Disabled" is for buckets that never had versions: what was once on can only be suspended.
            versioning_configuration={"status": "Enabled" if kept else "Suspended"},
            opts=self._below,
        )

    def _bucket(
        self, key: str, labels: Mapping[str, str], *, logs_of_aws: bool, rules: list[Rule]
    ) -> Guarded:
        topology, name, below = self._args.topology, self._name, self._below
        bucket = s3.Bucket(
            f"{name}-{key}",
            bucket=self._account.apply(lambda account_id: self._bucket_name(key, account_id)),
            force_destroy=not is_held(topology),
            tags=names.tags(topology, key, labels),
            opts=pulumi.ResourceOptions(parent=self, protect=topology.deletion_protection),
        )
        s3.BucketOwnershipControls(
            f"{name}-ownership-{key}", bucket=bucket.bucket, opts=below,
            rule={"object_ownership": "BucketOwnerEnforced"},
        )  # fmt: skip
        closed = s3.BucketPublicAccessBlock(
            f"{name}-closed-{key}", bucket=bucket.bucket, block_public_acls=True, block_public_policy=True,
            ignore_public_acls=True, restrict_public_buckets=True, opts=below,
        )  # fmt: skip
        s3.BucketServerSideEncryptionConfiguration(
            f"{name}-encryption-{key}", bucket=bucket.bucket, opts=below,
            # Amazon S3, "Enabling server access logging": logs go to no bucket that a customer's key encrypts.
            rules=[encryption(None if logs_of_aws else self._args.key)],
        )  # fmt: skip
        s3.BucketLifecycleConfiguration(
            f"{name}-lifecycle-{key}", bucket=bucket.bucket, rules=rules, opts=below
        )
        policy = s3.BucketPolicy(
            f"{name}-policy-{key}",
            bucket=bucket.bucket,
            policy=pulumi.Output.all(bucket.arn, self._account).apply(
                lambda known: bucket_policy(known[0], known[1] if logs_of_aws else None)
            ),
            # S3 refuses two changes of a bucket's access at once.
            opts=pulumi.ResourceOptions(parent=self, depends_on=[closed]),
        )
        return Guarded(bucket, policy)

    def _bucket_name(self, key: str, account_id: str) -> str:
        owner = f"{account_id}/{self._args.location}/{self._args.owner}"
        return names.bucket_name(self._args.topology.name, key, owner)


def encryption(key: pulumi.Input[str] | None) -> s3.BucketServerSideEncryptionConfigurationRuleArgs:
    """Return the rule by which new objects are encrypted; with a bucket's own key, KMS is not asked for each object."""
    return s3.BucketServerSideEncryptionConfigurationRuleArgs(
        apply_server_side_encryption_by_default=s3.BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefaultArgs(
            sse_algorithm="AES256" if key is None else "aws:kms", kms_master_key_id=key
        ),
        bucket_key_enabled=key is not None,
    )


def lifecycle(store: Store) -> list[Rule]:
    """Return what is removed of a store: what is older than it keeps, versions beyond those it keeps, leftovers."""
    rules = []
    if store.keep_s is not None:
        rules.append(_rule("old", expiration={"days": max(1, -(-store.keep_s // DAY_S))}))
    former = {"newer_noncurrent_versions": store.versions} if store.versions else {}
    rules.append(_rule("former", noncurrent_version_expiration={"noncurrent_days": 1, **former}))
    return [*rules, *_leftovers()]


def _leftovers() -> list[Rule]:
    unfinished = {"days_after_initiation": UNFINISHED_DAYS}
    return [
        _rule("unfinished", abort_incomplete_multipart_upload=unfinished),
        # A marker under which no version is left. It stands apart, since a rule by age can have none.
        _rule("markers", expiration={"expired_object_delete_marker": True}),
    ]


def _rule(name: str, **what: Any) -> Rule:
    return Rule(
        id=name, status="Enabled", filter=s3.BucketLifecycleConfigurationRuleFilterArgs(prefix=""), **what
    )


def bucket_policy(arn: str, logs_of_account: str | None) -> str:
    """Return what nobody may do: ask without TLS 1.2. The bucket of the logs lets S3 write them for the account."""
    everything = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": [arn, f"{arn}/*"]}
    statements: list[policies.Statement] = [
        {**everything, "Sid": "OnlyTls", "Condition": {"Bool": {"aws:SecureTransport": "false"}}},
        {**everything, "Sid": "OnlyNewTls", "Condition": {"NumericLessThan": {"s3:TlsVersion": "1.2"}}},
    ]
    if logs_of_account:
        of_account = {"StringEquals": {"aws:SourceAccount": logs_of_account}}
        may_write = policies.allow(["s3:PutObject"], [f"{arn}/*"], sid="AccessLogs", condition=of_account)
        statements.append({**may_write, "Principal": {"Service": "logging.s3.amazonaws.com"}})
    return policies.document(statements)
