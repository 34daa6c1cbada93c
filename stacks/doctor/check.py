"""One line of what the doctor tells."""

from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "note", "refused"]
"""`note`: it works, but not as well as it could; `refused`: `groundplan up` on this machine would not work."""


@dataclass(frozen=True, kw_only=True)
class Check:
    """One line of the doctor's table; `remedy` is there unless all is well."""

    name: str
    state: State
    found: str
    remedy: str | None = None
