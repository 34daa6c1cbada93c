"""checkov's answer goes to the twin that it is about, and a name that is no twin's ends the measurement."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from tests.bench.mutants_by_checkov import Answer, Twins, Unmatched, answers
from tests.judges.checkov import Verdict
from tests.judges.resource import Declared

ACCOUNT = Declared(
    token="azure-native:storage:StorageAccount",
    name="store-models-account",
    inputs={"accountName": "atlasmodels", "enableHttpsTrafficOnly": True, "minimumTlsVersion": "TLS1_2"},
)
KEY = Declared(token="aws:kms/key:Key", name="keys-storage", inputs={"enableKeyRotation": True})
DISK = Declared(token="aws:ebs/volume:Volume", name="disk", inputs={"size": 1, "encrypted": True})
CLUSTER = Declared(
    token="gcp:container/cluster:Cluster",
    name="cluster",
    inputs={"name": "atlas", "enableLegacyAbac": False},
)
BUCKET = Declared(
    token="gcp:storage/bucket:Bucket",
    name="models",
    inputs={"name": "models", "location": "us-central1", "uniformBucketLevelAccess": True},
)
CONTAINER = {"name": "main", "image": "lab@sha256:0", "securityContext": {"privileged": False}}
POD = Declared(
    token="kubernetes:core/v1:Pod",
    name="pod-atlas-train-lab",
    inputs={
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "lab", "namespace": "atlas-train"},
        "spec": {"hostNetwork": False, "containers": [CONTAINER]},
    },
)
LABELS = {"app.kubernetes.io/name": "lab"}
DEPLOYMENT = Declared(
    token="kubernetes:apps/v1:Deployment",
    name="deployment-atlas-train-lab",
    inputs={
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "lab", "namespace": "atlas-train"},
        "spec": {
            "selector": {"matchLabels": LABELS},
            "template": {"metadata": {"labels": LABELS}, "spec": {"containers": [CONTAINER]}},
        },
    },
)
PRIVILEGED = {**CONTAINER, "securityContext": {"privileged": True}}


def twins(sound: Declared, **worse: Any) -> Twins:
    """Return a resource beside itself with worse inputs."""
    return Twins(sound, replace(sound, inputs={**sound.inputs, **worse}))


PAIRS = {
    "azure": (
        (twins(ACCOUNT, enableHttpsTrafficOnly=False), "CKV_AZURE_3"),
        (twins(ACCOUNT, minimumTlsVersion="TLS1_0"), "CKV_AZURE_44"),
    ),
    "aws": ((twins(KEY, enableKeyRotation=False), "CKV_AWS_7"), (twins(DISK, encrypted=False), "CKV_AWS_3")),
    "gcp": (
        (twins(CLUSTER, enableLegacyAbac=True), "CKV_GCP_7"),
        (twins(BUCKET, uniformBucketLevelAccess=False), "CKV_GCP_29"),
    ),
    "kubernetes": (
        (twins(POD, spec={"hostNetwork": True, "containers": [CONTAINER]}), "CKV_K8S_19"),
        (
            twins(
                DEPLOYMENT,
                spec={
                    "selector": {"matchLabels": LABELS},
                    "template": {"metadata": {"labels": LABELS}, "spec": {"containers": [PRIVILEGED]}},
                },
            ),
            "CKV_K8S_16",
        ),
    ),
}


@pytest.mark.long
@pytest.mark.parametrize("target", PAIRS)
def test_of_two_pairs_of_twins_each_gets_its_own_answer(target: str) -> None:
    found, names = answers(target, [pair for pair, _ in PAIRS[target]])
    checks = [check for _, check in PAIRS[target]]
    for answer, own, other in zip(found, checks, reversed(checks), strict=True):
        assert answer.is_judged
        assert own in answer.fails and other not in answer.fails, (
            f"{own} is about this pair, {other} about the other"
        )
        assert names[own]


def says(*failed: str, passed: Sequence[str] = ()) -> Any:
    """Return a judge that fails these resources by one check, and passes those."""
    return lambda *_: Verdict(
        passed={"CHECK": tuple(passed)}, failed={"CHECK": failed}, names={"CHECK": "a check"}
    )


def called(name: str) -> str:
    return f"Microsoft.Storage/storageAccounts.{name}"


def test_what_the_broken_twin_alone_fails_is_its_answer() -> None:
    pairs = [twins(ACCOUNT, enableHttpsTrafficOnly=False)] * 2
    judge = says(called("worse-0"), called("sound-1"), called("worse-1"), passed=[called("sound-0")])
    found, _ = answers("azure", pairs, judge)
    assert [each.fails for each in found] == [{"CHECK"}, frozenset()], "the second fails it as it is"


def test_a_resource_of_which_nothing_is_said_has_no_check() -> None:
    found, _ = answers("azure", [twins(ACCOUNT), twins(ACCOUNT)], says(called("worse-1")))
    assert found[0] == Answer(is_judged=False, fails=frozenset())
    assert found[1].is_judged


def test_a_name_that_is_no_twins_ends_it() -> None:
    with pytest.raises(Unmatched, match=r"storageAccounts\.atlasmodels, which is the name of no twin"):
        answers("azure", [twins(ACCOUNT)], says(called("atlasmodels")))
