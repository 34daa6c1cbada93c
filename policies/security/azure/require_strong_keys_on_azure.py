"""A key of Azure is long enough for as long as what it encrypts is worth reading."""

from pulumi_policy import Severity

from policies.judge.asking import at_least, equals, has, only_where
from policies.judge.rule import ResourceRule
from policies.judge.setting import Setting
from policies.judge.types_of_azure import KEY
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

RULE = ResourceRule(
    name="require-strong-keys-on-azure",
    promise="Every key of Azure is as strong as is asked beyond 2030.",
    severity=Severity.MEDIUM,
    remedy="set properties.keySize of an RSA key to 3072 or 4096, and take P-256, P-384 or P-521 for another",
    references=("NIST SP 800-57 Part 1 table 4", "NIST SP 800-53 SC-13", "PCI DSS 3.7.1"),
    types=(KEY,),
    settings=(LEAST_BITS,),
    check=together(
        only_where(is_rsa, at_least("properties.keySize", LEAST_BITS, "bits")),
        only_where(is_curve, equals("properties.curveName", "P-256", "P-384", "P-521", None)),
    ),
)
