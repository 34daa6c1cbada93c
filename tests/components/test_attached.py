"""A provider that already runs is told from every other."""

import pytest

from components.attached import ATTACHED, is_attached


@pytest.mark.parametrize(
    ("attached", "provider", "is_there"),
    [
        ("kubernetes:1,aws:2", "aws", True), ("kubernetes:1", "aws", False), ("aws-native:1", "aws", False),
    ],
)  # fmt: skip
def test_only_the_provider_of_that_very_name_runs(
    attached: str, provider: str, is_there: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ATTACHED, attached)
    assert is_attached(provider) is is_there, "a name may begin as another does"
