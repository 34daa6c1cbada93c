"""`groundplan predict` against a simulated served model."""

import http.server
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from stacks.cli.failures import Failed
from stacks.cli.predict import ask_model, describe, examples
from stacks.clusters import Cluster


@contextmanager
def simulated_model(answer: bytes, status: int = 200) -> Iterator[tuple[Cluster, list[dict[str, object]]]]:
    """Answer every POST the same way, and keep what was asked."""
    asked: list[dict[str, object]] = []

    class Model(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            asked.append({"path": self.path, **json.loads(body)})
            self.send_response(status)
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - http.server's name
            """Keep the test's output clean."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Model)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    address = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield (
            Cluster(name="serve", purpose="serving", job_api="", serve=address, token_file=Path("/none")),
            asked,
        )
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_the_image_is_sent_and_the_answer_is_read() -> None:
    answer = {"digit": 3, "confidence": 0.9, "model_version": 2}
    with simulated_model(json.dumps(answer).encode()) as (cluster, asked):
        assert ask_model(cluster, [[0.0]]) == answer, "the model's own words"
    assert asked == [{"path": "/predict", "image": [[0.0]]}], "as the workload takes it"


def test_an_error_and_silence_are_told_with_the_remedy() -> None:
    with (
        simulated_model(b"replica died", status=500) as (cluster, _asked),
        pytest.raises(Failed, match="500"),
    ):
        ask_model(cluster, [[0.0]])
    with pytest.raises(Failed, match="run `groundplan serve`"):
        ask_model(cluster, [[0.0]])  # the server is gone by now


@pytest.mark.parametrize("answer", [b"<html>hello</html>", b"[3]", b'{"digit": 3}', b"\xff"])
def test_an_answer_that_is_no_prediction_is_told(answer: bytes) -> None:
    with simulated_model(answer) as (cluster, _asked), pytest.raises(Failed, match="no prediction"):
        ask_model(cluster, [[0.0]])


def test_right_and_wrong_are_told_apart() -> None:
    right = {"digit": 3, "truth": 3, "confidence": 0.9, "model_version": 2}
    assert describe([right, {**right, "truth": 5}]) == [
        "predicted 3, truth 3: right (confidence 0.900, model version 2)",
        "predicted 3, truth 5: WRONG (confidence 0.900, model version 2)",
    ], "prediction, truth, confidence, version"


def test_ten_held_out_digits_come_from_the_workload() -> None:
    digits = examples()
    assert len(digits) == 10, "ten, as the quickstart promises"
    assert all(0 <= digit["truth"] <= 9 for digit in digits), "each with its truth"
    assert all(len(row) == 8 for digit in digits for row in digit["image"]), "each an image of 8 x 8"
