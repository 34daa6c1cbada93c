"""What quota a project holds is what Compute Engine tells of the region, and of newer GPUs Cloud Quotas."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.gcp import quota
from components.gcp.account import Account
from components.topology.asking import CannotAsk
from components.topology.quota import QuotaNeed
from components.topology.quota_held import NO_LIMIT
from tests.components.simulated_api import TOKEN, SimulatedApi, simulated_api

PROJECT, REGION = "atlas-project", "us-central1"
H100 = "GPUS_PER_GPU_FAMILY, gpu_family NVIDIA_H100"
REGION_PATH = f"/compute/v1/projects/{PROJECT}/regions/{REGION}"
QUOTA_PATH = (
    f"/v1/projects/{PROJECT}/locations/global/services/compute.googleapis.com/quotaInfos/{quota.QUOTA_ID}"
)


def need(family: str) -> QuotaNeed:
    return QuotaNeed(
        provider="gcp", location=REGION, family=family, unit="GPUs", amount=16, pools=("train/gpu",)
    )


@pytest.fixture
def api() -> Iterator[SimulatedApi]:
    with simulated_api() as running:
        yield running


def held(api: SimulatedApi, *families: str) -> dict[str, int]:
    addresses = {"compute": api.address, "cloudquotas": api.address}
    account = Account(project=PROJECT, token=lambda: TOKEN, addresses=addresses)
    return dict(quota.held_by(account, [need(family) for family in families]))


def test_metrics_of_the_region_are_read_in_one_question(api: SimulatedApi) -> None:
    listed = [{"metric": "C3_CPUS", "limit": 72.0, "usage": 3.0}, {"metric": "NVIDIA_L4_GPUS", "limit": 8.0}]
    api.replies[REGION_PATH] = lambda _: {"quotas": listed}
    assert held(api, "C3_CPUS", "NVIDIA_L4_GPUS", "UNKNOWN_CPUS") == {"C3_CPUS": 72, "NVIDIA_L4_GPUS": 8}
    assert len(api.asked) == 1


def test_a_quota_for_spot_that_was_never_given_says_nothing(api: SimulatedApi) -> None:
    listed = [{"metric": "PREEMPTIBLE_CPUS", "limit": 0.0}, {"metric": "CPUS", "limit": 0.0}]
    api.replies[REGION_PATH] = lambda _: {"quotas": listed}
    assert held(api, "PREEMPTIBLE_CPUS", "CPUS") == {"CPUS": 0}, "Spot machines count against the other one"


def test_gpus_of_a_family_are_asked_of_cloud_quotas(api: SimulatedApi) -> None:
    api.replies[QUOTA_PATH] = lambda _: {
        "dimensionsInfos": [
            {"dimensions": {"region": "us-east4", "gpu_family": "NVIDIA_H100"}, "details": {"value": "64"}},
            {"dimensions": {"region": REGION, "gpu_family": "NVIDIA_H100"}, "details": {"value": "8"}},
            {"dimensions": {"gpu_family": "NVIDIA_H200"}, "details": {"value": "1"}, "applicableLocations": [REGION]},
            {"dimensions": {}, "details": {"value": "0"}, "applicableLocations": [REGION, "us-east4"]},
        ]
    }  # fmt: skip
    other = [H100.replace("H100", name) for name in ("H200", "B200")]
    assert held(api, H100, *other) == {H100: 8, other[0]: 1, other[1]: 0}, "what is said of fewest holds"


def test_no_limit_is_none_to_refuse_by(api: SimulatedApi) -> None:
    api.replies[QUOTA_PATH] = lambda _: {"dimensionsInfos": [{"dimensions": {}, "details": {"value": "-1"}}]}
    assert held(api, H100) == {}


def test_a_region_that_cannot_be_asked_is_a_sentence(api: SimulatedApi) -> None:
    with pytest.raises(CannotAsk, match=f"Google Cloud has no {REGION_PATH}"):
        held(api, "C3_CPUS")


def test_the_way_out_names_how_much_and_where() -> None:
    assert "ask for 16 GPUs of it in us-central1" in quota.way_out(need(H100))


@given(
    limits=st.dictionaries(st.sampled_from(["CPUS", "C3_CPUS", "PREEMPTIBLE_CPUS"]), st.integers(0, 9)),
    asked=st.sets(st.sampled_from(["CPUS", "C3_CPUS", "PREEMPTIBLE_CPUS"])),
)
def test_what_is_told_is_never_more_or_less_than_the_limit(limits: dict[str, int], asked: set[str]) -> None:
    found = quota.of_region([{"metric": key, "limit": float(value)} for key, value in limits.items()], asked)
    assert all(found[family] == limits[family] for family in found) and found.keys() <= asked


def test_sums_of_the_project_are_read_where_it_has_them(api: SimulatedApi) -> None:
    listed = [{"metric": "GPUS_ALL_REGIONS", "limit": 0.0}, {"metric": "NETWORKS", "limit": 5.0}]
    api.replies[f"/compute/v1/projects/{PROJECT}"] = lambda _: {"quotas": listed}
    asked = [replace(need(family), location=quota.GLOBAL) for family in (quota.ALL_CPUS, quota.ALL_GPUS)]
    account = Account(project=PROJECT, token=lambda: TOKEN, addresses={"compute": api.address})
    assert dict(quota.held_by(account, asked)) == {quota.ALL_GPUS: 0, quota.ALL_CPUS: NO_LIMIT}, (
        "a new project has no GPU, and one without such a quota no limit"
    )
    assert "for all regions together" in quota.way_out(asked[0])
