"""A secret in a pod's template is read by everybody who may read the template, and lies in every backup of it."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import every
from policies.judge.plain_secrets import looks_secret, names_secret
from policies.judge.pod_templates import POD_KINDS, every_container
from policies.judge.resource import Resource, shown
from policies.judge.rule import ResourceRule
from policies.judge.unknown import together


def _check_variable(variable: Resource) -> Iterator[str]:
    name, value = variable.get("name"), variable.get("value")
    if looks_secret(value) or names_secret(name, value):
        yield f"{variable.way} ({shown(name)}) holds a secret in plain text"


def _check_word(word: Resource) -> Iterator[str]:
    if looks_secret(word.value):
        yield f"{word.way} holds a secret in plain text"


RULE = ResourceRule(
    name="forbid-secrets-in-environments",
    promise="No template of pods holds a secret.",
    severity=Severity.CRITICAL,
    remedy="put the value into a Secret, and mount it, or take it by valueFrom.secretKeyRef; then change the value",
    references=(
        "CIS Kubernetes 5.4.1",
        "CIS EKS 4.4.1",
        "CIS GKE 4.4.1",
        "NIST SP 800-53 IA-5(7)",
        "PCI DSS 8.6.2",
        "NSA/CISA Kubernetes Hardening: Secrets",
        "HIPAA 164.308(a)(5)(ii)(D)",
    ),
    types=POD_KINDS,
    check=every_container(
        together(every("env", _check_variable), every("args", _check_word), every("command", _check_word))
    ),
)  # fmt: skip
