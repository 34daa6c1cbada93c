"""The smoke run passes only an engine that runs policy packs and heeds them."""

from pathlib import Path

import pytest

from stacks.cli.failures import Failed
from stacks.engine.locate import ensure_engine
from stacks.engine.progress import Progress
from stacks.engine.smoke import smoke_run


def simulated_engine(folder: Path, script: str) -> Path:
    """Return a folder with a `pulumi` that runs `script`, whatever it is asked."""
    folder.mkdir()
    (folder / "pulumi").write_text(f"#!/bin/sh\n{script}\n")
    (folder / "pulumi").chmod(0o755)
    return folder


@pytest.mark.parametrize(
    ("script", "trouble"),
    [
        ("exit 0", "lets pass what a policy pack forbids"),
        ('case "$1" in stack) exit 0;; *) echo no plugin; exit 255;; esac', "cannot preview"),
        ("echo broken; exit 1", "cannot make a stack"),
        ('[ "$GROUNDPLAN_SMOKE_LABEL" != forbidden ]', "lets pass what a policy pack forbids"),
    ],
    ids=["heeds nothing", "runs no program", "does nothing", "fails without naming the policy"],
)
def test_an_engine_that_falls_short_is_refused_with_what_it_cannot(
    tmp_path: Path, script: str, trouble: str
) -> None:
    with pytest.raises(Failed, match=trouble):
        smoke_run(simulated_engine(tmp_path / "simulated", script), Progress())


def test_the_smoke_run_quotes_what_the_engine_said(tmp_path: Path) -> None:
    engine = simulated_engine(tmp_path / "simulated", "echo simulated complaint; exit 1")
    with pytest.raises(Failed, match="simulated complaint"):
        smoke_run(engine, Progress())


def test_an_engine_that_is_no_program_is_refused(tmp_path: Path, empty_path: Path) -> None:
    with pytest.raises(Failed, match="cannot be started"):
        smoke_run(tmp_path, Progress())


@pytest.mark.engine
def test_the_real_engine_passes_and_is_refused_without_the_pack(tmp_path: Path) -> None:
    engine = ensure_engine()
    smoke_run(engine.bin, Progress())
    program = tmp_path / "program"
    (program / "pack").mkdir(parents=True)
    smoke = Path(__file__).resolve().parents[3] / "toolchain" / "smoke"
    for name in ("Pulumi.yaml", "__main__.py", "pack/PulumiPolicy.yaml"):
        (program / name).write_text((smoke / name).read_text())
    (program / "pack" / "__main__.py").write_text("raise SystemExit('simulated broken pack')\n")
    with pytest.raises(Failed, match="cannot preview a program with a policy pack"):
        smoke_run(engine.bin, Progress(), program)
