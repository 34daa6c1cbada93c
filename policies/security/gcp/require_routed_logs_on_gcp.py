"""What a cluster, its network and its way out log is kept in a place with a term of its own."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.resource import Resource, Stack, shown
from policies.judge.rule import StackRule
from policies.judge.types_of_gcp import CLUSTER, LOG_SINK, NAT, NETWORK


def check(stack: Stack, accused: Resource) -> Iterator[str]:
    """Find what no sink's filter names; a sink without filter takes everything."""
    name, filters = accused.get("name"), [sink.get("filter") for sink in stack.of_type(LOG_SINK)]
    if not any(filter_ is None or f'"{name}"' in str(filter_) for filter_ in filters):
        yield f"no {LOG_SINK} takes its logs; allowed: a sink whose filter names {shown(name)}"


RULE = StackRule(
    name="require-routed-logs-on-gcp",
    promise="The logs of each cluster, network and gateway of Google Cloud go where a sink keeps them.",
    severity=Severity.MEDIUM,
    remedy="name it in the filter of a ProjectSink, or use a sink without filter",
    references=("CIS GCP Foundations 2.3", "CIS GKE 5.7.1", "NIST SP 800-53 AU-11", "PCI DSS 10.3.3"),
    types=(CLUSTER, NETWORK, NAT),
    reads=(LOG_SINK,),
    check=check,
)
