"""GKE streams images of Artifact Registry; any other is pulled, and early onto machines with GPUs."""

from dataclasses import replace

import pytest

from components.gcp.streaming import is_streamed
from tests.components.gcp import recorded
from tests.components.gcp.provisioned import of_topology

DIGEST = f"sha256:{'1' * 64}"


@pytest.mark.parametrize(
    ("image", "streamed"),
    [
        ("us-central1-docker.pkg.dev/project/images/groundplan", True),
        ("europe-docker.pkg.dev/project/images/groundplan", True),
        ("registry.example.com/us-docker.pkg.dev/groundplan", False),
        ("us-docker.pkg.dev.example.com/groundplan", False),
    ],
)
def test_the_host_of_an_image_tells_whether_it_is_streamed(image: str, streamed: bool) -> None:
    assert is_streamed(f"{image}@{DIGEST}") is streamed


@pytest.mark.parametrize("host", ["us-central1-docker.pkg.dev", "registry.example.com"])
def test_what_is_not_streamed_is_pulled_early(host: str) -> None:
    handed, _ = of_topology(replace(recorded.topology(), image=f"{host}/project/groundplan@{DIGEST}"))
    assert handed.pulls_images_early is (host == "registry.example.com")
