"""Pods that serve mount models, and only to read them; promotion alone writes there."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import TRUE, every
from policies.judge.pod_templates import POD_KINDS, every_template
from policies.judge.resource import Resource, Stack, shown
from policies.judge.rule import StackRule
from policies.judge.serving import is_beside_serving
from policies.judge.types_of_kubernetes import CLAIM, NAMESPACE

ROLE, PROMOTION = "groundplan-role", "promotion"
MODELS = "store-models"


def check(stack: Stack, workload: Resource) -> Iterator[str]:
    """Find mounts of claims of other stores, and mounts that write, in pods beside serving."""
    if is_beside_serving(stack, workload):
        yield from every_template(_check_template)(workload)


def _check_template(template: Resource) -> Iterator[str]:
    promotes = template.part("metadata").part("labels").get(ROLE) == PROMOTION
    yield from every("spec.volumes", lambda volume: _check_volume(volume, promotes=promotes))(template)


def _check_volume(volume: Resource, *, promotes: bool) -> Iterator[str]:
    claim = volume.part("persistentVolumeClaim")
    name = claim.get("claimName")
    if name is None:
        return
    if name != MODELS:
        yield f'{claim.place("claimName")} is {shown(name)}; allowed beside serving: "{MODELS}"'
    elif not promotes and claim.get("readOnly") not in TRUE:
        yield f"{claim.place('readOnly')} is {shown(claim.get('readOnly'))}; allowed beside serving: true"


RULE = StackRule(
    name="restrict-mounts-of-serving",
    promise="Pods beside serving read models, and mount nothing else of the stores.",
    severity=Severity.CRITICAL,
    remedy=f"mount {MODELS} with readOnly, and no other claim; promotion writes it, by `groundplan promote`",
    references=("NIST SP 800-53 AC-4", "NIST SP 800-53 AC-6", "PCI DSS 7.2.1", "HIPAA 164.312(a)(1)"),
    types=POD_KINDS,
    reads=(NAMESPACE, CLAIM),
    check=check,
)
