"""Where nothing is what a pool asks, one sentence names the nearest and what to change."""

import contextlib
from dataclasses import replace

import pytest
from hypothesis import given

from components.catalog.choosing import choose
from components.catalog.loading import load_catalog
from components.catalog.model import Offer
from components.catalog.refusing import NoMachine, refuse
from components.catalog.requirement import Requirement
from tests.components.catalog.offers import GIB, asked, cases, offer

OFFERS = [
    offer("small", "1", vcpus=4, memory_bytes=16 * GIB),
    offer("large", "4", vcpus=16, memory_bytes=64 * GIB),
    offer("gpu", "9", gpus=8, gpu_model="H100-SXM", zones=("1", "2")),
    offer("arm", "0.5", architecture="arm64", vcpus=16, memory_bytes=64 * GIB),
    offer("far", "9", location="westeurope", gpus=8, gpu_model="L4", fabric="infiniband"),
]


LARGE = "the nearest there is large (16 vCPUs, 64GiB, no GPU), which"
GPU = "the nearest there is gpu (8 vCPUs, 32GiB, 8xH100-SXM), which"
KNOWN = "the catalog knows eastus, westeurope of azure"
H100 = {"gpus": 8, "gpu_family": "H100"}


@pytest.mark.parametrize(
    ("wanted", "said", "allowed", "remedy"),
    [
        ({"cpus": 20}, "20 vCPUs", f"{LARGE} has 16 vCPUs", "ask at most `cpu: 16`"),
        (
            {"cpus": 8, "memory_bytes": 80 * GIB},
            "8 vCPUs, 80GiB of memory",
            f"{LARGE} has 64GiB of memory",
            "ask at most `memory: 64GiB`",
        ),
        (H100 | {"gpus": 16}, "16xH100", f"{GPU} has 8xH100-SXM", "ask `gpu: 8xH100-SXM`"),
        (
            {"gpus": 8, "gpu_family": "L4"},
            "8xL4",
            f"{GPU} has 8xH100-SXM",
            "ask `gpu: 8xH100-SXM`, or plan for a location that has it: westeurope (far)",
        ),
        (
            {"gpus": 8, "gpu_family": "H1000"},
            "8xH1000",
            "the GPUs of azure are H100-SXM, L4",
            'did you mean "H100"?',
        ),
        (
            H100 | {"fabric": "rdma"},
            "8xH100, fabric rdma",
            f"{GPU} has no RDMA fabric",
            "leave out `fabric: rdma`",
        ),
        (
            H100 | {"zones": ("3",)},
            "8xH100, in 3",
            f"{GPU} is not offered in 3",
            "name zones among 1, 2",
        ),
        (
            H100 | {"capacity": ("spot", "on-demand")},
            "8xH100, bought as spot, else on-demand",
            f"{GPU} has no known spot price",
            "name it by `type: gpu`",
        ),
        (
            {"type": "larg"},
            "larg",
            "the catalog knows no machine of that name of azure",
            'did you mean "large"?',
        ),
        (
            {"type": "far"},
            "far",
            "the catalog knows it in westeurope",
            "plan for one of these, or ask for what the machine must have",
        ),
    ],
)
def test_one_sentence_says_what_is_asked_what_is_nearest_and_what_to_do(
    wanted: dict[str, object], said: str, allowed: str, remedy: str
) -> None:
    with pytest.raises(NoMachine) as refused:
        choose(OFFERS, asked(**wanted))
    assert str(refused.value) == f"the pool asks {said} on azure in eastus; {allowed}; {remedy}"


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        ({"location": "eastus1"}, f'azure in eastus1; {KNOWN}; did you mean "eastus"?'),
        (
            {"location": "nowhere"},
            f"azure in nowhere; {KNOWN}; plan for one of these, or add it with "
            "`groundplan catalog refresh --provider azure --location nowhere`",
        ),
        (
            {"provider": "lambda"},
            "lambda in eastus; the catalog has machines of azure; plan for one of them",
        ),
    ],
)
def test_a_place_that_the_catalog_does_not_know_is_answered_with_those_it_does(
    wanted: dict[str, object], sentence: str
) -> None:
    with pytest.raises(NoMachine) as refused:
        choose(OFFERS, asked(**wanted))
    assert str(refused.value) == f"the pool asks any machine on {sentence}"


THIN = "first run `groundplan catalog refresh --provider azure --location westeurope`"


@pytest.mark.parametrize("wanted", [{"cpus": 20}, H100, {"type": "large"}])
def test_a_place_of_which_little_was_read_is_read_first(wanted: dict[str, object]) -> None:
    with pytest.raises(NoMachine) as thin:
        choose(OFFERS, asked(location="westeurope", **wanted))
    assert f"the catalog knows only 1 of its machines there, so {THIN}, or " in thin.value.remedy
    with pytest.raises(NoMachine) as whole:
        choose(OFFERS, asked(cpus=200))
    assert "refresh" not in whole.value.remedy, "what it knows most of need not be read anew"


def test_us_east_2_names_the_command_that_reads_it() -> None:
    with pytest.raises(NoMachine, match="catalog refresh --provider aws --location us-east-2`"):
        choose(load_catalog().offers, asked(provider="aws", location="us-east-2", gpus=8, gpu_family="H100"))


def test_a_gpu_that_another_provider_has_leads_there() -> None:
    offers = [*OFFERS, offer("b", "9", provider="aws", location="us-east-1", gpus=8, gpu_model="B200")]
    with pytest.raises(NoMachine, match="ask for one of these, or plan for aws"):
        choose(offers, asked(gpus=8, gpu_family="B200"))


def test_a_machine_for_another_architecture_is_named_by_its_type() -> None:
    with pytest.raises(NoMachine, match="name it by `type: arm`, with an image for arm64"):
        choose([OFFERS[3]], asked(cpus=4))
    assert choose(OFFERS, asked(type="arm")).offer.machine.name == "arm", "whoever names it means it"


def test_a_capacity_that_is_not_sold_says_which_is() -> None:
    only = offer("flex", "2", "1", gpus=1, gpu_model="H100-SXM", capacities=frozenset({"spot"}))
    with pytest.raises(NoMachine, match=r"is offered as spot only; write `capacity: \[spot\]`"):
        choose([only], asked(gpus=1, gpu_family="H100"))


@given(cases())
def test_every_refusal_is_one_sentence(case: tuple[list[Offer], Requirement]) -> None:
    offers, requirement = case
    with contextlib.suppress(NoMachine):
        choose(offers, requirement)
    refused = refuse(offers, replace(requirement, cpus=1000))
    assert "\n" not in str(refused), "one line"
    assert all((refused.asked, refused.allowed, refused.remedy)), "and all of its parts"


def test_what_no_price_is_known_for_is_told_in_the_real_catalog() -> None:
    wanted = asked(provider="gcp", location="us-central1", gpus=8, gpu_family="B200")
    with pytest.raises(NoMachine) as refused:
        choose(load_catalog().offers, wanted)
    assert "a4-highgpu-8g" in str(refused.value) and "has no known on-demand price" in str(refused.value)
