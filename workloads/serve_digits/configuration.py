"""The settings of `serve_digits`, each with its reason."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class ServeDigits(BaseModel):
    """The arguments of the application builder; `serve deploy` passes them under `args`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    replicas: Annotated[int, Field(ge=1, le=64, description="processes that answer, one model each")] = 2
    cpus_per_replica: Annotated[
        float, Field(gt=0, le=64, description="Ray's logical CPUs a replica takes; also its compute threads")
    ] = 1
    # A 64-image batch takes the CPU about 3 ms; larger ones gain nothing and make the first one wait.
    maximum_batch_size: Annotated[int, Field(ge=1, le=1024, description="images judged together")] = 64
    # Shorter than a forward pass: under load the next batch fills while this one is judged anyway.
    batch_wait_seconds: Annotated[float, Field(ge=0, le=1, description="the first image waits at most")] = (
        0.001
    )
    maximum_waiting: Annotated[
        int, Field(ge=1, le=100_000, description="requests a replica holds at once")
    ] = 512
    poll_seconds: Annotated[
        float, Field(ge=0.05, le=60, description="how often a replica looks which version is promoted")
    ] = 1
