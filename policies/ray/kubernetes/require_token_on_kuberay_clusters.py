"""Every Ray cluster asks for its token: Ray by itself lets everybody run programs who reaches its head."""

from pulumi_policy import Severity

from policies.judge.asking import equals
from policies.judge.ray_clusters import every_ray_cluster
from policies.judge.rule import ResourceRule
from policies.judge.types_of_kubernetes import RAY_KINDS

RULE = ResourceRule(
    name="require-token-on-kuberay-clusters",
    promise="Every Ray cluster asks for its token.",
    severity=Severity.CRITICAL,
    remedy='set authOptions.mode to "token"; KubeRay makes the Secret where authOptions.secretName names none',
    references=(
        "CVE-2023-48022",
        "NIST SP 800-53 IA-9",
        "NIST SP 800-53 AC-3",
        "PCI DSS 8.3.1",
        "SOC 2 CC6.1",
    ),
    types=RAY_KINDS,
    # Unsaid, KubeRay leaves authentication off.
    check=every_ray_cluster(equals("authOptions.mode", "token")),
)
