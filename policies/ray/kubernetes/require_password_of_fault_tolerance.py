"""The store of a head asks for a password, and the password lies in a Secret."""

from pulumi_policy import Severity

from policies.judge.asking import only_where, present
from policies.judge.ray_clusters import every_ray_cluster
from policies.judge.rule import ResourceRule
from policies.judge.types_of_kubernetes import RAY_KINDS
from policies.judge.unknown import together

OPTIONS = "gcsFaultToleranceOptions"

RULE = ResourceRule(
    name="require-password-of-fault-tolerance",
    promise="The store of a head asks for a password that no object shows.",
    severity=Severity.HIGH,
    remedy="set redisPassword.valueFrom.secretKeyRef, and no redisPassword.value",
    references=("Ray documentation: GCS fault tolerance", "NIST SP 800-53 IA-5(7)", "PCI DSS 8.6.2"),
    types=RAY_KINDS,
    check=every_ray_cluster(
        only_where(
            lambda cluster: cluster.get(OPTIONS) is not None,
            together(
                # What stands there is not shown.
                lambda cluster: (
                    ("gcsFaultToleranceOptions.redisPassword.value is a password in plain text",)
                    if cluster.part(OPTIONS).part("redisPassword").get("value")
                    else ()
                ),
                present(f"{OPTIONS}.redisPassword.valueFrom.secretKeyRef", "a key of a Secret"),
            ),
        )
    ),
)
