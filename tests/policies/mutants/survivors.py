"""Mutations that no rule catches, and why each stays so; a reason that nothing needs fails the tests."""

from collections.abc import Mapping

REASONS: Mapping[str, Mapping[str, str]] = {"aws": {}, "azure": {}, "gcp": {}, "kubernetes": {}}
"""Target -> mutation, as it is written -> why no rule catches it."""
