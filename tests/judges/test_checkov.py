"""checkov's report becomes a verdict, and real checkov understands what the adapters of this folder give it."""

from typing import Any

import pytest

from tests.judges import checkov
from tests.judges.arm_template import arm_template
from tests.judges.checkov import judged, parsed
from tests.judges.resource import Declared
from tests.judges.terraform_plan import terraform_plan

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


def test_without_checkov_the_remedy_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    monkeypatch.setattr(checkov, "CHECKOV", tmp_path / "checkov")
    with pytest.raises(SystemExit, match=r"make \.judges/\.complete"):
        judged([], "arm")


def aws(*, closed: bool, encrypted: bool) -> list[Declared]:
    """Return a bucket that is closed to the public or not, and a disk that is encrypted or not."""
    block = Declared(
        token="aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
        name="closed",
        inputs={
            "bucket": "models",
            **dict.fromkeys(
                ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"), True
            ),
        },
        refers_to={"bucket": ("models",)},
    )
    disk = {"availabilityZone": "us-east-1a", "size": 1, "encrypted": encrypted}
    return [
        Declared(token="aws:s3/bucket:Bucket", name="models", inputs={"bucket": "models"}),
        *([block] if closed else []),
        Declared(token="aws:ebs/volume:Volume", name="disk", inputs=disk),
    ]


def gcp(*, private: bool) -> list[Declared]:
    """Return a cluster whose nodes have public addresses or none, and a node pool of which that holds or not."""
    access = {"privateClusterConfig": {"enablePrivateNodes": True}} if private else {}
    scopes = {
        "nodeConfig": {"workloadMetadataConfig": {"mode": "GKE_METADATA" if private else "GCE_METADATA"}}
    }
    return [
        Declared(token="gcp:container/cluster:Cluster", name="cluster", inputs={"name": "atlas", **access}),
        Declared(token="gcp:container/nodePool:NodePool", name="pool", inputs={"name": "pool", **scopes}),
    ]


def azure(*, private: bool) -> list[Declared]:
    """Return an account that answers the public or nobody, and a cluster with local accounts or without."""
    account = {
        "accountName": "atlasmodels", "enableHttpsTrafficOnly": private,
        "networkRuleSet": {"defaultAction": "Deny" if private else "Allow"},
    }  # fmt: skip
    cluster = {"resourceName": "atlas", "disableLocalAccounts": private}
    return [
        Declared(token="azure-native:storage:StorageAccount", name="account", inputs=account),
        Declared(token="azure-native:containerservice:ManagedCluster", name="cluster", inputs=cluster),
    ]


@pytest.mark.long
def test_checkov_sees_what_is_broken_on_aws_alone_and_between_two_resources() -> None:
    whole = judged([terraform_plan(aws(closed=True, encrypted=True))], "terraform_plan")
    broken = judged([terraform_plan(aws(closed=False, encrypted=False))], "terraform_plan")
    bucket, disk = "aws_s3_bucket.models", "aws_ebs_volume.disk"
    assert disk in whole.passed["CKV_AWS_3"] and disk in broken.failed["CKV_AWS_3"], "encryption of the disk"
    assert bucket in whole.passed["CKV2_AWS_6"] and bucket in broken.failed["CKV2_AWS_6"], (
        "a block of public access belongs to its bucket by reference"
    )


@pytest.mark.long
def test_checkov_sees_what_is_broken_on_google_cloud() -> None:
    whole = judged([terraform_plan(gcp(private=True))], "terraform_plan")
    broken = judged([terraform_plan(gcp(private=False))], "terraform_plan")
    cluster, pool = "google_container_cluster.cluster", "google_container_node_pool.pool"
    assert cluster in whole.passed["CKV_GCP_64"] and cluster in broken.failed["CKV_GCP_64"], "private nodes"
    assert pool in whole.passed["CKV_GCP_69"] and pool in broken.failed["CKV_GCP_69"], "metadata of the node"


@pytest.mark.long
def test_checkov_sees_what_is_broken_on_azure() -> None:
    whole, broken = (judged([arm_template(azure(private=private))], "arm") for private in (True, False))
    account = "Microsoft.Storage/storageAccounts.atlasmodels"
    cluster = "Microsoft.ContainerService/managedClusters.atlas"
    for of, name, what in (
        (account, "CKV_AZURE_3", "TLS alone"),
        (account, "CKV_AZURE_35", "nobody from outside"),
        (cluster, "CKV_AZURE_141", "no local accounts"),
    ):
        assert of in whole.passed[name] and of in broken.failed[name], what
