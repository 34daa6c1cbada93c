"""No role can be bound to everybody: `system:authenticated` is whoever has any account of Google's."""

from pulumi_policy import Severity

from policies.judge.asking import inside, is_false
from policies.judge.rule import ResourceRule
from policies.judge.types_of_gcp import CLUSTER

RULE = ResourceRule(
    name="forbid-bindings-of-anybody-on-gcp",
    promise="No cluster of GKE accepts role bindings to anonymous users or to all who logged in anywhere.",
    severity=Severity.HIGH,
    remedy="set both switches of rbacBindingConfig to false",
    references=("CIS GKE 4.1.8", "CIS GKE 4.1.9", "CIS GKE 4.1.10", "NIST SP 800-53 AC-3"),
    types=(CLUSTER,),
    check=inside(
        "rbacBindingConfig",
        is_false("enableInsecureBindingSystemAuthenticated"),
        is_false("enableInsecureBindingSystemUnauthenticated"),
    ),
    mended=lambda cluster: {
        **cluster,
        "rbacBindingConfig": {
            "enableInsecureBindingSystemAuthenticated": False,
            "enableInsecureBindingSystemUnauthenticated": False,
        },
    },
)
