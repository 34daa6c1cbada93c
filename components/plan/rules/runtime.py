"""What the image of the nodes has to have for what is declared of them."""

import re
from collections.abc import Iterator

from components.plan.draft import Draft
from components.plan.findings import Finding

LEAST_RAY = (2, 52, 0)
"""The first whose clusters ask for a token (docs.ray.io, "Ray token authentication"). It also has the autoscaler that
ranges need: version 2, since 2.10."""


def ray_asks_for_a_token(draft: Draft) -> Iterator[Finding]:
    """The image's Ray is new enough to let nobody in without the cluster's token."""
    numbers = re.fullmatch(r"(\d+)\.(\d+)\.(\d+)", str(draft.given("runtime", "ray")), re.ASCII)
    if numbers is None or tuple(map(int, numbers.groups())) >= LEAST_RAY:
        return
    least = ".".join(map(str, LEAST_RAY))
    yield Finding(
        ("runtime", "ray"),
        "a Ray whose clusters ask nobody for a token",
        f"{least} or newer",
        "build the image with a newer Ray (docs/how-to/build-the-runtime-image.md)",
    )
