"""Authorities for TLS between pods of a plan, and the certificates that they sign; which pods have one say others.

The one that signs is made and renewed by `up`. A pod whose addresses only it knows makes its certificate itself, by the
program `leaf_certificate.py`; whoever is known by names gets one that `up` makes.
"""

from importlib.resources import files

LEAF_PROGRAM = "leaf_certificate.py"
"""Imports the standard library and `cryptography` alone, for pods have no code of ours."""


def leaf_program() -> str:
    """Return the text of the program that makes a pod's certificate."""
    return files(__name__).joinpath(LEAF_PROGRAM).read_text(encoding="utf-8")
