"""What the rules of the reliability pack about Azure let pass on purpose, and what nobody described."""

from typing import Any

import pytest

from policies.judge.types_of_azure import CLUSTER, FLOW_LOG, STORE
from policies.reliability.azure import require_zone_redundant_stores_on_azure
from tests.policies.breach import Added
from tests.policies.clouds.azure.added import TAGS
from tests.policies.clouds.azure.alone import found


def test_account_of_files_keeps_no_objects() -> None:
    files = Added(type=STORE, name="files", inputs={"kind": "FileStorage"})
    assert found("require-kept-deleted-objects-on-azure", files) == [], "there is nothing to keep"


def test_store_is_not_locked_but_logs_are() -> None:
    store = Added(type=STORE, name="store", inputs={"tags": {**TAGS, "groundplan-holds": "datasets"}})
    logs = Added(type=STORE, name="logs", inputs={"tags": {**TAGS, "groundplan-holds": "logs"}})
    assert found("require-locks-on-azure", store) == [], (
        "a lock would hold all rights and containers below it"
    )
    assert found("require-locks-on-azure", logs), "nobody may take logs away"


def test_account_that_takes_the_logs_of_others_is_one_of_logs_whatever_it_is_called() -> None:
    account = Added(type=STORE, name="account", inputs={"tags": TAGS})
    flows = Added(type=FLOW_LOG, name="flows", inputs={}, refers_to={"storageId": ("account",)})
    assert found("require-locks-on-azure", account) == []
    assert found("require-locks-on-azure", account, flows), "nobody may take logs away"


def test_what_says_no_environment_is_kept_as_production_is() -> None:
    store = Added(type=STORE, name="store", inputs={})
    assert found("require-protection-on-azure", store), "nobody said that it may be lost"


def test_account_of_one_zone_that_is_there_already_is_told_how_it_becomes_one_of_several() -> None:
    tags = {**TAGS, "groundplan-environment": "production"}
    store = Added(type=STORE, name="store", inputs={"tags": tags, "sku": {"name": "Standard_LRS"}})
    assert found("require-zone-redundant-stores-on-azure", store)
    remedy = require_zone_redundant_stores_on_azure.RULE.remedy
    assert "az storage account migration start" in remedy and remedy.endswith("`pulumi refresh`"), (
        "an update that sets another sku is refused by Azure, and no `up` reads what came of a conversion"
    )


@pytest.mark.parametrize("scales", [True, "true"])
def test_cluster_that_scales_by_itself_keeps_the_log_of_it(scales: Any) -> None:
    [text] = found("require-autoscaler-logs-on-azure", cluster_that(scales))
    assert "keeps cluster-autoscaler of it" in text


@pytest.mark.parametrize("scales", [False, None])
def test_cluster_without_an_autoscaler_keeps_no_log_of_one(scales: Any) -> None:
    assert found("require-autoscaler-logs-on-azure", cluster_that(scales)) == []


def test_only_the_driver_of_lustre_is_of_one_version() -> None:
    of_one = {"autoUpgradeMinorVersion": False, "version": "0.6.0", "releaseTrain": "stable"}
    lustre = {**of_one, "extensionType": "Microsoft.AzureManagedLustre"}
    assert found("require-upgraded-extensions-on-azure", extension(lustre)) == []
    told = found(
        "require-upgraded-extensions-on-azure", extension({**of_one, "extensionType": "microsoft.flux"})
    )
    assert len(told) == 2, "any other gets its fixes by itself, and names no version"


def extension(inputs: dict[str, Any]) -> Added:
    return Added(type="azure-native:kubernetesconfiguration:Extension", name="driver", inputs=inputs)


def cluster_that(scales: Any) -> Added:
    pool = {"name": "system", "enableAutoScaling": scales}
    return Added(type=CLUSTER, name="control-plane", inputs={"agentPoolProfiles": [pool]})
