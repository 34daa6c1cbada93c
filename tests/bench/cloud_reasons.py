"""Why a check of checkov that a resource of an example fails stays failed."""

from dataclasses import dataclass
from fnmatch import fnmatchcase


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Why resources whose address fits a pattern of `of` may fail a check; `what` says in words which these are."""

    check: str
    of: tuple[str, ...]
    what: str
    why: str

    def pattern_of(self, resource: str) -> str | None:
        """Return the pattern that the address of a resource fits, if there is one."""
        return next((pattern for pattern in self.of if fnmatchcase(resource, pattern)), None)


CLUSTER = "Microsoft.ContainerService/managedClusters.*"
UNVERSIONED = ("checkpoints", "datasets", "registry")
STORES = "buckets of stores without `versions`"
BY_PLAN = "The plan's `versions` says which store keeps former versions; these name none."
IN_PLACE = (
    "The plan's `location` says where data may be; a copy elsewhere would break that, and cost as much again."
)
SERVICES_ALONE = "Its firewall lets in the services that Azure trusts, and nobody else."

AWS = (
    Reason(
        check="CKV2_AWS_62", of=("aws_s3_bucket.*",), what="all buckets",
        why="Nobody listens to events of a store; who asked for what is in the access log.",
    ),
    Reason(check="CKV_AWS_144", of=("aws_s3_bucket.*",), what="all buckets", why=IN_PLACE),
    Reason(
        check="CKV_AWS_145", of=("aws_s3_bucket.storage-access-logs",), what="the bucket of access logs",
        why="S3 delivers access logs to no bucket that KMS encrypts by default; S3's own key does.",
    ),
    Reason(
        check="CKV_AWS_21", of=tuple(f"aws_s3_bucket.storage-{store}" for store in UNVERSIONED), what=STORES,
        why=BY_PLAN,
    ),
    Reason(
        check="CKV_AWS_39", of=("aws_eks_cluster.*",), what="the cluster of the large plan",
        why="The plan's `allowed_cidrs` opens the endpoint, to exactly these ranges; without any it is private.",
    ),
)  # fmt: skip

GCP = (
    Reason(
        check="CKV_GCP_12", of=("google_container_cluster.*",), what="the cluster",
        why="Dataplane V2 holds network policies; what the check asks for is its predecessor, which excludes it.",
    ),
    Reason(
        check="CKV_GCP_43", of=("google_kms_crypto_key.*",), what="all keys",
        why="The plan's `rotation` is 365 days; where it names none, a key is replaced every 90.",
    ),
    Reason(
        check="CKV_GCP_62", of=("google_storage_bucket.storage-access-logs",), what="the bucket of access logs",
        why="It would be its own subject.",
    ),
    Reason(
        check="CKV_GCP_65", of=("google_container_cluster.*",), what="the cluster",
        why="It names a group of the user's own domain; here IAM says who may enter, and IAM knows groups.",
    ),
    Reason(
        check="CKV_GCP_66", of=("google_container_cluster.*",), what="the cluster",
        why="It holds whatever one policy of the whole project says, which is not the plan's, and says nothing by "
        "default; images are pinned by digest.",
    ),
    Reason(
        check="CKV_GCP_78", of=("google_storage_bucket.storage-access-logs",), what="the bucket of access logs",
        why="In production a retention policy keeps every log, which excludes versions; elsewhere what was deleted can "
        "be had back for a week.",
    ),
    Reason(
        check="CKV_GCP_78", of=tuple(f"google_storage_bucket.storage-bucket-{store}" for store in UNVERSIONED),
        what=STORES, why=f"{BY_PLAN} What was deleted can be had back for a week, in production for 30 days.",
    ),
)  # fmt: skip

AZURE = (
    Reason(
        check="CKV_AZURE_112", of=("Microsoft.KeyVault/vaults/keys.*/files",), what="the key of file systems",
        why="Managed Lustre takes no other type of key than RSA; all others lie in hardware.",
    ),
    Reason(
        check="CKV_AZURE_168", of=("Microsoft.ContainerService/managedClusters/agentPools.*/gpu*",),
        what="the GPU pool",
        why="Its taint lets in Ray and daemons alone, about fifteen pods; AKS keeps memory for each that may come.",
    ),
    Reason(
        check="CKV_AZURE_172", of=(CLUSTER,), what="the cluster",
        why="The driver whose secrets it rotates is not there: pods prove who they are by tokens that soon end.",
    ),
    Reason(
        check="CKV_AZURE_189", of=("Microsoft.KeyVault/vaults.keys-vault-files*",),
        what="the vault of file systems", why=f"Managed Lustre takes no key of a closed vault. {SERVICES_ALONE}",
    ),
    Reason(
        check="CKV_AZURE_206", of=("Microsoft.Storage/storageAccounts.*",), what="all accounts",
        why=f"{IN_PLACE} In production three zones have a copy each.",
    ),
    Reason(
        check="CKV_AZURE_226", of=(CLUSTER,), what="the system pool",
        why="Its machine, a D4s_v5, has no disk of its own, so it starts from one that the plan's key encrypts, and "
        "the host too. Machines of the plan with a disk that holds their system start from it.",
    ),
    Reason(
        check="CKV_AZURE_4", of=(CLUSTER,), what="the cluster",
        why="The logs of the control plane go to the plan's own account by a diagnostic setting; no agent is needed.",
    ),
    Reason(
        check="CKV_AZURE_40", of=("Microsoft.KeyVault/vaults/keys.*",), what="all keys",
        why="What an old version of a key encrypted is read with it, so none expires; the plan's `rotation` makes a "
        "new one in time.",
    ),
    Reason(
        check="CKV_AZURE_59", of=("Microsoft.Storage/storageAccounts.*logs*",), what="the account of logs",
        why=f"Flow logs and diagnostics have no way through a private endpoint. {SERVICES_ALONE}",
    ),
    Reason(
        check="CKV_AZURE_6", of=(CLUSTER,), what="the cluster of the small plan",
        why="Its API server has no public address, so there is no range to allow.",
    ),
    Reason(
        check="CKV_AZURE_8", of=(CLUSTER,), what="the cluster",
        why="AKS has no dashboard any more that could be switched off.",
    ),
)  # fmt: skip

REASONS: tuple[Reason, ...] = (*AWS, *GCP, *AZURE)


def reason_of(check: str, resource: str) -> Reason | None:
    """Return the reason why a resource may fail a check, if somebody has written one."""
    return next((each for each in REASONS if each.check == check and each.pattern_of(resource)), None)
