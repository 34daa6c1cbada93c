"""In a namespace that serves there are claims of models and no others, so that nothing else can be mounted there."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import Check
from policies.judge.resource import Resource, Stack, shown
from policies.judge.rule import StackRule
from policies.judge.serving import MODELS, is_beside_serving
from policies.judge.types_of_kubernetes import CLAIM, NAMESPACE
from policies.judge.unknown import together

HOLDS = "groundplan-holds"
FILLED = ("volumeName", "dataSource", "dataSourceRef")


def check(stack: Stack, claim: Resource) -> Iterator[str]:
    """Find claims of other stores than those of models beside serving."""
    if is_beside_serving(stack, claim):
        yield from together(_holds_models, *map(_is_empty, FILLED))(claim)


def _holds_models(claim: Resource) -> Iterator[str]:
    holds = claim.part("metadata").part("labels").get(HOLDS)
    if holds != "models":
        yield f'label {HOLDS} is {shown(holds)}; allowed beside serving: "models"'


def _is_empty(key: str) -> Check:
    """Ask for an empty volume; the one claim of models may name the store that it is for."""

    def check(claim: Resource) -> Iterator[str]:
        if claim.part("metadata").get("name") != MODELS and claim.part("spec").get(key) is not None:
            yield f"spec.{key} names what is there already; allowed beside serving: an empty volume"

    return check


RULE = StackRule(
    name="restrict-claims-beside-serving",
    promise="Beside serving there is no claim of datasets, checkpoints or the registry.",
    severity=Severity.CRITICAL,
    remedy="claim the store in the namespace of training; what serving needs of it crosses by promotion",
    references=("NIST SP 800-53 AC-4", "NIST SP 800-53 AC-6", "PCI DSS 7.2.1", "HIPAA 164.312(a)(1)"),
    types=(CLAIM,),
    reads=(NAMESPACE,),
    check=check,
)
