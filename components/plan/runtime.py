"""What a plan says of the image of its nodes: which one, and the versions in it."""

from typing import Annotated

from components.plan.fields import Image
from components.plan.forms import Matching, Row, Whole
from components.plan.section import Section

RAY = "2.60.0"
CUDA = "13.2"
"""What `requirements/runtime.txt` pins, so what the image of `workloads/Containerfile` and this machine have; a test
compares them."""

OWN_ENVIRONMENT = "its nodes run in the environment that you installed"

RayVersion = Annotated[
    str,
    Matching(
        "a version of Ray",
        r"[0-9]{1,2}\.[0-9]{1,3}\.[0-9]{1,3}",
        "all three numbers of a release, such as 2.60.0",
        "write what `ray --version` says in the image",
    ),
]
CudaVersion = Annotated[
    str,
    Matching(
        "a version of CUDA",
        r"[1-9][0-9]?\.[0-9]{1,2}",
        'two numbers in quotes, such as "12.8"',
        "write what `torch.version.cuda` says in the image",
    ),
]

DriverBranch = Annotated[int, Whole(450, 9999)]
"""The first number of a driver's version, such as 580 of 580.159.04."""


class Runtime(Section):
    """What the nodes run."""

    image: Annotated[Image | None, Row(targets="all but local (required)", local=OWN_ENVIRONMENT)] = None
    """The container image of the nodes, pinned by its digest."""
    ray: Annotated[
        RayVersion | None,
        Row(default=f"`{RAY}`, as `requirements/runtime.txt` pins it", local=OWN_ENVIRONMENT),
    ] = None
    """The version of Ray in the image."""
    cuda: Annotated[
        CudaVersion | None,
        Row(
            default=f"`{CUDA}`, as `requirements/runtime.txt` pins it",
            local=OWN_ENVIRONMENT,
            note="held against the GPUs of every pool and the driver of their machines",
        ),
    ] = None
    """The version of CUDA with which the image's PyTorch was built."""
    driver: Annotated[
        DriverBranch | None,
        Row(
            default="what NVIDIA asks for the CUDA, such as 580 for 13.2",
            local=OWN_ENVIRONMENT,
            note="for images with NVIDIA's package cuda-compat, which runs on older drivers of GPUs for data centres",
        ),
    ] = None
    """The oldest branch of NVIDIA's driver on which the image's CUDA runs."""
