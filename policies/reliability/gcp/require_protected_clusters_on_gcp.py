"""A cluster of production goes by three decisions: the engine's, the provider's, and to remove it."""

from pulumi_policy import Severity

from policies.judge.asking import in_production, is_not_false, only_where, protected
from policies.judge.rule import ResourceRule
from policies.judge.types_of_gcp import CLUSTER

RULE = ResourceRule(
    name="require-protected-clusters-on-gcp",
    promise="No cluster of GKE in production is removed by a change of the program alone.",
    severity=Severity.HIGH,
    remedy="set the resource option protect=True, and leave deletionProtection on",
    references=("NIST SP 800-53 CP-10", "SOC 2 A1.2"),
    types=(CLUSTER,),
    check=only_where(in_production("resourceLabels"), protected, is_not_false("deletionProtection")),
)
