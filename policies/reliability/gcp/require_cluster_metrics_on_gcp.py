"""Whether a cluster is well is measured outside of it."""

from pulumi_policy import Severity

from policies.judge.asking import includes
from policies.judge.rule import ResourceRule
from policies.judge.types_of_gcp import CLUSTER

RULE = ResourceRule(
    name="require-cluster-metrics-on-gcp",
    promise="Every cluster of GKE reports the metrics of its system.",
    severity=Severity.MEDIUM,
    remedy="put SYSTEM_COMPONENTS into monitoringConfig.enableComponents",
    references=("CIS GKE 5.7.1", "NIST SP 800-53 SI-4", "SOC 2 CC7.2"),
    types=(CLUSTER,),
    check=includes("monitoringConfig.enableComponents", ("SYSTEM_COMPONENTS",)),
)
