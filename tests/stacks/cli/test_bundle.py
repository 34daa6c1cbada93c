"""`groundplan bundle` lists what a plan needs, and fills in digests only when it is told to and can."""

import json
from pathlib import Path

import pytest

from components.images import load_images
from stacks.cli import bundle as command
from stacks.cli.main import run
from tests.stacks.bundle.locks import lock, locked, text_of
from tests.stacks.bundle.simulated_registry import SimulatedRegistry, simulated_registry

ROOT = Path(__file__).parents[3]
PLAN = str(ROOT / "stacks" / "plans" / "local-small.yaml")


@pytest.fixture
def lock_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let the command use a lock of the test's own."""
    file = tmp_path / "images.lock"
    monkeypatch.setattr(command, "LOCK", file)
    return file


def write(file: Path, registry: SimulatedRegistry) -> str:
    """Let a lock name one image of a simulated registry, and return the lock's text."""
    text = text_of(lock(locked("operator", f"{registry.host}/ray/operator")))
    file.write_text(text, encoding="utf-8")
    return text


def test_a_local_plan_needs_wheels_and_an_engine(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["bundle", "--plan", PLAN]) == 0
    told = capsys.readouterr().out
    assert "requirements/runtime.txt" in told and "pulumi" in told and "gocryptfs" in told
    assert "image" not in told.splitlines()[0], "no image is needed"


def test_json_is_one_document_with_the_hash_of_every_wheel(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["bundle", "--plan", PLAN, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert (document["plan"], document["target"], document["images"]) == ("quickstart", "local", [])
    wheels = [wheel for file in document["requirements"] for wheel in file["wheels"]]
    assert wheels and all(wheel["sha256"] for wheel in wheels)


def test_output_writes_a_folder_and_tells_its_files(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["bundle", "--plan", PLAN, "--output", str(tmp_path / "bundle")]) == 0
    assert f"wrote {tmp_path / 'bundle' / 'bundle.json'}" in capsys.readouterr().out
    assert run(["bundle", "--plan", PLAN, "--output", str(tmp_path / "bundle")]) == 2, (
        "nothing is overwritten"
    )


def test_resolve_fills_in_the_lock_and_tells_what(
    lock_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with simulated_registry() as registry:
        write(lock_file, registry)
        digest = registry.add("ray/operator", "v1")
        assert run(["bundle", "--resolve"]) == 0
        first = capsys.readouterr().out
        assert run(["bundle", "--resolve", "--json"]) == 0, "a second time only looks"
    assert f"operator  {registry.host}/ray/operator@{digest}" in first
    assert load_images(lock_file).images["operator"].digest == digest
    assert json.loads(capsys.readouterr().out)["confirmed"] == ["operator"]


def test_resolve_with_a_mirror_lets_the_lock_pull_from_there(lock_file: Path) -> None:
    with simulated_registry() as registry:
        lock_file.write_text(text_of(lock(locked("operator", "quay.io/kuberay/operator"))), encoding="utf-8")
        digest = registry.add("ray/quay.io/kuberay/operator", "v1")
        assert run(["bundle", "--resolve", "--mirror", f"{registry.host}/ray"]) == 0
    assert load_images(lock_file).reference("operator").endswith(f"/ray/quay.io/kuberay/operator@{digest}")


def test_a_registry_that_fails_leaves_the_lock_as_it_was(
    lock_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with simulated_registry() as registry:
        text = write(lock_file, registry)
        assert run(["bundle", "--resolve"]) == 1, "it failed while doing"
    assert f"{registry.host} has no ray/operator:v1" in capsys.readouterr().err
    assert lock_file.read_text(encoding="utf-8") == text


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--resolve", "--output", "bundle"], "--resolve writes images.lock and lists nothing"),
        (["--resolve", "--plan", PLAN], "--resolve writes images.lock and lists nothing"),
        (
            ["--plan", PLAN, "--mirror", "https://m.example.com"],
            "--mirror: 'https://m.example.com' is no registry",
        ),
        (["--plan", "no-such-plan.yaml"], "there is no file"),
    ],
)
def test_wrong_usage_is_refused_with_the_reason(
    arguments: list[str], reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["bundle", *arguments]) == 2
    assert reason in capsys.readouterr().err
