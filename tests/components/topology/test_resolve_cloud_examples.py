"""The example plans for clouds: each is valid, has a machine for every pool, and the three of a size ask the same."""

import re
from pathlib import Path

import pytest

from components.catalog.model import RDMA_FABRICS
from components.plan.defaults import CLOUDS
from components.plan.loading import load_plan, read_plan
from components.topology.quota import quota_needs
from components.topology.resolve import resolve

EXAMPLES = Path(__file__).parents[3] / "stacks" / "plans"
SIZES = ("small", "large")
DIGEST = "sha256:" + "0123456789abcdef" * 4


def with_digest(name: str, folder: Path) -> Path:
    """Return an example whose image has a digest, as somebody who uses it writes one."""
    text = (EXAMPLES / f"{name}.yaml").read_text(encoding="utf-8")
    file = folder / f"{name}.yaml"
    file.write_text(text.replace("placeholder-your-image-digest", DIGEST), encoding="utf-8")
    return file


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("target", CLOUDS)
def test_an_example_has_a_machine_and_a_zone_for_every_pool(target: str, size: str, tmp_path: Path) -> None:
    topology = resolve(load_plan(with_digest(f"{target}-{size}", tmp_path)), None)
    pools = [pool for cluster in topology.clusters for pool in cluster.pools]
    assert all(pool.offer and pool.zones and pool.machine.cpus for pool in pools)
    assert all(len(pool.zones) == 1 for pool in pools if pool.fabric == "rdma"), "RDMA reaches one zone"
    assert quota_needs(pools), "an account is told what it must hold"


@pytest.mark.parametrize("size", SIZES)
def test_the_plans_of_a_size_differ_only_in_where_they_are_made(size: str) -> None:
    texts = [(EXAMPLES / f"{target}-{size}.yaml").read_text(encoding="utf-8") for target in CLOUDS]
    differing = r"\A.*\n|^(target|location): .*\n"
    rest = {re.sub(differing, "", text.replace(", fabric: rdma", ""), flags=re.MULTILINE) for text in texts}
    assert len(rest) == 1, "one demand, three clouds; on Google Cloud 8xH100 have no RDMA"


def test_the_demand_is_met_on_every_cloud_with_the_gpus_that_it_asks() -> None:
    for target in CLOUDS:
        topology = resolve(read_plan(EXAMPLES / f"{target}-large.yaml"), None)
        gpu = next(pool for cluster in topology.clusters for pool in cluster.pools if pool.name == "gpu")
        assert gpu.machine.gpus == 8 and (gpu.machine.gpu_family or "").startswith("H100")
        assert gpu.offer is not None
        assert (gpu.offer.machine.fabric in RDMA_FABRICS) == (target != "gcp"), (
            "over RDMA where it can be bought"
        )
        assert gpu.offer.on_demand is not None, "at a price that is known"
