"""What serves models may read models: no other store, and no write access to any."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.resource import Resource, shown
from policies.judge.rule import ResourceRule
from policies.judge.unknown import each, together
from policies.security.hosts import SANDBOX

# The purposes of sandboxes that may hold more than models; a purpose outside is judged like serving, so
# that a new word opens no door.
PURPOSES_WITH_OTHER_RIGHTS = ("training", "promotion")


def check(sandbox: Resource) -> Iterator[str]:
    """Find mounts beyond models, and access beyond reading, in every sandbox that serves."""
    purpose = sandbox.get("purpose")
    if purpose in PURPOSES_WITH_OTHER_RIGHTS:
        return
    if purpose != "serving":
        yield f'purpose is {shown(purpose)}; allowed: "serving", "training", "promotion"'
    yield from each(sandbox.parts("mounts"), together(_check_holds, _check_access))


def _check_holds(mount: Resource) -> Iterator[str]:
    holds = mount.get("holds")
    if holds != "models":
        yield f'{mount.way} mounts the store {mount.show("store")} that holds {shown(holds)}; allowed: "models"'


def _check_access(mount: Resource) -> Iterator[str]:
    access = mount.get("access")
    if access != "read":
        yield f'{mount.way} mounts the store {mount.show("store")} with access {shown(access)}; allowed: "read"'


RULE = ResourceRule(
    name="restrict-serving-to-models",
    promise="Serving reads models, nothing else.",
    severity=Severity.CRITICAL,
    remedy=(
        "mount only stores that hold models in the serving sandbox, with access read; what serving needs of "
        "training crosses by promotion"
    ),
    references=("NIST SP 800-53 AC-6", "NIST SP 800-53 AC-4"),
    types=(SANDBOX,),
    check=check,
)
