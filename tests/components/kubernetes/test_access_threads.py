"""Many threads make a client at once, as the engine refreshes all pools of a plan at once."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier, BrokenBarrierError
from typing import Any

import kubernetes.config
import pytest

from components.kubernetes.access import connect
from tests.components.kubernetes.simulated_api_server import SimulatedApiServer

THREADS = 2
TOGETHER_S = 0.3
"""How long one waits for the other inside the client; alone it goes on after it."""


def test_no_two_threads_make_a_client_at_once(
    simulated: SimulatedApiServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = str(simulated.kubeconfig(tmp_path))
    true = kubernetes.config.new_client_from_config_dict
    together: list[bool] = []

    def made(*given: Any, **named: Any) -> Any:
        try:
            meeting.wait(TOGETHER_S)
            together.append(True)
        except BrokenBarrierError:
            together.append(False)
            meeting.reset()
        return true(*given, **named)

    meeting = Barrier(THREADS)
    monkeypatch.setattr(kubernetes.config, "new_client_from_config_dict", made)
    with ThreadPoolExecutor(THREADS) as pool:
        found = list(pool.map(lambda _: connect(path), range(THREADS)))
    assert together == [False] * THREADS, "one would read a certificate that the other is still writing"
    assert len(found) == THREADS
