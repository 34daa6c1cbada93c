"""The names that Google Cloud takes for its resources, by type and property, each with the page that says so."""

from collections.abc import Mapping

from stacks.offline.simulated_clouds.form import Form


def _google_name(longest: int = 63) -> str:
    return rf"[a-z]([-a-z0-9]{{0,{longest - 2}}}[a-z0-9])?"


RFC1035 = "cloud.google.com, Compute Engine: naming resources (RFC 1035)"
COMPUTE = Form(
    pattern=_google_name(), words="at most 63 of a-z, 0-9 and -, the first a letter", source=RFC1035
)
DNS_NAME = r"(\*\.)?([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)+"

FORMS: Mapping[tuple[str, str], Form] = {
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
    ("gcp:compute/route:Route", "name"): COMPUTE,
    ("gcp:compute/routerNat:RouterNat", "name"): COMPUTE,
    ("gcp:compute/globalAddress:GlobalAddress", "name"): COMPUTE,
    ("gcp:compute/networkPeering:NetworkPeering", "name"): COMPUTE,
    ("gcp:networkconnectivity/spoke:Spoke", "name"): Form(
        pattern=r"(projects/[^/]+/locations/[^/]+/spokes/)?" + _google_name(),
        words="at most 63 of a-z, 0-9 and -, the first a letter",
        source="cloud.google.com, Network Connectivity API: spokes.create",
    ),
    ("gcp:dns/managedZone:ManagedZone", "name"): Form(
        pattern=_google_name(),
        words="at most 63 of a-z, 0-9 and -, the first a letter",
        source="cloud.google.com, Cloud DNS API: managedZones",
    ),
    ("gcp:dns/managedZone:ManagedZone", "dnsName"): Form(
        pattern=DNS_NAME.removeprefix(r"(\*\.)?"),
        words="a name of DNS that ends with a dot",
        source="cloud.google.com, Cloud DNS API: managedZones",
    ),
    ("gcp:dns/recordSet:RecordSet", "name"): Form(
        pattern=DNS_NAME,
        words="a name of DNS that ends with a dot",
        source="cloud.google.com, Cloud DNS API: resourceRecordSets",
    ),
    ("gcp:filestore/instance:Instance", "name"): Form(
        pattern=_google_name(),
        words="at most 63 of a-z, 0-9 and -, the first a letter",
        source="cloud.google.com, Filestore API: instances.create",
    ),
    ("gcp:lustre/instance:Instance", "instanceId"): Form(
        pattern=_google_name(),
        words="at most 63 of a-z, 0-9 and -, the first a letter",
        source="cloud.google.com, Managed Lustre API: instances.create",
    ),
    ("gcp:lustre/instance:Instance", "filesystem"): Form(
        pattern=r"[A-Za-z][A-Za-z0-9]{0,7}",
        words="at most 8 letters and digits, the first a letter",
        source="cloud.google.com, Managed Lustre API: instances, filesystem",
    ),
    ("gcp:logging/projectSink:ProjectSink", "name"): Form(
        pattern=r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}",
        words="1 to 100 of letters, digits, _, - and .",
        source="cloud.google.com, Cloud Logging API: LogSink",
    ),
    ("gcp:serviceaccount/account:Account", "displayName"): Form(
        pattern=r".{0,100}",
        words="at most 100 characters",
        source="cloud.google.com, IAM API: ServiceAccount",
    ),
    ("gcp:filestore/instance:Instance", "kmsKeyName"): Form(
        pattern=r"projects/.+",
        words="projects/<project>/locations/<location>/keyRings/<ring>/cryptoKeys/<key>",
        source="cloud.google.com, Filestore API: Instance",
    ),
}
"""Type and property -> the form that Google Cloud wants."""

REFERENCES: Mapping[str, tuple[str, str]] = {"bucket": ("gcp:storage/bucket:Bucket", "name")}
"""Properties that name another resource, whose form holds."""
