"""What a rule about Kubernetes leaves to another, and what it tells though something beside it is not known."""

from typing import Any

import pytest

from policies.judge.judging import Judge
from policies.judge.resource import Resource
from policies.judge.types_of_kubernetes import POD as POD_KIND
from policies.security.kubernetes.restrict_image_registries import OWN, REGISTRIES
from tests.policies.breach import GONE, UNKNOWN, WHOLE, Breach, broken, verdicts, violations
from tests.policies.on_kubernetes.pods import POD, REGISTRY
from tests.policies.on_kubernetes.sound import sound
from tests.policies.rules_of import rules_of

RULES = {rule.name: rule for rule in rules_of("kubernetes")}
SAID_WRONG = (
    ("runAsNonRoot", False, "require-non-root-containers"),
    ("seccompProfile.type", "Unconfined", "require-seccomp-profiles"),
)


@pytest.mark.parametrize(("way", "value", "name"), SAID_WRONG)
def test_what_a_pod_says_wrong_is_told_once(way: str, value: Any, name: str) -> None:
    stack = broken(sound(), Breach(REGISTRY, f"{POD}.securityContext.{way}", value, ""))
    asked = [rule for rule in RULES.values() if "contexts" in rule.name or rule.name == name]
    assert [rule.name for rule in asked if violations(rule, stack)] == [name]


def test_label_that_is_not_known_hides_no_source_of_a_claim() -> None:
    filled = broken(sound(), Breach("answers-cache", "spec.dataSource", {"name": "x"}, ""))
    stack = broken(filled, Breach("answers-cache", "metadata.labels.groundplan-holds", UNKNOWN, ""))
    (verdict,) = verdicts(RULES["restrict-claims-beside-serving"], stack)
    assert verdict.not_known, "the label may be any"
    assert any("spec.dataSource names what is there" in each.text for each in verdict.violations)


def on(*capacities: str) -> dict[str, Any]:
    """Return the affinity of pods that run on machines which were bought in these ways."""
    bought = {"key": "groundplan-capacity", "operator": "In", "values": list(capacities)}
    terms = [{"matchExpressions": [bought]}]
    return {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": terms}}}


AFFINITY = "spec.workerGroupSpecs.0.template.spec.affinity"
IDLE = Breach("trial", "spec.workerGroupSpecs.0.minReplicas", 1, "")


@pytest.mark.parametrize(
    ("breach", "value"),
    [
        ("metadata.labels.groundplan-environment", "production"),
        ("metadata.labels.groundplan-environment", "staging"),
        ("spec.enableInTreeAutoscaling", False),
        ("spec.workerGroupSpecs.0.maxReplicas", 1),
        ("spec.workerGroupSpecs.0.template.spec.containers.0.resources.limits", {"cpu": "4"}),
        (AFFINITY, on("reservation.cr-0abc")),
        (
            "spec.workerGroupSpecs.0.template.spec.nodeSelector",
            {"groundplan-capacity": "reservation.cr-0abc"},
        ),
    ],
    ids=[
        "in production",
        "in staging",
        "nobody scales it",
        "a fixed number",
        "no GPUs",
        "reserved",
        "selected",
    ],
)
def test_workers_that_were_meant_to_stay_are_paid_anyway_or_have_no_gpus_may_be_idle(
    breach: str, value: Any
) -> None:
    kept = broken(sound(), IDLE)
    rule = RULES["restrict-idle-gpus-of-workers"]
    assert violations(rule, kept) != []
    assert violations(rule, broken(kept, Breach("trial", breach, value, ""))) == []


@pytest.mark.parametrize("affinity", [on("reservation.cr-0abc", "on-demand"), on(), {}])
def test_workers_that_may_be_on_machines_by_the_hour_are_idle_there(affinity: dict[str, Any]) -> None:
    kept = broken(broken(sound(), IDLE), Breach("trial", AFFINITY, affinity, ""))
    assert violations(RULES["restrict-idle-gpus-of-workers"], kept) != []


def test_workers_on_machines_that_somebody_owns_may_be_idle() -> None:
    kept = broken(broken(sound(), IDLE), Breach("rented", WHOLE, GONE, ""))
    assert violations(RULES["restrict-idle-gpus-of-workers"], kept) == [], "nobody pays for them by the hour"


@pytest.mark.parametrize(
    ("kept", "is_told", "is_waited_for"),
    [
        ((1, 1), False, False),
        ((1, None), True, False),
        ((2, UNKNOWN), False, False),
        ((1, UNKNOWN), False, True),
    ],
)
def test_workers_that_serve_are_counted_over_all_groups_as_a_plan_counts_its_pools(
    kept: tuple[Any, ...], is_told: bool, is_waited_for: bool
) -> None:
    groups = [{"groupName": str(index), "minReplicas": least} for index, least in enumerate(kept)]
    changed = broken(sound(), Breach("answers", "spec.rayClusterConfig.workerGroupSpecs", groups, ""))
    found = [
        each
        for each in verdicts(RULES["require-several-replicas-of-serving"], changed)
        if each.violations or each.not_known
    ]
    assert [bool(each.violations) for each in found] == [is_told] * (is_told or is_waited_for)


@pytest.mark.parametrize(
    ("image", "is_ours"),
    [
        ("registry.example.com/ray@sha256:1b", True),
        ("registry.example.com.evil.net/ray@sha256:1b", False),
        ("registry.example.com:5000/ray@sha256:1b", False),
        ("docker.io/acme/ray:2", True),
        ("docker.io/acme/rays:2", False),
    ],
)
def test_a_registry_is_trusted_by_its_whole_name(image: str, is_ours: bool) -> None:
    own = {OWN.name: ["registry.example.com", "docker.io/acme/ray"], REGISTRIES.name: []}
    pod = Resource(POD_KIND, "pod", "urn", {"spec": {"containers": [{"image": image}]}}, configured=own)
    found = Judge().resource(RULES["restrict-image-registries"], pod)  # type: ignore[arg-type]
    assert bool(found.violations) is not is_ours, "whoever may take the other name is a stranger"
