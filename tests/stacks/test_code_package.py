"""The workloads' code travels as one archive with a name that only its content decides."""

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from stacks.cli.failures import Failed, Refused
from stacks.code_package import open_client, pack_workloads, upload_workloads
from tests.stacks.conftest import ROOT
from tests.stacks.simulated_ray import simulated_cluster


def write(root: Path, name: str, text: str) -> None:
    file = root / "workloads" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


def test_the_same_code_has_the_same_name_wherever_and_whenever_it_is_packed(tmp_path: Path) -> None:
    for root, order in ((tmp_path / "a", ["x.py", "sub/y.py"]), (tmp_path / "b", ["sub/y.py", "x.py"])):
        for name in order:
            write(root, name, f"# {name}\n")
    write(tmp_path / "b", "__pycache__/x.cpython-311.pyc", "compiled")
    assert pack_workloads(tmp_path / "a") == pack_workloads(tmp_path / "b"), "content alone decides"
    write(tmp_path / "b", "x.py", "# changed\n")
    assert pack_workloads(tmp_path / "a")[0] != pack_workloads(tmp_path / "b")[0], "other code, other name"


def test_the_archive_holds_the_package_as_it_is_imported() -> None:
    name, content = pack_workloads(ROOT)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        held = archive.namelist()
    assert "workloads/train_digits/__main__.py" in held, "below the package's own name"
    assert all(each.endswith(".py") for each in held), "code and nothing else"
    assert name.startswith("_ray_pkg_"), "Ray takes packages with this name only"
    assert name.endswith(".zip"), "and unpacks by the ending"


def test_code_is_brought_once(tmp_path: Path) -> None:
    with simulated_cluster(tmp_path) as (cluster, ray), open_client(cluster) as client:
        first = upload_workloads(client, cluster, ROOT)
        [name] = ray.packages
        assert first == f"gcs://{name}", "as a runtime environment names it"
        ray.packages[name] = b"as it was"
        assert upload_workloads(client, cluster, ROOT) == first, "the same code"
        assert ray.packages[name] == b"as it was", "it was there already"


def test_a_wrong_token_and_a_dead_cluster_are_told_apart(tmp_path: Path) -> None:
    with (
        simulated_cluster(tmp_path, token="wrong") as (cluster, _ray),
        open_client(cluster) as client,
        pytest.raises(Refused, match="does not take the token"),
    ):
        upload_workloads(client, cluster, ROOT)
    with open_client(cluster) as client, pytest.raises(Failed, match="does not answer"):
        upload_workloads(client, cluster, ROOT)


def test_a_proxy_of_the_environment_never_sees_the_token(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with simulated_cluster(tmp_path) as (cluster, ray), simulated_cluster(tmp_path) as (proxy, seen):
        monkeypatch.setenv("HTTP_PROXY", proxy.job_api)
        monkeypatch.setenv("http_proxy", proxy.job_api)
        with open_client(replace(cluster)) as client:
            upload_workloads(client, cluster, ROOT)
        assert (len(ray.packages), len(seen.packages)) == (1, 0), "straight to the cluster"
