"""The ways a command ends without success, each with its exit code.

    Exception
    └── CommandError          never raised itself
        ├── Failed            1  something went wrong while doing
        ├── Refused           2  input or usage refused, nothing was changed
        ├── PolicyRefused     3  a policy or a check refused
        └── Differences       4  differences were found

The message is for a person: where, what was given, what is allowed, what to do. `main()` prints it without a
traceback.
"""

from typing import ClassVar

INTERRUPTED_EXIT_CODE = 130
"""128 + SIGINT (2): what a POSIX shell reports for a command ended by Ctrl-C."""


class CommandError(Exception):
    """A command that ends with a message for a person and an exit code other than 0."""

    exit_code: ClassVar[int] = 1


class Failed(CommandError):
    """Something went wrong while doing; part of the work may have been done."""

    exit_code = 1


class Refused(CommandError):
    """The input or the usage was refused and nothing was changed."""

    exit_code = 2


class PolicyRefused(CommandError):
    """A policy pack or a check refused what was asked."""

    exit_code = 3


class Differences(CommandError):
    """What is there differs from what is recorded or planned."""

    exit_code = 4
