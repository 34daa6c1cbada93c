"""What the API server was asked, and what pods say, is written down outside of the cluster."""

from pulumi_policy import Severity

from policies.judge.asking import includes
from policies.judge.rule import ResourceRule
from policies.judge.setting import Setting
from policies.judge.types_of_gcp import CLUSTER

COMPONENTS = Setting(
    name="components",
    says="the components whose logs are kept",
    default=["APISERVER", "CONTROLLER_MANAGER", "SCHEDULER", "SYSTEM_COMPONENTS", "WORKLOADS"],
    schema={"type": "array", "items": {"type": "string"}, "minItems": 1},
)
"""Google keeps those of the system and of workloads where nothing is said, and none of the control plane."""

RULE = ResourceRule(
    name="require-cluster-logs-on-gcp",
    promise="Every cluster of GKE logs its control plane, its system and its workloads.",
    severity=Severity.HIGH,
    remedy="put all of the rule's components into loggingConfig.enableComponents",
    references=(
        "CIS GKE 5.7.1",
        "NIST SP 800-53 AU-12",
        "PCI DSS 10.2.1",
        "NSA/CISA Kubernetes Hardening: Logging",
    ),
    types=(CLUSTER,),
    settings=(COMPONENTS,),
    check=includes("loggingConfig.enableComponents", COMPONENTS),
)
