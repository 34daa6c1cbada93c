"""The type tokens of Google Cloud that several rules judge or read."""

BUCKET = "gcp:storage/bucket:Bucket"

HOLDS = "groundplan-holds"
"""The label that says what a bucket is for."""
LOGS_HELD = "logs"

KEY = "gcp:kms/cryptoKey:CryptoKey"
KEY_RING = "gcp:kms/keyRing:KeyRing"

CLUSTER = "gcp:container/cluster:Cluster"
NODE_POOL = "gcp:container/nodePool:NodePool"

NETWORK = "gcp:compute/network:Network"
SUBNET = "gcp:compute/subnetwork:Subnetwork"
FIREWALL = "gcp:compute/firewall:Firewall"
FIREWALL_POLICY_RULE = "gcp:compute/networkFirewallPolicyRule:NetworkFirewallPolicyRule"
NAT = "gcp:compute/routerNat:RouterNat"

MACHINE = "gcp:compute/instance:Instance"
MACHINE_TEMPLATE = "gcp:compute/instanceTemplate:InstanceTemplate"
MACHINES = (MACHINE, MACHINE_TEMPLATE)
DISK = "gcp:compute/disk:Disk"
REGION_DISK = "gcp:compute/regionDisk:RegionDisk"
DISKS = (DISK, REGION_DISK)

FILESTORE = "gcp:filestore/instance:Instance"
LUSTRE = "gcp:lustre/instance:Instance"
PARALLELSTORE = "gcp:parallelstore/instance:Instance"
DATABASE = "gcp:sql/databaseInstance:DatabaseInstance"
CACHE = "gcp:redis/instance:Instance"
IMAGES = "gcp:artifactregistry/repository:Repository"
SECRET = "gcp:secretmanager/secret:Secret"  # noqa: S105 - the name of a type

LOG_BUCKET = "gcp:logging/projectBucketConfig:ProjectBucketConfig"
LOG_SINK = "gcp:logging/projectSink:ProjectSink"


def _rights(module: str, thing: str = "", iam: str = "IAM") -> tuple[str, str, str]:
    """Return the three forms of the rights to a thing: a member of a role, all members of a role, a whole policy."""
    member, binding, policy = (f"{thing}{iam}{form}" for form in ("Member", "Binding", "Policy"))
    return (_token(module, member), _token(module, binding), _token(module, policy))


def _token(module: str, name: str) -> str:
    return f"gcp:{module}/{name[0].lower()}{name[1:]}:{name}"


PROJECT_RIGHTS = (*_rights("projects"), *_rights("folder"), *_rights("organizations"))
"""Who may do what in a whole project, or in all projects of a folder or an organisation."""
BUCKET_RIGHTS = (*_rights("storage", "Bucket"), *_rights("storage", "ManagedFolder", "Iam"))
KEY_RIGHTS = (*_rights("kms", "CryptoKey"), *_rights("kms", "KeyRing"))
RIGHTS = (
    *PROJECT_RIGHTS,
    *BUCKET_RIGHTS,
    *KEY_RIGHTS,
    *_rights("serviceaccount"),
    *_rights("artifactregistry", "Repository", "Iam"),
    *_rights("secretmanager", "Secret", "Iam"),
    *_rights("secretmanager", "RegionalSecret", "Iam"),
)
"""Who may do what; each has `role`, and `member` or `members`, or is a policy that has several such."""
OTHER_RIGHTS = _rights("others")
"""Stand for the rights to what no rule knows otherwise, such as a service of Cloud Run; no provider has these types."""
ACCESS_CONTROLS = tuple(
    _token("storage", name)
    for name in ("BucketAccessControl", "DefaultObjectAccessControl", "ObjectAccessControl")
)
"""Each gives one `entity` something."""
ACLS = tuple(_token("storage", name) for name in ("BucketACL", "DefaultObjectACL", "ObjectACL"))
"""Each has `roleEntities`, such as READER:allUsers, or a `predefinedAcl`."""
