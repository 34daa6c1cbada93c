"""A container keeps no capability of root; the runtime's own set of them is enough to forge packets."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.pod_templates import EXEMPT, POD_KINDS, every_container, unless_exempt
from policies.judge.resource import Resource, shown
from policies.judge.rule import ResourceRule
from policies.judge.unknown import together

# To listen below port 1024, which the standard allows.
MAY_BE_ADDED = "NET_BIND_SERVICE"


def _check_drop(container: Resource) -> Iterator[str]:
    capabilities = container.part("securityContext").part("capabilities")
    if "ALL" not in [each.value for each in capabilities.parts("drop")]:
        yield f'{capabilities.place("drop")} does not hold "ALL"'


def _check_add(container: Resource) -> Iterator[str]:
    for each in container.part("securityContext").part("capabilities").parts("add"):
        if each.value != MAY_BE_ADDED:
            yield f'{each.way} is {shown(each.value)}; allowed: "{MAY_BE_ADDED}"'


RULE = ResourceRule(
    name="require-dropped-capabilities",
    promise="No container keeps a capability of root.",
    severity=Severity.HIGH,
    remedy=f"set securityContext.capabilities of every container to drop: [ALL], and add {MAY_BE_ADDED} at most",
    references=(
        "Pod Security Standards restricted: Capabilities",
        "CIS Kubernetes 5.2.8",
        "CIS Kubernetes 5.2.9",
        "NSA/CISA Kubernetes Hardening: Pod security enforcement",
        "NIST SP 800-53 CM-7",
        "NIST SP 800-53 AC-6",
    ),
    types=POD_KINDS,
    settings=(EXEMPT,),
    check=unless_exempt(every_container(together(_check_drop, _check_add))),
)  # fmt: skip
