"""What a machine of Azure writes is encrypted before it leaves the host, also on the temporary disk."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import is_true, wherever
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.types_of_azure import CLUSTER, MACHINES, POOL, POOLS

of_pools = wherever(POOLS, is_true("enableEncryptionAtHost"))
of_machines = wherever(MACHINES, is_true("securityProfile.encryptionAtHost"))


def check(accused: Resource) -> Iterator[str]:
    """Find machines whose caches and temporary disks are in plain."""
    yield from (of_machines if accused.type in MACHINES else of_pools)(accused)


RULE = ResourceRule(
    name="require-host-encryption-on-azure",
    promise="Every machine and agent pool of Azure encrypts on the host.",
    severity=Severity.HIGH,
    remedy=(
        "set enableEncryptionAtHost of the pool, or securityProfile.encryptionAtHost of the machine, to true"
    ),
    references=("NIST SP 800-53 SC-28", "PCI DSS 3.5.1", "HIPAA 164.312(a)(2)(iv)"),
    types=(POOL, CLUSTER, *MACHINES),
    check=check,
)
