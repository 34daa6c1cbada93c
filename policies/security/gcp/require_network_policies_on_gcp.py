"""Network policies are obeyed: a cluster without something that does accepts them and ignores them."""

from pulumi_policy import Severity

from policies.judge.asking import TRUE, equals, only_where
from policies.judge.nodes_of_gke import of_standard_clusters
from policies.judge.rule import ResourceRule
from policies.judge.types_of_gcp import CLUSTER

RULE = ResourceRule(
    name="require-network-policies-on-gcp",
    promise="Every cluster of GKE enforces network policies.",
    severity=Severity.CRITICAL,
    remedy='set datapathProvider to "ADVANCED_DATAPATH" when the cluster is made, or networkPolicy.enabled to true',
    references=(
        "CIS GKE 4.3.1",
        "CIS Kubernetes 5.3.1",
        "NIST SP 800-53 SC-7",
        "NSA/CISA Kubernetes Hardening: Network policies",
    ),
    types=(CLUSTER,),
    check=of_standard_clusters(
        only_where(
            lambda cluster: cluster.part("networkPolicy").get("enabled") not in TRUE,
            equals("datapathProvider", "ADVANCED_DATAPATH"),
        )
    ),
)
