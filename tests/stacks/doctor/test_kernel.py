"""Each kernel setting that forbids namespaces is named with the command that allows them."""

import pytest

from stacks.doctor.kernel import isolation_remedies


@pytest.mark.parametrize(
    ("settings", "command"),
    [
        ({"user.max_user_namespaces": "0"}, "sudo sysctl -w user.max_user_namespaces=15000"),
        ({"user.max_net_namespaces": "0"}, "sudo sysctl -w user.max_net_namespaces=15000"),
        ({"kernel.unprivileged_userns_clone": "0"}, "sudo sysctl -w kernel.unprivileged_userns_clone=1"),
        (
            {"kernel.apparmor_restrict_unprivileged_userns": "1"},
            "sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0",
        ),
    ],
)
def test_a_setting_that_forbids_is_named_with_its_command(settings: dict[str, str], command: str) -> None:
    allowed = {"user.max_mnt_namespaces": "90000"}
    remedies = isolation_remedies("the kernel forbids user namespaces here", {**allowed, **settings})
    assert len(remedies) == 1, "a setting that allows must not be touched"
    assert command in remedies[0], "the command must be ready to be copied"


def test_several_settings_are_all_told() -> None:
    settings = {"user.max_user_namespaces": "0", "kernel.unprivileged_userns_clone": "0"}
    assert len(isolation_remedies("the kernel forbids it", settings)) == 2, (
        "one at a time would take two tries"
    )


@pytest.mark.parametrize(
    ("reason", "remedy"),
    [
        ("the command unshare (package util-linux) is missing", "install the package util-linux"),
        ("switched off by GROUNDPLAN_ISOLATION=none", "unset GROUNDPLAN_ISOLATION"),
        ("the kernel forbids user namespaces here (Operation not permitted)", "--cap-add SYS_ADMIN"),
    ],
)
def test_what_no_setting_explains_has_its_own_remedy(reason: str, remedy: str) -> None:
    settings = {"user.max_user_namespaces": "90000", "kernel.unprivileged_userns_clone": "1"}
    assert remedy in isolation_remedies(reason, settings)[0], "the reason decides"
