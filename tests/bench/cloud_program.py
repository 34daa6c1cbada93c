"""How long the program of a cloud takes beside a bare loop: `python -m tests.bench.cloud_program [--record]`.

Both sides register the same resources at the recording engine, which answers at once with what it answered before: so
what is compared is the program alone, and neither engine nor provider.
"""

import argparse
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from pathlib import Path
from typing import Any

import pulumi
from pulumi import _types
from pulumi.runtime import mocks as engine_mocks
from pulumi.runtime import set_all_config

from components.azure.aliases import OPTIONS
from stacks.offline.simulated_clouds.sdk import PACKAGES, classes
from stacks.paths import PROJECT_ROOT
from tests.bench.results import Comparison, busy, record, section
from tests.components.hosts.recording_engine import RecordingEngine, Registered
from tests.components.hosts.recording_engine import record as run
from tests.judges.declared import CONFIGURATION, STACK, SimulatedAnswers, program, whole

TITLE = "The program of a cloud"
GOAL = "1.5 or less"
EXPLANATION = """
What a plan declares at its cloud (`components/<cloud>`, from the plan's file to the last resource, components of ours
included) against a bare loop that makes the same resources one after another with the SDK's own classes, every input
written out, and without Azure's aliases as the program does it. Both register them at the recording engine of the
tests, which answers at once. Seconds of one process that has imported everything; the row names how many resources
there are.
"""
PLANS = tuple(f"{cloud}-{size}" for cloud in ("aws", "azure", "gcp") for size in ("small", "large"))
OF_THE_ENGINE = ("pulumi:", "pulumi-python:")


class RememberedAnswers(engine_mocks.Mocks):
    """Answers as the simulated clouds do, and from memory whatever was asked before."""

    def __init__(self) -> None:
        self._answers, self._made, self._told = SimulatedAnswers(), {}, {}

    def call(self, args: engine_mocks.MockCallArgs) -> dict[str, Any]:  # type: ignore[override]
        """Answer a question of the program."""
        asked = (args.token, repr(args.args))
        if asked not in self._told:
            self._told[asked] = self._answers.call(args)
        return self._told[asked]

    def new_resource(self, args: engine_mocks.MockResourceArgs) -> tuple[str | None, dict[Any, Any]]:
        """Return the id and the outputs of a resource."""
        if args.name not in self._made:
            self._made[args.name] = self._answers.new_resource(args)
        return self._made[args.name]


def timed(body: Callable[[], Any], answers: engine_mocks.Mocks) -> tuple[float, Mapping[str, Registered]]:
    """Return the seconds that a program takes, and what it registered."""
    engine = RecordingEngine(answers)
    set_all_config(CONFIGURATION)
    try:
        begun = time.monotonic()
        made, _ = run(body, stack=STACK, engine=engine)
        return time.monotonic() - begun, made
    finally:
        set_all_config({})


def bare(resources: Sequence[Registered]) -> Callable[[], list[pulumi.Output[str]]]:
    """Return a program that makes the resources in a loop, each input written out."""
    written = [(each, *_constructor(each)) for each in resources]

    def loop() -> list[pulumi.Output[str]]:
        return [make(each.name, **inputs, opts=copy(OPTIONS)).urn for each, make, inputs in written]

    return loop


def _constructor(each: Registered) -> tuple[Callable[..., pulumi.CustomResource], Mapping[str, Any]]:
    inputs = whole(each.inputs)
    if each.type.partition(":")[0] not in PACKAGES:

        def plain(name: str, /, opts: pulumi.ResourceOptions, **props: Any) -> pulumi.CustomResource:
            return pulumi.CustomResource(each.type, name, props, opts)

        return plain, inputs
    made, args = classes(each.type)
    # The SDK calls an input so where the first parameter has its name.
    names = {
        wire: "resource_name_" if name == "resource_name" else name
        for name, wire in _types.input_type_py_to_pulumi_names(args).items()
    }
    return made, {names[wire]: value for wire, value in inputs.items()}


def is_made(each: Registered) -> bool:
    """Whether a provider makes it: components of ours are what a bare loop has none of."""
    return each.type.count(":") == 2 and not each.type.startswith(("groundplan:", *OF_THE_ENGINE))


def compared(plan: Path, repeats: int) -> Comparison:
    """Measure one plan in turns, after a first run of both sides that imports and fills the memory."""
    answers = RememberedAnswers()
    _, made = timed(lambda: program(plan), answers)
    resources = [each for each in made.values() if is_made(each)]
    loop = bare(resources)
    _, again = timed(loop, answers)
    if {each.name: each.inputs for each in again.values()} != {each.name: each.inputs for each in resources}:
        raise SystemExit(f"{plan.name}: the bare loop makes other resources than the program")
    ours, theirs = [], []
    for _ in range(repeats):
        ours.append(timed(lambda: program(plan), answers)[0])
        theirs.append(timed(loop, answers)[0])
    return Comparison(
        what=f"`{plan.stem}`, {len(resources)} resources", unit="s", ours=ours, theirs=theirs, goal=GOAL
    )


def main() -> None:
    """Measure in turns, print the rows, and write them down where asked."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.cloud_program")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--record", action="store_true", help="write docs/benchmarks.md")
    given = parser.parse_args()
    waiting, rows = busy(), []
    for name in PLANS:
        rows.append(compared(PROJECT_ROOT / "stacks" / "plans" / f"{name}.yaml", given.repeats))
        sys.stderr.write(f"{rows[-1].row()}\n")
    text = section(TITLE, EXPLANATION, rows, waiting)
    sys.stdout.write(text)
    if given.record:
        record(TITLE, text)


if __name__ == "__main__":
    main()
