"""Ends a workload that cannot go on with one clear sentence and its exit code.

The codes are those of the command line: 1 failed while doing, 2 input refused, 3 a check refused.

    WorkloadError
    ├── InputRefused    2  an argument, a store or a file is not what it must be; nothing changed
    ├── CheckRefused    3  the accuracy gate or a hash says no; nothing changed
    └── WorkloadFailed  1  it broke off on the way
"""

import sys
from collections.abc import Callable


class WorkloadError(Exception):
    """A reason to stop that a person can act on; its text is one or more whole sentences."""

    exit_code = 1


class InputRefused(WorkloadError):
    """What was given cannot be used; nothing was changed."""

    exit_code = 2


class CheckRefused(WorkloadError):
    """A gate refused: too little accuracy, or a hash that does not match; nothing was changed."""

    exit_code = 3


class WorkloadFailed(WorkloadError):
    """The work began and broke off."""

    exit_code = 1


def end_with_sentence(main: Callable[[], None]) -> None:
    """Run `main`; on a WorkloadError print its sentence on stderr and leave with its exit code."""
    try:
        main()
    except WorkloadError as error:
        print(error, file=sys.stderr)
        raise SystemExit(error.exit_code) from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None
