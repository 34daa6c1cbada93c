"""A pack's process ends with its engine, also with one that was killed."""

import subprocess
import sys

from tests.policies.conftest import SECURITY_PACK

LIMIT_S = 120.0
"""The process starts in 1 to 5 s and ends in milliseconds; one that takes this long stays for ever."""

NOBODY = "127.0.0.1:9"
"""The address of an engine that is not there; a pack connects to it only when a rule logs."""


def test_pack_ends_when_nobody_reads_it_any_more() -> None:
    command = [sys.executable, "-u", "-m", "pulumi.policy", NOBODY, str(SECURITY_PACK)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as pack:
        assert pack.stdout is not None, "the test reads the pack as the engine does"
        try:
            assert pack.stdout.readline().strip().isdigit(), "the pack serves on a port"
            assert pack.poll() is None, "the pack serves for as long as it is read"
            pack.stdout.close()
            assert pack.wait(timeout=LIMIT_S) == 0, "the pack outlived its engine"
        finally:
            pack.kill()
