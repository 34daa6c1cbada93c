"""Services are reached from inside the cluster; people come through a tunnel or a gateway that knows them."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.resource import Resource, shown
from policies.judge.rule import ResourceRule
from policies.judge.setting import Setting
from policies.judge.types_of_kubernetes import SERVICE

TYPES = Setting(
    name="allowed-types",
    says="the types that services may have",
    default=["ClusterIP"],
    schema={
        "type": "array",
        "items": {"enum": ["ClusterIP", "ExternalName", "NodePort", "LoadBalancer"]},
    },
)


def check(service: Resource) -> Iterator[str]:
    """Find services with an address or a port outside; what says nothing is ClusterIP."""
    found = service.part("spec").get("type")
    if found is not None and found not in service.said(TYPES):
        yield f"spec.type is {shown(found)}; allowed: {', '.join(service.said(TYPES))}"


RULE = ResourceRule(
    name="restrict-service-types",
    promise="No service is reached from outside the cluster.",
    severity=Severity.HIGH,
    remedy='set spec.type to "ClusterIP"; reach it through `groundplan` or a gateway that asks who comes',
    references=(
        "NIST SP 800-53 SC-7",
        "NIST SP 800-53 AC-17",
        "PCI DSS 1.4.2",
        "SOC 2 CC6.6",
        "NSA/CISA Kubernetes Hardening: Network separation and hardening",
    ),
    types=(SERVICE,),
    settings=(TYPES,),
    check=check,
)  # fmt: skip
