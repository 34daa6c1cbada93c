"""A cluster of production of Azure goes on when one system machine does not."""

from pulumi_policy import Severity

from policies.judge.asking import TRUE, at_least, has, in_production, only_where, wherever
from policies.judge.rule import ResourceRule
from policies.judge.setting import Setting
from policies.judge.types_of_azure import CLUSTER, POOL, POOLS
from policies.judge.unknown import together

LEAST = Setting(
    name="least-nodes",
    says="how many system machines there are at least",
    default=2,
    schema={"type": "integer", "minimum": 1},
)
is_of_system = has("mode", "System")
scales = has("enableAutoScaling", *TRUE)
enough = together(
    only_where(scales, at_least("minCount", LEAST, "machines")),
    only_where(lambda pool: not scales(pool), at_least("count", LEAST, "machines")),
)

RULE = ResourceRule(
    name="require-several-system-nodes-on-azure",
    promise="Every cluster of production of Azure has several system machines.",
    severity=Severity.MEDIUM,
    remedy=(
        "set minCount of the system pool (or count, without autoscaling) to at least the rule's least-nodes"
    ),
    references=("NIST SP 800-53 CP-10", "SOC 2 A1.2", "Azure Well-Architected RE:05"),
    types=(POOL, CLUSTER),
    settings=(LEAST,),
    check=only_where(in_production("tags"), wherever(POOLS, only_where(is_of_system, enough))),
)
