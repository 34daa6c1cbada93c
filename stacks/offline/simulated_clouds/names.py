"""The names that providers take for their resources, by type and property, each with the page that says so."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Form:
    """What a text must be: a pattern, in words, and the provider's page that says so."""

    pattern: str
    words: str
    source: str


def _google_name(longest: int = 63) -> str:
    return rf"[a-z]([-a-z0-9]{{0,{longest - 2}}}[a-z0-9])?"


IAM = "docs.aws.amazon.com, IAM quotas: name and path"
EKS_NAME = "docs.aws.amazon.com, Amazon EKS API reference"
EC2 = "docs.aws.amazon.com, Amazon EC2 API reference"
AZURE = "learn.microsoft.com, Naming rules and restrictions for Azure resources"
RFC1035 = "cloud.google.com, Compute Engine: naming resources (RFC 1035)"
BUCKET = Form(
    pattern=r"(?!xn--|sthree-)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]",
    words="3 to 63 of a-z, 0-9, . and -, the first and last a letter or digit",
    source="docs.aws.amazon.com, General purpose bucket naming rules",
)
COMPUTE = Form(
    pattern=_google_name(), words="at most 63 of a-z, 0-9 and -, the first a letter", source=RFC1035
)

FORMS: Mapping[tuple[str, str], Form] = {
    ("aws:s3/bucket:Bucket", "bucket"): BUCKET,
    ("aws:iam/role:Role", "name"): Form(
        pattern=r"[\w+=,.@-]{1,64}", words="1 to 64 of letters, digits and +=,.@_-", source=IAM
    ),
    ("aws:iam/policy:Policy", "name"): Form(
        pattern=r"[\w+=,.@-]{1,128}", words="1 to 128 of letters, digits and +=,.@_-", source=IAM
    ),
    ("aws:iam/rolePolicy:RolePolicy", "name"): Form(
        pattern=r"[\w+=,.@-]{1,128}", words="1 to 128 of letters, digits and +=,.@_-", source=IAM
    ),
    ("aws:iam/instanceProfile:InstanceProfile", "name"): Form(
        pattern=r"[\w+=,.@-]{1,128}", words="1 to 128 of letters, digits and +=,.@_-", source=IAM
    ),
    ("aws:eks/cluster:Cluster", "name"): Form(
        pattern=r"[0-9A-Za-z][A-Za-z0-9_-]{0,99}",
        words="1 to 100 of letters, digits, - and _",
        source=EKS_NAME,
    ),
    ("aws:eks/nodeGroup:NodeGroup", "nodeGroupName"): Form(
        pattern=r"[0-9A-Za-z][A-Za-z0-9_-]{0,62}",
        words="1 to 63 of letters, digits, - and _",
        source=EKS_NAME,
    ),
    ("aws:kms/alias:Alias", "name"): Form(
        pattern=r"alias/(?!aws/)[A-Za-z0-9/_-]{1,250}",
        words="alias/ and letters, digits, /, _ and -",
        source="docs.aws.amazon.com, AWS KMS CreateAlias",
    ),
    ("aws:ec2/securityGroup:SecurityGroup", "name"): Form(
        pattern=r"(?!sg-)[\w .:/()#,@\[\]+=&;{}!$*-]{1,255}",
        words="1 to 255 characters that do not begin with sg-",
        source=EC2,
    ),
    ("aws:ec2/securityGroup:SecurityGroup", "description"): Form(
        pattern=r"[a-zA-Z0-9. _:/()#,@\[\]+=&;{}!$*-]{1,255}",
        words="1 to 255 of letters, digits, spaces and ._-:/()#,@[]+=&;{}!$*",
        source=EC2,
    ),
    ("aws:ec2/launchTemplate:LaunchTemplate", "name"): Form(
        pattern=r"[a-zA-Z0-9().\-/_]{3,128}", words="3 to 128 of letters, digits and ().-/_", source=EC2
    ),
    ("aws:cloudwatch/logGroup:LogGroup", "name"): Form(
        pattern=r"[a-zA-Z0-9_\-/.#]{1,512}",
        words="1 to 512 of letters, digits and _-/.#",
        source="docs.aws.amazon.com, CloudWatch Logs CreateLogGroup",
    ),
    ("gcp:storage/bucket:Bucket", "name"): Form(
        pattern=r"(?!goog)[a-z0-9][a-z0-9._-]{1,61}[a-z0-9]",
        words="3 to 63 of a-z, 0-9, ., _ and -, not beginning with goog",
        source="cloud.google.com, Cloud Storage bucket names",
    ),
    ("gcp:serviceaccount/account:Account", "accountId"): Form(
        pattern=r"[a-z]([-a-z0-9]{4,28}[a-z0-9])",
        words="6 to 30 of a-z, 0-9 and -, the first a letter",
        source="cloud.google.com, IAM: create service accounts",
    ),
    ("gcp:kms/keyRing:KeyRing", "name"): Form(
        pattern=r"[a-zA-Z0-9_-]{1,63}",
        words="1 to 63 of letters, digits, _ and -",
        source="cloud.google.com, Cloud KMS keyRings.create",
    ),
    ("gcp:kms/cryptoKey:CryptoKey", "name"): Form(
        pattern=r"[a-zA-Z0-9_-]{1,63}",
        words="1 to 63 of letters, digits, _ and -",
        source="cloud.google.com, Cloud KMS cryptoKeys.create",
    ),
    ("gcp:container/cluster:Cluster", "name"): Form(
        pattern=_google_name(40),
        words="at most 40 of a-z, 0-9 and -, the first a letter",
        source="cloud.google.com, GKE API: Cluster",
    ),
    ("gcp:container/nodePool:NodePool", "name"): Form(
        pattern=_google_name(40),
        words="at most 40 of a-z, 0-9 and -, the first a letter",
        source="cloud.google.com, GKE API: NodePool",
    ),
    ("gcp:compute/network:Network", "name"): COMPUTE,
    ("gcp:compute/subnetwork:Subnetwork", "name"): COMPUTE,
    ("gcp:compute/router:Router", "name"): COMPUTE,
    ("gcp:compute/firewall:Firewall", "name"): COMPUTE,
    ("azure-native:resources:ResourceGroup", "resourceGroupName"): Form(
        pattern=r"[\w().-]{0,89}[\w()-]",
        words="1 to 90 of letters, digits and _().-, the last no .",
        source=AZURE,
    ),
    ("azure-native:storage:StorageAccount", "accountName"): Form(
        pattern=r"[a-z0-9]{3,24}", words="3 to 24 of a-z and 0-9", source=AZURE
    ),
    ("azure-native:keyvault:Vault", "vaultName"): Form(
        pattern=r"[A-Za-z](?!.*--)[A-Za-z0-9-]{1,22}[A-Za-z0-9]",
        words="3 to 24 of letters, digits and single -, the first a letter",
        source=AZURE,
    ),
    ("azure-native:network:VirtualNetwork", "virtualNetworkName"): Form(
        pattern=r"[A-Za-z0-9][\w.-]{0,62}\w", words="2 to 64 of letters, digits, _, . and -", source=AZURE
    ),
    ("azure-native:network:Subnet", "subnetName"): Form(
        pattern=r"[A-Za-z0-9]([\w.-]{0,78}\w)?", words="1 to 80 of letters, digits, _, . and -", source=AZURE
    ),
    ("azure-native:containerservice:ManagedCluster", "resourceName"): Form(
        pattern=r"[A-Za-z0-9]([\w-]{0,61}[A-Za-z0-9])?",
        words="1 to 63 of letters, digits, _ and -",
        source=AZURE,
    ),
    ("azure-native:containerservice:ManagedCluster", "dnsPrefix"): Form(
        pattern=r"[A-Za-z0-9]([A-Za-z0-9-]{0,52}[A-Za-z0-9])?",
        words="1 to 54 of letters, digits and -",
        source=AZURE,
    ),
    ("azure-native:containerservice:AgentPool", "agentPoolName"): Form(
        pattern=r"[a-z][a-z0-9]{0,11}", words="1 to 12 of a-z and 0-9, the first a letter", source=AZURE
    ),
}
"""Type and property -> the form that its provider wants."""
