"""A container says what it needs and what it may take: else its neighbours pay, or it is the first to be ended."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.pod_templates import EXEMPT, POD_KINDS, every_container, unless_exempt
from policies.judge.quantities import amount
from policies.judge.resource import Resource, shown
from policies.judge.rule import ResourceRule
from policies.judge.unknown import each

# A CPU limit only slows down; without one for memory a container takes its node along.
NEEDED = (("requests", "cpu"), ("requests", "memory"), ("limits", "memory"))


def check(container: Resource) -> Iterator[str]:
    """Find containers without requests, and without a bound of their memory."""
    yield from each(NEEDED, lambda needed: _check(container.part("resources"), *needed))


def _check(resources: Resource, kind: str, name: str) -> Iterator[str]:
    found = resources.part(kind).get(name)
    # Without a request of its own a container reserves its whole limit, which the API server copies (Kubernetes,
    # "Resource Management"), and nobody decided that.
    if not amount(found):
        yield f"{resources.place(f'{kind}.{name}')} is {shown(found)}; allowed: an amount above 0"


RULE = ResourceRule(
    name="require-limits-and-requests",
    promise="Every container says what it needs, and how much memory it may take.",
    severity=Severity.MEDIUM,
    remedy="set resources.requests of cpu and memory, and resources.limits of memory",
    references=("NSA/CISA Kubernetes Hardening: Resource policies", "NIST SP 800-53 SC-6", "SOC 2 A1.1"),
    types=POD_KINDS,
    settings=(EXEMPT,),
    check=unless_exempt(every_container(check)),
)  # fmt: skip
