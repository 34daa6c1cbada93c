"""checkov's report becomes rows, and every check that fails has a reason or a call to write one."""

from typing import Any

from tests.bench.kubernetes_checks import parsed, ray_pods, section
from tests.bench.kubernetes_reasons import MISSING, REASONS, reason_of

POD, OTHER = "Pod.atlas-train.train-0", "Deployment.kueue-system.manager"


def check(name: str, resource: str) -> dict[str, str]:
    return {"check_id": name, "check_name": f"what {name} says", "resource": resource}


def report(passed: list[dict[str, str]], failed: list[dict[str, str]]) -> dict[str, Any]:
    return {"results": {"passed_checks": passed, "failed_checks": failed}}


REPORT = report(
    [check("A", POD), check("A", OTHER), check("B", POD)], [check("CKV_K8S_40", POD), check("CKV_NEW", OTHER)]
)


def test_a_row_counts_resources_and_checks() -> None:
    assert parsed(REPORT).row("ours") == "| ours | 2 | 3 of 5 | 2 | **60.0%** |"


def test_a_part_is_judged_within_the_whole() -> None:
    part = parsed(REPORT).of({POD})
    assert part.row("pods") == "| pods | 1 | 2 of 3 | 1 | **66.7%** |"
    assert list(part.failed) == ["CKV_K8S_40"], "a check that none of them fails is not theirs"


def test_every_failed_check_is_told_with_its_reason_or_the_lack_of_one() -> None:
    text = section(["| a row |"], parsed(REPORT))
    assert f"| `CKV_K8S_40` what CKV_K8S_40 says | 1 | Pod | {REASONS['CKV_K8S_40']} |" in text
    assert f"| `CKV_NEW` what CKV_NEW says | 1 | Deployment | {MISSING} |" in text


def test_no_reason_breaks_the_table() -> None:
    assert not [name for name in REASONS if "|" in reason_of(name) or "\n" in reason_of(name)]


def test_the_pods_of_ray_have_the_names_that_checkov_gives_them() -> None:
    spec = {"headGroupSpec": {"template": {"spec": {"containers": []}}}}
    metadata = {"name": "train", "namespace": "atlas-train"}
    ray = {"apiVersion": "ray.io/v1", "kind": "RayCluster", "metadata": metadata, "spec": spec}
    assert ray_pods([ray, {"apiVersion": "v1", "kind": "Pod", "metadata": metadata}]) == {POD}
