"""A worker is batch work to the kernel, with every thread that it has or starts."""

import subprocess
import sys

from stacks.paths import PROJECT_ROOT

PROGRAM = """
import os, threading
from workloads.train_digits.scheduling import work_as_batch

def policy():
    seen.append(os.sched_getscheduler(threading.get_native_id()))

seen, go_on = [], threading.Event()
early = threading.Thread(target=lambda: (go_on.wait(), policy()))
early.start()
policy()
work_as_batch()
go_on.set()
late = threading.Thread(target=policy)
late.start()
early.join(), late.join()
policy()
print([one == os.SCHED_BATCH for one in seen])
"""


def test_all_threads_of_a_worker_become_batch_work() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=PROJECT_ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[False, True, True, True]", (
        "before; then early threads, late ones, the first"
    )
