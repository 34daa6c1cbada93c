"""`groundplan` on the simulated project: the true commands and the true engine, a simulated program and machine."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from stacks import paths, this_machine
from stacks.cli.main import main

WORLD = Path(os.environ["SIMULATED_WORLD"])


def simulated_node_states(_stack: str) -> Mapping[str, str]:
    """Return every node whose file is there as alive."""
    return {"train-head-0": "alive" if (WORLD / "train-head-0").exists() else "dead"}


def simulated_model_versions(_stack: str) -> Sequence[str]:
    """Return two versions, so that `down` has some to list."""
    return ["digits version 1", "digits version 2"]


def simulated_volumes_with_data(_stack: str) -> Sequence[Path]:
    """Return the simulated volume while it is there."""
    return [file for file in (WORLD / "datasets",) if file.exists()]


def simulated_sweep(_stack: str, *, keep_data: bool) -> Sequence[str]:
    """Remove the files that the state no longer knows."""
    kept = {"datasets", "key-datasets"} if keep_data else set()
    left = [
        WORLD / name
        for name in ("key-datasets", "token-train", "datasets", "train-head-0")
        if name not in kept
    ]
    found = [file for file in left if file.exists()]
    for file in found:
        file.unlink()
    return [f"file {file.name}" for file in found]


if __name__ == "__main__":
    paths.PROJECT_ROOT = Path(os.environ["SIMULATED_PROJECT"])
    this_machine.node_states = simulated_node_states
    this_machine.model_versions = simulated_model_versions
    this_machine.volumes_with_data = simulated_volumes_with_data
    this_machine.sweep = simulated_sweep
    main()
