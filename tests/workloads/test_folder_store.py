"""A folder is used where it is, and whatever the system refuses there is said in a sentence."""

from pathlib import Path

import pytest

from tests.workloads.given_stores import folder_store
from workloads.folder_store import FolderStore
from workloads.refusals import InputRefused, WorkloadFailed
from workloads.store_path import StorePath


def test_a_folder_that_is_not_mounted_is_refused_with_what_to_run(tmp_path: Path) -> None:
    store = FolderStore(name="models", holds="models", path=tmp_path / "nowhere", access="read")
    with pytest.raises(InputRefused, match=r"is not mounted: .*nowhere is no folder\. Run `groundplan up`"):
        store.require_usable()
    folder_store(tmp_path / "nowhere").require_usable()


def test_what_the_system_refuses_ends_in_a_sentence(tmp_path: Path) -> None:
    store = folder_store(tmp_path / "models")
    (store.path / "digits").write_text("a file where a folder belongs")
    with pytest.raises(WorkloadFailed, match=r"The store models \(holds models\) cannot be used: .*digits"):
        (StorePath(store) / "digits" / "1").write_bytes(b"content")
