"""Every check that our objects fail is told with its reason, or with a call to write one."""

from tests.bench.kubernetes_checks import ray_pods, section
from tests.bench.kubernetes_reasons import MISSING, REASONS, reason_of
from tests.judges.checkov import Verdict

POD, OTHER = "Pod.atlas-train.train-0", "Deployment.kueue-system.manager"


VERDICT = Verdict(
    passed={"A": (OTHER, POD), "B": (POD,)},
    failed={"CKV_K8S_40": (POD,), "CKV_NEW": (OTHER,)},
    names={check: f"what {check} says" for check in ("A", "B", "CKV_K8S_40", "CKV_NEW")},
)


def test_every_failed_check_is_told_with_its_reason_or_the_lack_of_one() -> None:
    text = section(["| a row |"], VERDICT)
    assert f"| `CKV_K8S_40` what CKV_K8S_40 says | 1 | Pod | {REASONS['CKV_K8S_40']} |" in text
    assert f"| `CKV_NEW` what CKV_NEW says | 1 | Deployment | {MISSING} |" in text


def test_no_reason_breaks_the_table() -> None:
    assert not [name for name in REASONS if "|" in reason_of(name) or "\n" in reason_of(name)]


def test_the_pods_of_ray_have_the_names_that_checkov_gives_them() -> None:
    spec = {"headGroupSpec": {"template": {"spec": {"containers": []}}}}
    metadata = {"name": "train", "namespace": "atlas-train"}
    ray = {"apiVersion": "ray.io/v1", "kind": "RayCluster", "metadata": metadata, "spec": spec}
    assert ray_pods([ray, {"apiVersion": "v1", "kind": "Pod", "metadata": metadata}]) == {POD}
