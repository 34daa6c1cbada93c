"""A head that starts anew reads what the last one knew: without that, its end is the end of all that runs."""

from pulumi_policy import Severity

from policies.judge.asking import present
from policies.judge.ray_clusters import every_ray_cluster
from policies.judge.rule import ResourceRule
from policies.judge.types_of_kubernetes import RAY_CLUSTER, RAY_SERVICE

RULE = ResourceRule(
    name="require-fault-tolerant-heads",
    promise="A Ray cluster outlives its head.",
    severity=Severity.HIGH,
    remedy="set gcsFaultToleranceOptions.redisAddress to a store that lives apart from the head",
    references=("Ray documentation: GCS fault tolerance", "NIST SP 800-53 CP-10", "SOC 2 A1.2"),
    # The cluster of a RayJob lives as long as its job, which is tried again instead.
    types=(RAY_CLUSTER, RAY_SERVICE),
    check=every_ray_cluster(present("gcsFaultToleranceOptions.redisAddress", "the address of a store")),
)
