"""No single claim takes more storage than the team wants to pay for."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import every
from policies.judge.quantities import GIB, amount
from policies.judge.resource import Resource, shown
from policies.judge.rule import ResourceRule
from policies.judge.setting import Setting
from policies.judge.types_of_kubernetes import CLAIM, STATEFUL_SET

MOST = Setting(
    name="most-gibibytes",
    says="the most storage that one claim may ask for, in GiB",
    default=10240,
    schema={"type": "integer", "minimum": 1},
)


def check(claim: Resource) -> Iterator[str]:
    """Find claims beyond the ceiling, and those whose size cannot be read."""
    requests = claim.part("spec").part("resources").part("requests")
    size = amount(requests.get("storage"))
    if size is None or size > claim.said(MOST) * GIB:
        yield (
            f"{requests.place('storage')} is {shown(requests.get('storage'))}; "
            f"allowed: at most {claim.said(MOST)} GiB"
        )


RULE = ResourceRule(
    name="restrict-sizes-of-claims",
    promise="No claim is larger than the team's ceiling.",
    severity=Severity.MEDIUM,
    remedy="ask for less, or raise the rule's most-gibibytes",
    references=("NIST SP 800-53 SC-6", "FinOps Framework: Budgeting"),
    types=(CLAIM, STATEFUL_SET),
    settings=(MOST,),
    check=lambda accused: (
        check(accused) if accused.type == CLAIM else every("spec.volumeClaimTemplates", check)(accused)
    ),
)
