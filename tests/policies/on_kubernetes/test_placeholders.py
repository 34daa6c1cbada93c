"""An image whose digest nobody has asked for yet waits at preview, and is refused at apply."""

import pytest

from policies.security.kubernetes.require_image_digests import RULE
from tests.policies.breach import verdicts
from tests.policies.captured import on_kubernetes


@pytest.mark.parametrize(("dry_run", "is_refused"), [("true", False), ("false", True)])
def test_a_placeholder_waits_for_apply(
    dry_run: str, is_refused: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PULUMI_DRY_RUN", dry_run)
    found = verdicts(RULE, on_kubernetes())
    assert any(verdict.violations for verdict in found) == is_refused
    assert any(verdict.not_known for verdict in found) != is_refused, "it is told either way"
