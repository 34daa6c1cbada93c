"""A session of a role ends within hours, so that what was taken from it does not last."""

from pulumi_policy import Severity

from policies.judge.asking import at_most, only_where
from policies.judge.rule import ResourceRule
from policies.judge.setting import Setting
from policies.judge.types_of_aws import ROLE

MOST = Setting(
    name="most-s",
    says="how long a session of a role may last, in seconds",
    default=14400,
    schema={"type": "integer", "minimum": 3600, "maximum": 43200},
)


RULE = ResourceRule(
    name="restrict-sessions-on-aws",
    promise="Sessions of roles of AWS end within hours.",
    severity=Severity.LOW,
    remedy="set maxSessionDuration to no more than the rule's most-s",
    references=("NIST SP 800-53 AC-12",),
    types=(ROLE,),
    settings=(MOST,),
    check=only_where(
        lambda role: role.get("maxSessionDuration") is not None, at_most("maxSessionDuration", MOST, "s")
    ),
)
