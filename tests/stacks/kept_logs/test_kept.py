"""A collected file is told by its pod and by its name in Ray's folder."""

import pytest

from stacks.kept_logs.kept import collected_file


@pytest.mark.parametrize(
    ("key", "node", "name"),
    [
        ("train-head-x.tmp.ray.session_latest.logs.raylet.out", "train-head-x", "raylet.out"),
        (
            "train-head-x.tmp.ray.session_latest.logs.events.event_JOBS.log",
            "train-head-x",
            "events.event_JOBS.log",
        ),
        ("train-head-x.tmp.ray.session_latest.logs.serve.logs.txt", "train-head-x", "serve.logs.txt"),
        ("left-by-somebody", "left-by-somebody", "left-by-somebody"),
        ("lost+found.x", "lost+found", "x"),
    ],
)
def test_the_collector_s_name_says_the_pod_and_the_file(key: str, node: str, name: str) -> None:
    found = collected_file("train", key, 7, 1.5)
    assert (found.node, found.name, found.key) == (node, name, key), "the first dot ends the pod's name"
    assert (found.cluster, found.size_bytes, found.written) == ("train", 7, 1.5), "as it was told"
