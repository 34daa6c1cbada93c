"""`python -m components.hosts.agent OPERATION`: one operation, JSON in on stdin, JSON out on stdout.

An operation that fails prints {"error": "<one sentence>"} and exits with 1.
"""

from __future__ import annotations

import json
import sys

from components.hosts.agent import first_process, forwarding, keeper
from components.hosts.agent.operations import OPERATIONS
from components.hosts.agent.records import HostError

RESIDENT = {"first-process": first_process.run, "keeper": keeper.main, "forward": forwarding.main}


def main() -> int:
    """Run the operation that the command line names; the exit code."""
    payload = json.loads(sys.stdin.read() or "{}")
    if sys.argv[1] in RESIDENT:
        RESIDENT[sys.argv[1]](payload)
        return 0
    try:
        result = OPERATIONS[sys.argv[1]](payload)
    except HostError as error:
        json.dump({"error": str(error)}, sys.stdout)
        return 1
    except OSError as error:
        json.dump({"error": f"{sys.argv[1]}: {error}"}, sys.stdout)
        return 1
    json.dump(result, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
