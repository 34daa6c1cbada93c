"""What a plan for a cloud needs, and what this machine or its account lacks, is told with the exact remedy."""

from dataclasses import replace
from typing import Any

import pytest

from stacks.doctor.checks import judge
from stacks.doctor.facts import CloudFacts, Facts, PlanFacts
from stacks.private_way import INSIDE, PRIVATE
from tests.stacks.doctor.healthy import FACTS, HOST

CLOUD = CloudFacts(
    target="aws",
    program=("aws", "install the AWS command line"),
    configuration="stacks/config/Pulumi.team.yaml",
    account="account 111122223333",
    ranges=("203.0.113.0/24",),
    quota=(),
    images=(),
)
HEALTHY = replace(FACTS, cloud=CLOUD, plan=PlanFacts(file="plan.yaml"))
SHORT = "clusters[train].pools[gpu].count: needs 96 vCPUs of P; the account holds 0; ask for more"
UNPINNED = "images.lock: no digest is known of a; run `groundplan bundle --resolve --plan PLAN`"


def cloud(**changed: Any) -> Facts:
    """Return the healthy facts with something else about the cloud."""
    return replace(HEALTHY, cloud=replace(CLOUD, **changed))


CASES = [
    (
        "no SDK",
        cloud(lacking=("extra-aws", "extra-kubernetes")),
        *("sdk", "refused", "not installed", "`make extra-aws` and `make extra-kubernetes`"),
    ),
    ("no program", cloud(has_program=False), "program", "refused", "aws is not on PATH", "install the AWS"),
    ("no configuration", cloud(configuration=None), "configuration", "note", "has none yet", "--stack"),
    (
        "no credentials",
        cloud(account=None, account_problem="no credentials here; log in (`aws sso login`)", quota=None),
        *("account", "refused", "no credentials here", "log in (`aws sso login`)"),
    ),
    ("a private endpoint", cloud(ranges=()), "endpoint", "note", PRIVATE, INSIDE),
    ("too little quota", cloud(quota=(SHORT,)), "quota", "refused", "needs 96 vCPUs of P", "as each says"),
    (
        "no right to ask for quota",
        cloud(notes=("whether it is enough is not known: AccessDenied; ask for the right",)),
        *("quota", "note", "AccessDenied", "ask for the right"),
    ),
    (
        "a key that was replaced",
        cloud(keys=("the cluster's secrets: version 1 of key k is in use; run `pulumi up --refresh`",)),
        *("keys", "note", "version 1 of key k is in use", "run `pulumi up --refresh`"),
    ),
    ("an image without digest", cloud(images=(UNPINNED,)), "images", "refused", "no digest", "bundle --resolve"),
    (
        "what the cloud would refuse",
        replace(HEALTHY, plan=PlanFacts(file="plan.yaml", errors=("groundplan:azure.admin-groups: none",))),
        *("plan", "refused", "groundplan:azure.admin-groups", "in the plan or in the stack's configuration"),
    ),
    (
        "what nobody judged",
        replace(HEALTHY, plan=PlanFacts(file="plan.yaml", is_judged=False)),
        *("plan", "note", "plan.yaml is read, and not judged: that needs the SDK", "again once it is installed"),
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "name", "state", "found", "remedy"),
    [case[1:] for case in CASES],
    ids=[case[0] for case in CASES],
)
def test_what_is_missing_is_told_with_its_remedy(
    facts: Facts, name: str, state: str, found: str, remedy: str
) -> None:
    checks = {check.name: check for check in judge(facts)}
    assert checks[name].state == state, "neither harsher nor milder than it is"
    assert found in checks[name].found and remedy in (checks[name].remedy or "")
    others = [check.name for check in checks.values() if check.name != name and check.state != "ok"]
    assert others == [], "one lack must not be told twice"


def test_of_this_machine_only_what_the_commands_need_is_judged() -> None:
    lacking = replace(HEALTHY, host=replace(HOST, fuse_problem="none", isolation_mode="none"))
    checks = judge(lacking)
    names = [
        "python",
        "packages",
        "engine",
        "sdk",
        "program",
        "configuration",
        "account",
        "endpoint",
        "quota",
    ]
    assert [check.name for check in checks] == [*names, "images", "plan"], (
        "no store is mounted here, no port is opened"
    )
    assert {check.state for check in checks} == {"ok"}


def test_what_was_not_asked_is_not_judged() -> None:
    checks = judge(cloud(lacking=("extra-aws",), quota=None, images=None))
    assert {"quota", "images"}.isdisjoint({check.name for check in checks})


def test_what_a_plan_says_of_itself_is_told_though_nobody_judged_it() -> None:
    unjudged = PlanFacts(file="plan.yaml", notes=("prices are of May; ask again",), is_judged=False)
    told = [
        (check.state, check.found) for check in judge(replace(HEALTHY, plan=unjudged)) if check.name == "plan"
    ]
    assert [found for state, found in told if state == "note"][1:] == ["prices are of May"]
    assert all(state != "ok" for state, _ in told), "nobody knows whether it fits"
