"""The code in a ConfigMap: the same archive as everywhere, gone with who uses it."""

import base64
import io
import os
import zipfile
from pathlib import Path

import pytest

from components.workload_code import ARCHIVE
from stacks.cli.failures import Refused
from stacks.reaching.code import code_manifest
from tests.stacks.conftest import ROOT

OWNER = {
    "apiVersion": "batch/v1",
    "kind": "Job",
    "metadata": {"name": "promotion-1", "uid": "u-1", "labels": {"groundplan-plan": "atlas"}},
}


def test_it_holds_the_checkout_s_workloads_and_goes_with_its_owner() -> None:
    manifest = code_manifest("promotion-1-code", "atlas-serve", OWNER, ROOT)
    archive = zipfile.ZipFile(io.BytesIO(base64.b64decode(manifest["binaryData"][ARCHIVE])))
    assert "workloads/registry/promote.py" in archive.namelist(), "what the pod runs"
    [owner] = manifest["metadata"]["ownerReferences"]
    assert owner["uid"] == "u-1", "the garbage collector takes it with the Job"
    assert manifest["metadata"]["labels"] == {"groundplan-plan": "atlas"}, "and `down` would find it"


def test_code_that_is_too_large_is_refused_before_the_api_server_does(tmp_path: Path) -> None:
    (tmp_path / "workloads").mkdir()
    noise = base64.b64encode(os.urandom(1_500_000)).decode()
    (tmp_path / "workloads" / "data.py").write_text(f"DATA = '{noise}'\n")
    with pytest.raises(
        Refused, match=r"packs to \d+ bytes, and a ConfigMap takes 1000000; keep data out of it"
    ):
        code_manifest("c", "n", OWNER, tmp_path)


def test_it_may_be_made_before_its_owner() -> None:
    planned = {**OWNER, "metadata": {"name": "train-job-1"}}
    assert code_manifest("c", "n", planned, ROOT)["metadata"]["ownerReferences"] == [], (
        "nobody is known by no UID"
    )
