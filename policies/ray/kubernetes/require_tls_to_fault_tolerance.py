"""What a head writes down for its successor goes encrypted: it holds the addresses and work of the whole cluster."""

from pulumi_policy import Severity

from policies.judge.asking import matches, only_where
from policies.judge.ray_clusters import every_ray_cluster
from policies.judge.rule import ResourceRule
from policies.judge.types_of_kubernetes import RAY_KINDS

OPTIONS = "gcsFaultToleranceOptions"

RULE = ResourceRule(
    name="require-tls-to-fault-tolerance",
    promise="What a head keeps for its successor goes encrypted.",
    severity=Severity.HIGH,
    remedy="let redisAddress begin with rediss://, and set RAY_REDIS_CA_CERT of the head",
    references=("Ray documentation: GCS fault tolerance", "NIST SP 800-53 SC-8(1)"),
    types=RAY_KINDS,
    check=every_ray_cluster(
        only_where(
            lambda cluster: cluster.get(OPTIONS) is not None,
            matches(f"{OPTIONS}.redisAddress", r"rediss://.+", "an address that begins with rediss://"),
        )
    ),
)
