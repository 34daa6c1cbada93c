"""A key of Azure is long enough for as long as what it encrypts is worth reading.

That of a Managed Lustre has 2,048 bits, since it takes no other length.
"""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import at_least, equals, has, only_where
from policies.judge.resource import Resource, Stack
from policies.judge.rule import StackRule
from policies.judge.services_of_azure import serves_lustre
from policies.judge.setting import Setting
from policies.judge.types_of_azure import KEY, LUSTRE
from policies.judge.unknown import together

LEAST_BITS = Setting(
    name="least-bits",
    says="the shortest RSA key that is allowed, in bits",
    default=3072,
    schema={"type": "integer", "enum": [2048, 3072, 4096]},
)
"""2,048 bits are good enough until 2030 (NIST SP 800-57 Part 1, table 4), and that is what absent is at the vault."""

is_rsa = has("properties.kty", "RSA", "RSA-HSM", None)
is_curve = has("properties.kty", "EC", "EC-HSM")
is_of_lustre_length = has("properties.keySize", 2048)
strong = together(
    only_where(is_rsa, at_least("properties.keySize", LEAST_BITS, "bits")),
    only_where(is_curve, equals("properties.curveName", "P-256", "P-384", "P-521", None)),
)


def check(stack: Stack, key: Resource) -> Iterator[str]:
    """Find keys that are too weak, but for that of a Managed Lustre."""
    for found in strong(key):
        if not (is_of_lustre_length(key) and serves_lustre(stack, key)):
            yield found


RULE = StackRule(
    name="require-strong-keys-on-azure",
    promise="Every key of Azure is as strong as is asked beyond 2030.",
    severity=Severity.MEDIUM,
    remedy="set properties.keySize of an RSA key to 3072 or 4096, and take P-256, P-384 or P-521 for another",
    references=("NIST SP 800-57 Part 1 table 4", "NIST SP 800-53 SC-13", "PCI DSS 3.7.1"),
    types=(KEY,),
    settings=(LEAST_BITS,),
    reads=(LUSTRE,),
    check=check,
)
