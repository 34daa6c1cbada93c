"""Pods that serve mount models, and only to read them; promotion alone writes there."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import TRUE, every
from policies.judge.pod_templates import POD_KINDS, every_template
from policies.judge.resource import Resource, Stack, shown
from policies.judge.rule import StackRule
from policies.judge.serving import MODELS, is_beside_serving
from policies.judge.setting import Setting
from policies.judge.types_of_kubernetes import NAMESPACE

ROLE, PROMOTION = "groundplan-role", "promotion"
DRIVERS = Setting(
    name="allowed-drivers",
    says="drivers of inline volumes that reach no store, such as secrets-store.csi.k8s.io",
    default=[],
    schema={"type": "array", "items": {"type": "string"}},
)


def check(stack: Stack, workload: Resource) -> Iterator[str]:
    """Find mounts of claims of other stores, and mounts that write, in pods beside serving."""
    if is_beside_serving(stack, workload):
        yield from every_template(_check_template)(workload)


def _check_template(template: Resource) -> Iterator[str]:
    yield from every(
        "spec.volumes", _check_claim, _check_source, lambda volume: _check_writing(template, volume)
    )(template)


def _check_claim(volume: Resource) -> Iterator[str]:
    claim = volume.part("persistentVolumeClaim")
    name = claim.get("claimName")
    if name not in (None, MODELS):
        yield f'{claim.place("claimName")} is {shown(name)}; allowed beside serving: "{MODELS}"'


def _check_writing(template: Resource, volume: Resource) -> Iterator[str]:
    claim = volume.part("persistentVolumeClaim")
    if claim.get("claimName") != MODELS or claim.get("readOnly") in TRUE:
        return
    if template.part("metadata").part("labels").get(ROLE) != PROMOTION:
        yield f"{claim.place('readOnly')} is {shown(claim.get('readOnly'))}; allowed beside serving: true"


def _check_source(volume: Resource) -> Iterator[str]:
    """Find volumes that reach a store past its claim: a driver told its place, a claim that the pod brings along."""
    driver = volume.part("csi").get("driver")
    if volume.get("csi") is not None and driver not in volume.said(DRIVERS):
        yield f'{volume.place("csi.driver")} is {shown(driver)}; allowed beside serving: the claim "{MODELS}"'
    if volume.get("ephemeral") is not None:
        yield f'{volume.place("ephemeral")} is a claim of its own; allowed beside serving: the claim "{MODELS}"'


RULE = StackRule(
    name="restrict-mounts-of-serving",
    promise="Pods beside serving read models, and mount nothing else of the stores.",
    severity=Severity.CRITICAL,
    remedy=f"mount {MODELS} with readOnly, and no other claim; promotion writes it, by `groundplan promote`",
    references=("NIST SP 800-53 AC-4", "NIST SP 800-53 AC-6", "PCI DSS 7.2.1", "HIPAA 164.312(a)(1)"),
    types=POD_KINDS,
    reads=(NAMESPACE,),
    settings=(DRIVERS,),
    check=check,
)
