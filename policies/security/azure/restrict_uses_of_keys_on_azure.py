"""A key of Azure that encrypts does nothing else: one that also signs lends its name to whoever may encrypt."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.types_of_azure import KEY

ENCRYPTS = frozenset({"encrypt", "decrypt", "wrapKey", "unwrapKey"})
SIGNS = frozenset({"sign", "verify"})


def check(key: Resource) -> Iterator[str]:
    """Find keys for two uses; where nothing is said, the vault allows all of them."""
    uses = {one.value for one in key.part("properties").parts("keyOps")} or ENCRYPTS | SIGNS
    if uses & ENCRYPTS and uses & SIGNS:
        yield f"properties.keyOps has {', '.join(sorted(uses))}; allowed: those that encrypt, or those that sign"


RULE = ResourceRule(
    name="restrict-uses-of-keys-on-azure",
    promise="No key of Azure both encrypts and signs.",
    severity=Severity.LOW,
    remedy="name in properties.keyOps either wrapKey, unwrapKey, encrypt and decrypt, or sign and verify",
    references=("NIST SP 800-57 Part 1 5.2", "NIST SP 800-53 SC-12"),
    types=(KEY,),
    check=check,
)
