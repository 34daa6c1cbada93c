"""How the kernel shares the cores between a worker that computes and all that wakes up beside it."""

import os
import sys
from contextlib import suppress
from pathlib import Path


def work_as_batch() -> None:
    """Let Linux take all threads of this process for batch work: none of them takes a core by waking up.

    A worker's gloo threads wake hundreds of times a second, and each time the kernel would take the core from the
    thread that computes. A thread under SCHED_BATCH waits for a free core or the next tick instead (sched(7): "a small
    scheduling penalty with respect to wakeup behavior"). What it is worth stands in docs/benchmarks.md. Threads started
    later inherit it. Elsewhere than on Linux it does nothing.
    """
    if sys.platform != "linux":
        return
    for thread in Path("/proc/self/task").iterdir():
        with suppress(OSError):  # it has ended meanwhile, or what confines this process forbids it
            os.sched_setscheduler(int(thread.name), os.SCHED_BATCH, os.sched_param(0))
