"""Which images GKE streams: those of Artifact Registry alone ("Use Image streaming to pull container images"). Pure."""

from __future__ import annotations

ARTIFACT_REGISTRY = "-docker.pkg.dev"
"""How the names of its hosts end, behind a region or several."""


def is_streamed(image: str) -> bool:
    """Return whether containers of an image start before all of it has come.

    >>> is_streamed("us-central1-docker.pkg.dev/p/r/i@sha256:0"), is_streamed("registry.example.com/i@sha256:0")
    (True, False)
    """
    return image.partition("/")[0].endswith(ARTIFACT_REGISTRY)
