"""GPUs, their driver and the CUDA of the nodes go together, or the plan is refused with the way out."""

import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.catalog.gpu_support import card_of, cards, first_drivers
from components.catalog.loading import load_catalog
from components.topology.errors import TopologyErrors
from components.topology.facts import GpuFacts
from components.topology.gpu_support import Found, problem
from components.topology.resolve import resolve
from components.topology.runtime import Runtime
from tests.components.topology.clouds import asked, cloud_plan
from tests.components.topology.cluster_nodes import cluster_of, gpu_node, kubernetes_plan, node
from tests.components.topology.plans import DIGEST, machine, plan, pool

IMAGE = f"registry.example.com/groundplan@sha256:{DIGEST}"
HEAD = asked("head")
RUN_CUDA = [name for name, card in cards().items() if card.architecture]
MODELS = sorted({offer.machine.gpu_model for offer in load_catalog().offers if offer.machine.gpu_model})


def on_aws(machine_type: str, **runtime: str) -> Any:
    gpu = {"name": "gpu", "count": 1, "machine": {"type": machine_type}}
    return resolve(cloud_plan("aws", HEAD, gpu, runtime={"image": IMAGE, **runtime}), None)


def refusals(run: Any) -> list[str]:
    with pytest.raises(TopologyErrors) as refused:
        run()
    return str(refused.value).splitlines()


def test_a_card_that_the_images_cuda_dropped_is_refused_with_both_ways_out() -> None:
    assert refusals(lambda: on_aws("p3dn.24xlarge")) == [
        "clusters[train].pools[gpu].machine: the GPUs of p3dn.24xlarge are V100 (Volta, compute capability 7.0), and "
        "the image has CUDA 13.2; CUDA 9.0 to 12.x support them; ask for another GPU, or build the image with CUDA 12 "
        "and write that as runtime.cuda"
    ]


def test_an_image_with_a_cuda_that_knows_the_card_is_taken() -> None:
    assert on_aws("p3dn.24xlarge", cuda="12.8").runtime == Runtime(cuda="12.8")


def test_a_card_that_the_images_cuda_does_not_know_yet_is_refused() -> None:
    (said,) = refusals(lambda: on_aws("p6-b200.48xlarge", cuda="12.6"))
    assert (
        "are B200 (Blackwell, compute capability 10.0), and the image has CUDA 12.6; CUDA 12.8 and newer"
        in said
    )
    assert said.endswith("or build the image with CUDA 12.8 or newer and write that as runtime.cuda")


def test_a_card_that_runs_no_cuda_is_refused() -> None:
    wrong = problem(Runtime(), Found(model="MI300X", driver=None, whose="a machine"))
    assert wrong is not None and wrong.remedy == "ask for a GPU of NVIDIA"


def test_a_cuda_of_which_nobody_knows_its_driver_is_told_and_not_refused() -> None:
    made = on_aws("g6.xlarge", cuda="14.0")
    assert any(note.startswith("which driver CUDA 14.0 needs is not known here") for note in made.notes)


@pytest.mark.parametrize("target", ["aws", "gcp", "azure"])
def test_machines_of_every_cloud_run_what_the_lock_pins(target: str) -> None:
    family = {"gcp": "L4", "aws": "L4", "azure": "T4"}[target]
    gpu = {"name": "gpu", "count": 1, "machine": {"gpu": f"1x{family}"}}
    assert resolve(cloud_plan(target, HEAD, gpu), None).runtime == Runtime()


def on_nodes(
    *drivers: int | None, model: str = "NVIDIA-H100-80GB-HBM3", family: str = "H100", **runtime: Any
) -> Any:
    nodes = [
        gpu_node(f"gpu-{number}", gpu_driver=driver, gpu_model=model)
        for number, driver in enumerate(drivers, 1)
    ]
    gpus = pool("gpu", memory="96GiB", cpu=16, count=len(drivers), gpu=f"8x{family}")
    asked_of = kubernetes_plan(
        clusters=[{"name": "train", "purpose": "training", "pools": [pool("head"), gpus]}],
        runtime={"image": IMAGE, **runtime},
    )
    return resolve(asked_of, cluster_of(node("cpu-1"), *nodes))


def test_nodes_whose_labels_tell_an_old_driver_are_refused_by_name() -> None:
    assert refusals(lambda: on_nodes(535, 535, 580)) == [
        "clusters[train].pools[gpu].machine: the GPUs of gpu-1, gpu-2 have driver 535, and the image has CUDA 13.2; "
        "CUDA 13.2 on NVIDIA-H100-80GB-HBM3 needs driver 580 or newer; install a newer driver, or build the image with "
        "CUDA 12 and write that as runtime.cuda; where the image has NVIDIA's cuda-compat, write the oldest driver "
        "that it runs on as runtime.driver"
    ]
    assert on_nodes(535, 535, 580, cuda="12.9"), "any driver from 525 on runs every CUDA 12"


def test_an_image_that_brings_newer_libraries_runs_on_the_driver_that_the_plan_says_and_on_no_older_one() -> (
    None
):
    assert on_nodes(535, 580, driver=535)
    assert "needs driver 535 or newer" in refusals(lambda: on_nodes(525, 580, driver=535))[0]
    (said,) = refusals(lambda: on_nodes(535, model="NVIDIA-B200", family="B200", driver=535))
    assert "needs driver 570 or newer" in said and "cuda-compat" not in said, "no older driver knows the card"


def test_a_card_may_need_a_newer_driver_than_its_cuda() -> None:
    (said,) = refusals(lambda: on_nodes(535, model="NVIDIA-B200", family="B200", cuda="12.8"))
    assert said.endswith("CUDA 12.8 on NVIDIA-B200 needs driver 570 or newer; install a newer driver")


def test_a_driver_that_no_longer_knows_the_card_is_refused() -> None:
    (said,) = refusals(lambda: on_nodes(595, model="Tesla-V100-SXM2-32GB", family="V100", cuda="12.8"))
    assert "the last driver for these is 580; keep that driver, or ask for another GPU" in said


def test_nodes_of_which_nobody_tells_a_driver_are_taken() -> None:
    assert on_nodes(None, None).runtime == Runtime()


def test_a_card_of_which_nobody_knows_its_cuda_is_told_and_not_refused() -> None:
    made = on_nodes(580, model="NVIDIA-Z900", family="Z900")
    assert made.notes == (
        "train/gpu: whether CUDA 13.2 runs on NVIDIA-Z900 is not known here; see NVIDIA's compute capabilities",
    )


def here(model: str, driver: int | None) -> tuple[GpuFacts, ...]:
    return (GpuFacts(index=0, model=model, memory_bytes=2**34, driver=driver),)


def test_a_gpu_of_this_machine_that_the_plan_asks_for_is_judged_by_its_driver() -> None:
    asking = plan(
        clusters=[{"name": "train", "purpose": "training", "pools": [pool("head"), pool("g", gpu="1xT4")]}]
    )
    assert refusals(lambda: resolve(asking, machine(gpus=here("Tesla T4", 535)))) == [
        "clusters[train].pools[g].machine: the GPUs of this machine have driver 535, and the environment has CUDA "
        "13.2; CUDA 13.2 on Tesla T4 needs driver 580 or newer; install a newer driver"
    ]
    assert resolve(asking, machine(gpus=here("Tesla T4", 580)))


@pytest.mark.parametrize(("model", "driver"), [("Tesla T4", 535), ("Tesla V100-SXM2-16GB", 580)])
def test_a_gpu_that_nobody_asked_for_and_that_does_not_run_stays_unused(model: str, driver: int) -> None:
    made = resolve(plan(), machine(gpus=here(model, driver)))
    assert made.notes[0].startswith(f"the GPUs found (1 x {model}) stay unused: the GPUs of this machine")
    assert not any(each.machine.gpus for cluster in made.clusters for each in cluster.pools)


@given(
    name=st.sampled_from(RUN_CUDA),
    major=st.sampled_from([12, 13]),
    minor=st.integers(0, 9),
    more=st.integers(0, 40),
)
def test_a_card_that_the_cuda_knows_with_a_driver_that_is_new_enough_is_never_refused(
    name: str, major: int, minor: int, more: int
) -> None:
    architecture = cards()[name].architecture
    assert architecture is not None
    runtime = Runtime(cuda=f"{major}.{minor}")
    knows = architecture.first_cuda <= (major, minor) and major <= (architecture.last_cuda or major)
    least = max(first_drivers()[major], architecture.first_driver)
    driver = min(least + more, architecture.last_driver or least + more)
    found = Found(model=name, driver=driver, whose="a machine")
    assert (problem(runtime, found) is None) == knows
    assert problem(runtime, replace(found, driver=least - 1)) is not None


CUDAS = st.sampled_from(["11.2", "12.4", "12.8", "13.2"])


@given(name=st.sampled_from(RUN_CUDA), cuda=CUDAS, driver=st.integers(440, 620))
def test_an_image_with_the_cuda_that_a_refusal_names_is_taken(name: str, cuda: str, driver: int) -> None:
    found = Found(model=name, driver=driver, whose="a machine")
    wrong = problem(Runtime(cuda=cuda), found)
    way = re.search(r"build the image with CUDA (\d+)(\.\d+)?", wrong.remedy) if wrong else None
    if wrong and way:
        judged = found if "driver" in wrong.remedy else replace(found, driver=None)
        assert problem(Runtime(cuda=f"{way[1]}{way[2] or '.9'}"), judged) is None, "the way out leads nowhere"


def test_every_model_of_the_catalog_is_judged() -> None:
    assert all(card_of(model) for model in MODELS)
