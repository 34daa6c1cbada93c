"""Small programs that run in pods beside Ray: each is one file, handed over in a ConfigMap.

The runtime image has no code of Groundplan: they import the standard library and `cryptography`, and nothing of ours.
"""

from importlib.resources import files

FOLDER = "/groundplan/programs"
"""Where a container finds them."""


def text_of(program: str) -> str:
    """Return the text of a program of this folder."""
    return files(__name__).joinpath(program).read_text(encoding="utf-8")
