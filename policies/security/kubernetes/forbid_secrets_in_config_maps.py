"""A ConfigMap is no place for a secret: the cluster encrypts Secrets, and rights to read are given apart."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.plain_secrets import looks_secret, names_secret
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.types_of_kubernetes import CONFIG_MAP
from policies.judge.unknown import each


def check(config_map: Resource) -> Iterator[str]:
    """Find values that are secrets, or hold one."""
    data = config_map.part("data")

    def one(key: str) -> Iterator[str]:
        value = data.get(key)
        if looks_secret(value) or names_secret(key, value):
            yield f"{data.place(key)} holds a secret in plain text"

    yield from each(sorted(data.value), one)


RULE = ResourceRule(
    name="forbid-secrets-in-config-maps",
    promise="No ConfigMap holds a secret.",
    severity=Severity.CRITICAL,
    remedy="put the value into a Secret; then change the value, for it was read",
    references=(
        "NIST SP 800-53 IA-5(7)",
        "NIST SP 800-53 SC-28",
        "PCI DSS 8.6.2",
        "HIPAA 164.308(a)(5)(ii)(D)",
    ),
    types=(CONFIG_MAP,),
    check=check,
)  # fmt: skip
