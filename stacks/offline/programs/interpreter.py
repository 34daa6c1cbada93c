"""The Python by which an engine runs programs where copies can be had: all else it does as Python does it."""

import os
import shlex
import sys
from pathlib import Path

from stacks.paths import PROJECT_ROOT

INTERPRETER = "python"
COPIED = PROJECT_ROOT / "stacks" / "offline" / "programs" / "copied.py"

TEXT = """\
#!/bin/sh
case " $* " in
*" -m pip list "*) echo '[]'; exit 0 ;; # the providers are attached, so no SDK is to be looked for
*"/pulumi-language-python-exec "*) exec {python} -I -S {copied} {folder} "$@" ;;
esac
exec {python} "$@"
"""


def write_interpreter(folder: Path) -> dict[str, str]:
    """Write the interpreter into a private folder, and return the variable by which an engine takes it.

    Where nothing in the folder may be executed (a file system mounted `noexec`) there is no variable: the engine takes
    the Python that it finds by itself, and each program loads all that it imports.
    """
    file = folder / INTERPRETER
    parts = {"python": sys.executable, "copied": COPIED, "folder": folder}
    file.write_text(
        TEXT.format(**{name: shlex.quote(str(part)) for name, part in parts.items()}), encoding="utf-8"
    )
    file.chmod(0o700)
    return {"PULUMI_PYTHON_CMD": str(file)} if os.access(file, os.X_OK) else {}
