"""What a node writes to its local disks nobody reads after it: their key ends with the machine."""

from pulumi_policy import Severity

from policies.judge.asking import equals, only_where
from policies.judge.nodes_of_gke import of_nodes
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.types_of_gcp import CLUSTER, NODE_POOL

LOCAL = ("ephemeralStorageLocalSsdConfig", "localNvmeSsdBlockConfig", "localSsdCount")


def has_local_disks(node: Resource) -> bool:
    """Tell whether a node has disks of its own."""
    return any(node.get(key) for key in LOCAL)


RULE = ResourceRule(
    name="require-encrypted-local-disks-on-gcp",
    promise="Local disks of nodes of GKE are encrypted by a key that only lives as long as the node.",
    severity=Severity.MEDIUM,
    remedy='set nodeConfig.localSsdEncryptionMode to "EPHEMERAL_KEY_ENCRYPTION"',
    references=("NIST SP 800-53 SC-28(1)", "NIST SP 800-53 MP-6", "PCI DSS 3.5.1"),
    types=(CLUSTER, NODE_POOL),
    check=of_nodes(only_where(has_local_disks, equals("localSsdEncryptionMode", "EPHEMERAL_KEY_ENCRYPTION"))),
)
