"""Who has not said who they are may ask whether the API server lives, and nothing else."""

from pulumi_policy import Severity

from policies.judge.asking import equals
from policies.judge.rule import ResourceRule
from policies.judge.types_of_gcp import CLUSTER

RULE = ResourceRule(
    name="restrict-anonymous-requests-on-gcp",
    promise="No cluster of GKE answers anonymous requests beyond health checks.",
    severity=Severity.HIGH,
    remedy='set anonymousAuthenticationConfig.mode to "LIMITED"',
    references=(
        "CIS Kubernetes 1.2.1",
        "NIST SP 800-53 IA-2",
        "NSA/CISA Kubernetes Hardening: Authentication",
    ),
    types=(CLUSTER,),
    check=equals("anonymousAuthenticationConfig.mode", "LIMITED"),
    mended=lambda cluster: {**cluster, "anonymousAuthenticationConfig": {"mode": "LIMITED"}},
)
