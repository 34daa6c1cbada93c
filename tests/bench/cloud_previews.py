"""Previews without credentials of larger and larger plans: `python -m tests.bench.cloud_previews [--record]`.

The program, the engine, the SDK and the policies are real; the cloud is simulated, as in every `preview --offline`.
Where Terraform is on the PATH, `terraform plan` of as many `terraform_data`, which do nothing, runs beside each, and so
does plain `pulumi preview` of as many components, which have not even a provider.
"""

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

from stacks.paths import PROJECT_ROOT
from tests.bench.kubernetes_scale import growth
from tests.bench.no_op import Peer
from tests.bench.results import busy, machine, record

TITLE = "Previews of a cloud's plans"
EXPLANATION = """
`groundplan preview --offline` of `stacks/plans/aws-small.yaml` with so many stores more, from the command's start to
its end: program, engine and policies are real, the cloud is simulated. Goal: growth at most linear (ten times the
resources take at most ten times as long: 1 or less below); beside `terraform plan` of as many resources that do
nothing, 3 or less at some hundred resources and 2 or less at a thousand. `plain Pulumi` is what `pulumi preview` takes
for a program of as many components that do nothing, which no policy judges and no provider sees.
"""
STORES = (0, 30, 90)
"""How many stores more; each is about nine resources on AWS, and nobody plans a thousand of anything else."""
EXAMPLE = PROJECT_ROOT / "stacks" / "plans" / "aws-small.yaml"
BEFORE = "  - {name: models,"
LIMIT_S = 600.0


@dataclass(frozen=True, kw_only=True)
class Measured:
    """One preview: how many resources it would create, what it took, and what others took for as many."""

    resources: int
    seconds: float
    terraform_s: float | None
    pulumi_s: float


def larger(plan: str, stores: int) -> str:
    """Return the text of a plan with so many stores of datasets more."""
    assert BEFORE in plan, "the example has a store of models, before which the others go"
    more = "".join(f"  - {{name: more-{number}, holds: datasets, size: 1TiB}}\n" for number in range(stores))
    return plan.replace(BEFORE, more + BEFORE)


def measure(stores: int) -> Measured:
    """Preview a plan with so many stores more."""
    with tempfile.TemporaryDirectory() as folder:
        plan = Path(folder) / EXAMPLE.name
        plan.write_text(larger(EXAMPLE.read_text(encoding="utf-8"), stores), encoding="utf-8")
        begun = time.monotonic()
        done = _run("-m", "stacks.cli.main", "preview", "--offline", "--json", "--plan", str(plan))
        seconds = time.monotonic() - begun
        resources = json.loads(done)["changes"]["create"]
        return Measured(
            resources=resources,
            seconds=seconds,
            terraform_s=_terraform(resources, Path(folder)),
            pulumi_s=Peer(Path(folder) / "plain", resources, bare=True).preview(),
        )


def _run(*arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments], cwd=PROJECT_ROOT, capture_output=True, text=True, timeout=LIMIT_S, check=False
    )  # fmt: skip
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(arguments)} ended {done.returncode}\n{done.stderr[-3000:]}")
    return done.stdout


def _terraform(resources: int, folder: Path) -> float | None:
    """Return what `terraform plan` of as many resources takes that do nothing, or None where it is not here."""
    terraform = shutil.which("terraform")
    if terraform is None:
        return None
    (folder / "main.tf").write_text(f'resource "terraform_data" "nothing" {{ count = {resources} }}\n')
    for arguments in (["init"], ["plan"]):
        begun = time.monotonic()
        subprocess.run(
            [terraform, *arguments, "-input=false"],
            cwd=folder,
            check=True,
            capture_output=True,
            timeout=LIMIT_S,
        )
    return time.monotonic() - begun


def rows(results: Mapping[int, Sequence[Measured]]) -> Iterator[str]:
    """Yield a row for each size by the medians of its repeats, then one for each growth."""
    sizes = []
    for found in results.values():
        seconds = statistics.median(each.seconds for each in found)
        theirs = [each.seconds / each.terraform_s for each in found if each.terraform_s]
        beside = f"**{statistics.median(theirs):.1f}**" if theirs else "Terraform is not here"
        sizes.append((found[0].resources, seconds))
        plain = statistics.median(each.pulumi_s for each in found)
        yield f"| {found[0].resources:,} resources | {seconds:.1f} | {beside} | {plain:.1f} | {len(found)} |"
    for (few, short), (many, long) in pairwise(sizes):
        yield f"| growth, {few:,} to {many:,} | **{growth(short, long, (few, many)):.2f}** | | | |"


def section(results: Mapping[int, Sequence[Measured]], waiting: float) -> str:
    """Return the section."""
    day = datetime.now(UTC).date().isoformat()
    return "\n".join(
        [
            f"## {TITLE}\n\n{EXPLANATION.strip()}\n",
            f"{day}, {machine()}; {waiting:.1f} processes were ready to run when it began.\n",
            "| what | preview, s | beside Terraform | plain Pulumi, s | repeats |",
            "| --- | --- | --- | --- | --- |",
            *rows(results),
            "",
        ]
    )


def main() -> None:
    """Measure in turns, print the section, and write it down where asked."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.cloud_previews")
    parser.add_argument("--stores", type=int, nargs="+", default=STORES)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--record", action="store_true", help="write docs/benchmarks.md")
    given = parser.parse_args()
    waiting = busy()
    results: dict[int, list[Measured]] = {stores: [] for stores in given.stores}
    for _ in range(given.repeats):
        for stores, found in results.items():
            found.append(measure(stores))
            sys.stderr.write(f"{stores} stores more: {found[-1]}\n")
    text = section(results, waiting)
    sys.stdout.write(text)
    if given.record:
        record(TITLE, text)


if __name__ == "__main__":
    main()
