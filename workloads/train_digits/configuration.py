"""The settings of `train_digits`, each with its reason, and their command line."""

import argparse
import hashlib
from collections.abc import Mapping, Sequence
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from workloads.refusals import InputRefused

# Names of runs become folder names in the checkpoints store.
RUN_NAME_PATTERN = r"^[a-z0-9][a-z0-9._-]{0,62}$"


class TrainDigits(BaseModel):
    """Everything that decides what a run does; the same values and the same code are the same run."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    epochs: Annotated[int, Field(ge=1, le=10_000, description="each ends with a report and a checkpoint")] = 5
    # Four make an epoch last about a second on two cores, so that what a report costs is lost in it.
    copies: Annotated[
        int,
        Field(ge=1, le=1000, description="how often an epoch shows each digit, moved differently each time"),
    ] = 4
    seed: Annotated[
        int, Field(ge=0, lt=2**31, description="first weights, order and augmentation; never the split")
    ] = 0
    workers: Annotated[int, Field(ge=1, le=64, description="processes that share each batch")] = 2
    batch_size: Annotated[
        int, Field(ge=1, le=1024, description="images a step over all workers; a multiple of `workers`")
    ] = 64
    # At 3e-3 AdamW reaches 98 % in two epochs; at 1e-2 some seeds end below 97 %.
    learning_rate: Annotated[float, Field(gt=0, le=1, description="the peak of the cosine")] = 3e-3
    accelerator: Annotated[
        Literal["auto", "cpu", "gpu"], Field(description="auto takes a GPU a worker where Ray has them")
    ] = "auto"
    maximum_failures: Annotated[
        int, Field(ge=0, le=1000, description="killed workers after which the run goes on by itself")
    ] = 3
    run_name: Annotated[
        str | None, Field(pattern=RUN_NAME_PATTERN, description="the same name goes on where it was killed")
    ] = None
    lock_sha256: Annotated[
        str | None, Field(pattern=r"^[0-9a-f]{64}$", description="hash of the lock file of the environment")
    ] = None

    def name_of_run(self, code_sha256: str) -> str:
        """`run_name`, else a name that the same settings and code give again, so that a killed job resumes."""
        if self.run_name is not None:
            return self.run_name
        settings = self.model_dump_json(exclude={"run_name", "maximum_failures", "accelerator"})
        return f"digits-{hashlib.sha256(f'{settings}{code_sha256}'.encode()).hexdigest()[:12]}"

    def uses_gpu(self, resources: Mapping[str, float]) -> bool:
        """Whether each worker asks for a GPU: as told, or on `auto` where the cluster has one for each."""
        if self.accelerator == "auto":
            return resources.get("GPU", 0) >= self.workers
        return self.accelerator == "gpu"


def from_arguments(arguments: Sequence[str] | None = None) -> TrainDigits:
    """The settings of a command line.

    Raises InputRefused with one sentence per setting that is out of its range, all at once.
    """
    parser = argparse.ArgumentParser(prog="python -m workloads.train_digits", allow_abbrev=False)
    for name, field in TrainDigits.model_fields.items():
        parser.add_argument(
            f"--{name.replace('_', '-')}",
            default=argparse.SUPPRESS,
            help=f"{field.description} (default: {field.default})",
        )
    given = vars(parser.parse_args(arguments))
    try:
        configuration = TrainDigits.model_validate(given)
    except ValidationError as error:
        raise InputRefused(
            "\n".join(
                f"--{str(issue['loc'][0]).replace('_', '-')} {issue['input']!r} is not allowed: {issue['msg']}."
                for issue in error.errors()
            )
        ) from None
    if configuration.batch_size % configuration.workers:
        raise InputRefused(
            f"--batch-size {configuration.batch_size} is not a multiple of --workers {configuration.workers}: "
            "every worker takes an equal share of a batch."
        )
    return configuration
