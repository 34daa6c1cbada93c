"""What Ray's nodes tell each other is encrypted, and both ends prove who they are."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.ray_clusters import every_ray_cluster, every_ray_container, variable_of
from policies.judge.resource import Resource, shown
from policies.judge.rule import ResourceRule
from policies.judge.types_of_kubernetes import RAY_KINDS
from policies.judge.unknown import each, together

SWITCH = "RAY_USE_TLS"
FILES = ("RAY_TLS_SERVER_CERT", "RAY_TLS_SERVER_KEY", "RAY_TLS_CA_CERT")


def check(container: Resource) -> Iterator[str]:
    """Find nodes that speak in plain text, or without one of the three files that TLS is made of."""
    yield from each((SWITCH, *FILES), lambda name: _check(container, name))


def _check(container: Resource, name: str) -> Iterator[str]:
    found = variable_of(container, name)
    value = found and found.get("value")
    if name == SWITCH and value != "1":
        yield f'{container.place("env")} says that {SWITCH} is {shown(value)}; allowed: "1"'
    elif not value:
        yield f"{container.place('env')} does not say {name}"


def _autoscaler(cluster: Resource) -> Iterator[str]:
    """The autoscaler speaks with the head as the nodes do."""
    if cluster.get("enableInTreeAutoscaling"):
        yield from check(cluster.part("autoscalerOptions"))


RULE = ResourceRule(
    name="require-tls-between-ray-nodes",
    promise="The nodes of a Ray cluster speak encrypted.",
    severity=Severity.HIGH,
    remedy=f'set {SWITCH} to "1", and {", ".join(FILES)} to the files of the node\'s own certificate',
    references=("Ray documentation: TLS authentication", "NIST SP 800-53 SC-8(1)", "HIPAA 164.312(e)(2)(ii)"),
    types=RAY_KINDS,
    check=together(every_ray_container(check), every_ray_cluster(_autoscaler)),
)  # fmt: skip
