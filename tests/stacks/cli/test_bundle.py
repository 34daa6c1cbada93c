"""`groundplan bundle` lists what a plan needs, and fills in digests only when it is told to and can."""

import json
import re
from pathlib import Path

import pytest

from components.images import LOCK, load_images
from stacks.cli import bundle as command
from stacks.cli.main import run
from stacks.session import Session
from tests.stacks.bundle.locks import lock, locked, text_of
from tests.stacks.bundle.simulated_registry import SimulatedRegistry, simulated_registry

ROOT = Path(__file__).parents[3]
PLAN = str(ROOT / "stacks" / "plans" / "local-small.yaml")
KUBERNETES = str(ROOT / "stacks" / "plans" / "kubernetes-small.yaml")


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


def test_a_registry_that_has_nothing_of_it_leaves_the_lock_as_it_was(
    lock_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with simulated_registry() as registry:
        text = write(lock_file, registry)
        assert run(["bundle", "--resolve"]) == 1, "it failed while doing"
    assert f"{registry.host} has no ray/operator:v1" in capsys.readouterr().err
    assert lock_file.read_text(encoding="utf-8") == text


def of_the_project(registry: SimulatedRegistry) -> str:
    """Return the text of the committed lock with every image at one simulated registry, which has all of them."""
    text = re.sub(
        r'^(digest|resolved) = ".*"$', r'\1 = ""', LOCK.read_text(encoding="utf-8"), flags=re.MULTILINE
    )
    for each in load_images().images.values():
        registry.add(each.repository.partition("/")[2], each.tag)
    return re.sub(r'^repository = "[^/"]+/', f'repository = "{registry.host}/', text, flags=re.MULTILINE)


def unknown(lock_file: Path) -> set[str]:
    return {name for name, entry in load_images(lock_file).images.items() if not entry.digest}


def test_the_committed_lock_keeps_every_digest_that_was_found_where_one_image_is_refused(
    lock_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with simulated_registry() as registry:
        lock_file.write_text(of_the_project(registry), encoding="utf-8")
        registry.refused = {"mlflow/mlflow"}
        assert run(["bundle", "--resolve"]) == 1, "one image is missing"
        told = capsys.readouterr()
        assert unknown(lock_file) == {"mlflow", "efa-plugin"}, "all others are written"
        registry.refused = set()
        assert run(["bundle", "--resolve"]) == 0, "the registry gives it now"
    assert "asks for credentials (mlflow)" in told.err and "by hand" in told.err and "--mirror" in told.err
    assert "efa-plugin  was not asked for" in told.out, (
        "its registry wants a login, and no plan needs it here"
    )
    assert unknown(lock_file) == {"efa-plugin"}


def test_a_plan_resolves_what_it_needs_and_is_not_kept_by_what_another_cloud_needs(
    lock_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with simulated_registry() as registry:
        lock_file.write_text(of_the_project(registry), encoding="utf-8")
        registry.refused = {"eks/aws-efa-k8s-device-plugin", "autoscaling/cluster-autoscaler"}
        assert run(["bundle", "--resolve", "--plan", KUBERNETES]) == 0
        assert {"efa-plugin", "cluster-autoscaler-1.35"} <= unknown(lock_file)
        assert not {"kuberay-operator", "valkey", "python"} & unknown(lock_file)
        capsys.readouterr()
        assert run(["bundle", "--resolve", "--plan", str(ROOT / "stacks" / "plans" / "aws-large.yaml")]) == 1
    told = capsys.readouterr().err
    assert "efa-plugin: " in told and "aws ecr get-login-password" in told, "this plan needs it"
    assert "(cluster-autoscaler-1.35)" in told and "cluster-autoscaler-1.36" not in told


def test_the_steps_of_a_closed_site_end_with_a_lock_that_pulls_from_its_mirror(
    lock_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    lists, charts = tmp_path_factory.mktemp("site") / "lists", tmp_path_factory.mktemp("charts")
    lock_file.write_text(LOCK.read_text(encoding="utf-8"), encoding="utf-8")
    with simulated_registry() as registry:
        for_mirror = ["bundle", "--plan", KUBERNETES, "--mirror", f"{registry.host}/ray"]
        assert run([*for_mirror, "--output", str(lists)]) == 0
        for line in (lists / "copies.txt").read_text(encoding="utf-8").splitlines():
            repository, _, tag = line.split()[1].removeprefix(f"{registry.host}/").rpartition(":")
            registry.add(repository, tag)
        for line in (lists / "charts.txt").read_text(encoding="utf-8").splitlines():
            (charts / f"{line.split()[0]}-{line.split()[-1]}.tgz").touch()
        assert run([*for_mirror, "--resolve", "--charts", str(charts)]) == 0, (
            "the lists name all that is needed"
        )
    found = load_images(lock_file)
    assert (found.mirror, found.charts) == (f"{registry.host}/ray", str(charts))
    assert found.reference("valkey").startswith(f"{registry.host}/ray/docker.io/valkey/valkey@sha256:")


def test_who_asks_a_mirror_for_all_images_is_told_of_plans(
    lock_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with simulated_registry() as registry:
        write(lock_file, registry)
        assert run(["bundle", "--resolve", "--mirror", registry.host]) == 1
    assert "name one with --plan" in capsys.readouterr().err, "it holds what one plan needs"


def test_a_mirror_that_lacks_something_is_not_kept_and_what_it_has_is(
    lock_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with simulated_registry() as registry:
        lock_file.write_text(LOCK.read_text(encoding="utf-8"), encoding="utf-8")
        digest = registry.add("docker.io/valkey/valkey", load_images().entry("valkey").tag)
        asked = [
            "bundle",
            "--resolve",
            "--plan",
            KUBERNETES,
            "--mirror",
            registry.host,
            "--charts",
            str(tmp_path),
        ]
        assert run([*asked, "--json"]) == 1
    told = capsys.readouterr()
    found = load_images(lock_file)
    assert (found.mirror, found.charts) == ("", ""), "what is pinned would be pulled from where it is not"
    assert found.entry("valkey").digest == digest and json.loads(told.out)["filled"] == ["valkey"]
    assert "(kube-prometheus-stack/grafana)" in told.err, "images of charts are looked for as well"
    assert "gpu-operator-v25.10.1.tgz" in told.err and "helm pull" in told.err, "and the charts"


def test_a_lock_that_cannot_be_written_loses_no_digest(
    lock_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with simulated_registry() as registry:
        text = write(lock_file, registry).replace("digest = ", "digest  = ").replace("mirror = ", "mirror= ")
        lock_file.write_text(text.replace('digest  = ""', '"digest" = ""'), encoding="utf-8")
        digest = registry.add("ray/operator", "v1")
        assert run(["bundle", "--resolve"]) == 1
    assert f"operator  {digest}" in capsys.readouterr().err


@pytest.mark.parametrize("written", ["1.36", "{secure: v1:x}", "1.37"])
def test_the_stack_s_version_of_kubernetes_is_read_as_the_engine_hands_it_on(
    written: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "Pulumi.team.yaml"
    file.write_text(f"config:\n  groundplan:kubernetes-version: {written}\n", encoding="utf-8")
    monkeypatch.setattr(Session, "configuration_file", file)
    assert run(
        ["bundle", "--plan", str(ROOT / "stacks" / "plans" / "aws-small.yaml"), "--stack", "team"]
    ) == (0 if written == "1.36" else 2), "a refusal is one sentence, and no traceback"
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--resolve", "--output", "bundle"], "--resolve writes images.lock and lists nothing"),
        (["--resolve", "--plan", "no-such-plan.yaml"], "there is no file"),
        (["--resolve", "--charts", "http://charts.example.com"], "is no place of charts"),
        (["--plan", PLAN, "--charts", "oci://m.example.com/charts"], "--charts is kept by images.lock"),
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


def test_a_folder_of_charts_inside_the_project_is_kept_as_the_project_has_it(
    lock_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock_file.write_text(text_of(lock()), encoding="utf-8")
    folder = lock_file.parent / "charts"
    folder.mkdir()
    monkeypatch.chdir(folder)
    assert run(["bundle", "--resolve", "--charts", "."]) == 0
    assert load_images(lock_file).charts == "charts", "wherever the command ran"
